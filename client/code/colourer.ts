/** Asks the worker for colours, one block at a time; a block that takes too long stays as it is, and its worker ends. */
import { PatientWorker } from "../workers/patient-worker.ts";
import type { ColourRequest } from "./colour-worker.ts";
import type { Run } from "./runs.ts";

/** Longer code stays plain, in characters: its colours would be thousands of elements. */
export const MOST_COLOURED = 40_000;
/** After so many milliseconds nobody waits for a block's colours. */
const PATIENCE_MS = 2000;
/** So many coloured blocks are kept for when they come into sight again. */
const KEPT = 60;

const kept = new Map<string, readonly Run[] | null>();
const worker = new PatientWorker<ColourRequest, readonly Run[] | null>(
  () => new Worker(new URL("colour-worker.ts", import.meta.url), { type: "module" }),
  PATIENCE_MS,
);

const keyOf = (code: string, language: string): string => `${language}\n${code}`;

/** What is known already; undefined: it has to be asked for. */
export function knownColours(code: string, language: string): readonly Run[] | null | undefined {
  return kept.get(keyOf(code, language));
}

/** The runs of a block of code; null where it cannot be coloured. */
export async function coloursOf(code: string, language: string): Promise<readonly Run[] | null> {
  const known = knownColours(code, language);
  if (known !== undefined) return known;
  const outcome = await worker.ask({ code, language });
  const runs = outcome.outcome === "answer" ? outcome.answer : null;
  kept.set(keyOf(code, language), runs);
  const oldest = kept.keys().next();
  if (kept.size > KEPT && oldest.done !== true) kept.delete(oldest.value);
  return runs;
}
