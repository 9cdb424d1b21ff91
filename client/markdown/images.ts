/**
 * Images that are in the text itself (`![…](data:image/png;base64,…)`) are taken out of it before it is cut into blocks: their
 * bytes are no words, and longer than any block may be. A mark of two private characters around the number stands for each.
 */

const OPEN = "\u{E002}";
const CLOSE = "\u{E003}";
const MARK = /\u{E002}(\d{1,6})\u{E003}/gu;
/** Raster images only: an SVG is a document. The end of a text that grows may stand in the middle of one. */
const EMBEDDED = /(?<=\]\()data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/]{16,}={0,2}(?=\)|$)/g;
const SHOWN = /^(?:data:image\/(?:png|jpeg|gif|webp);base64,|blob:)/i;

export interface WithoutImages {
  text: string;
  images: readonly string[];
}

/** The text with marks in the place of its images. */
export function extractImages(text: string): WithoutImages {
  if (!text.includes("](data:image/")) return { text, images: [] };
  const images: string[] = [];
  return { text: text.replaceAll(EMBEDDED, (source) => `${OPEN}${images.push(source) - 1}${CLOSE}`), images };
}

/** The images in the place of their marks. */
export function restoreImages(text: string, images: readonly string[]): string {
  return images.length === 0 ? text : text.replaceAll(MARK, (mark, index: string) => images[Number(index)] ?? mark);
}

/** True for an image whose showing asks nobody for anything. */
export function isEmbedded(source: string): boolean {
  return SHOWN.test(source);
}
