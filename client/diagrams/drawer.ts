/** Asks the worker for pictures, and keeps the last ones for when they come into sight again. */
import { PatientWorker } from "../workers/patient-worker.ts";
import type { DiagramColours, DiagramRequest, Picture } from "./diagram-worker.ts";

/** After so many milliseconds nobody waits for a picture. */
const PATIENCE_MS = 5000;
const KEPT = 30;
/** A larger picture would be slow to show, in characters. */
const MOST_PICTURE = 1_000_000;

export type Drawing =
  /** `address`: a data URL, for only as a picture nothing of it can run; one of the page's own origin could be opened as a page. */
  { state: "drawn"; address: string; width: number; height: number } | { state: "mistake" } | { state: "slow" } | { state: "failed" };

const kept = new Map<string, Drawing>();
const worker = new PatientWorker<DiagramRequest, Picture>(
  () => new Worker(new URL("diagram-worker.ts", import.meta.url), { type: "module" }),
  PATIENCE_MS,
);

const keyOf = ({ bg }: DiagramColours, source: string): string => `${bg}\n${source}`;

/** The page's colours as they are now. */
export function pageColours(): DiagramColours {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string): string => style.getPropertyValue(name).trim();
  return {
    bg: of("--code"),
    fg: of("--text"),
    line: of("--faint"),
    accent: of("--accent"),
    muted: of("--muted"),
    surface: of("--surface"),
    border: of("--faint"),
  };
}

export function knownDrawing(source: string, colours: DiagramColours): Drawing | null {
  return kept.get(keyOf(colours, source)) ?? null;
}

export async function drawingOf(source: string, colours: DiagramColours): Promise<Drawing> {
  const known = knownDrawing(source, colours);
  if (known !== null) return known;
  const outcome = await worker.ask({ source, colours });
  const drawing = outcome.outcome === "answer" ? drawn(outcome.answer) : { state: outcome.outcome };
  // What could not be loaded may be there next time.
  if (drawing.state !== "failed") kept.set(keyOf(colours, source), drawing);
  const oldest = kept.keys().next();
  if (kept.size > KEPT && oldest.done !== true) kept.delete(oldest.value);
  return drawing;
}

function drawn(picture: Picture): Drawing {
  if (picture === null) return { state: "mistake" };
  const { svg, width, height } = picture;
  if (svg.length > MOST_PICTURE) return { state: "slow" };
  return { state: "drawn", address: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg.toWellFormed())}`, width, height };
}
