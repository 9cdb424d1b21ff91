/** Draws a diagram as SVG, beside the page. What it makes is shown as a picture, in which nothing runs or is loaded. */
import { renderMermaidSVG } from "beautiful-mermaid";
import { READY } from "../workers/patient-worker.ts";

/** The page's colours, as `#rrggbb`. */
export interface DiagramColours {
  bg: string;
  fg: string;
  line: string;
  accent: string;
  muted: string;
  surface: string;
  border: string;
}
export interface DiagramRequest {
  source: string;
  colours: DiagramColours;
}
/** A picture with its size in CSS pixels; null: there is a mistake in the source. */
export type Picture = { svg: string; width: number; height: number } | null;

// The layout takes a worker without a document for one of its own, and then answers nobody.
Object.defineProperty(globalThis, "document", { value: {}, configurable: true });
Object.defineProperty(globalThis, "self", { value: globalThis, configurable: true, writable: true });

const SIZE = /^<svg [^>]*?\bwidth="([\d.]+)" height="([\d.]+)"/;

function draw({ source, colours }: DiagramRequest): Picture {
  try {
    // A picture loads no fonts: the address of one has no business in it.
    const svg = renderMermaidSVG(source, { ...colours, transparent: true }).replaceAll(/@import url\([^)]*\);/g, "");
    const [, width, height] = SIZE.exec(svg) ?? [];
    return width === undefined || height === undefined ? null : { svg, width: Math.ceil(Number(width)), height: Math.ceil(Number(height)) };
  } catch {
    return null;
  }
}

addEventListener("message", ({ data }: MessageEvent<DiagramRequest>) => postMessage(draw(data)));
postMessage(READY);
