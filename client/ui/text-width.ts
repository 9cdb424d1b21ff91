/** How wide a text is in the page's own font, in CSS pixels; without a canvas (a test) an estimate. */
const WIDE_CHARACTER = 0.62;

let context: CanvasRenderingContext2D | null = null;

export function textWidth(text: string, fontSizePx: number): number {
  context ??= document.createElement("canvas").getContext("2d");
  if (context === null) return text.length * fontSizePx * WIDE_CHARACTER;
  context.font = `${fontSizePx}px ${getComputedStyle(document.body).fontFamily}`;
  return Math.ceil(context.measureText(text).width);
}
