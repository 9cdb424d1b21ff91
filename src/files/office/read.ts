/** Reads office documents: unzips within bounds and walks the XML; macros, links and pictures are ignored. */
import { readArchive, type Archive } from "../archive.ts";
import { BoundedText, CUT_AT_BOUND, Full, unreadable, type DocumentText } from "../document.ts";
import { DOCUMENT_TYPES } from "../kind.ts";
import { isSlide, presentationText } from "./presentation.ts";

const BROKEN = unreadable("This document is damaged, or it is locked with a password. Save it anew and try again.");

/** Takes the text out of the parts of an archive that are wanted; what it throws but `Full` is a broken document. */
export function readParts(
  file: Iterable<Uint8Array>,
  isWanted: (name: string) => boolean,
  read: (parts: Archive["entries"], out: BoundedText) => number | null,
): DocumentText {
  const archive = readArchive(file, isWanted);
  if (archive === null || archive.entries.size === 0) return BROKEN;
  const out = new BoundedText();
  let pages: number | null = null;
  let isWhole = !archive.isCut;
  try {
    pages = read(archive.entries, out);
  } catch (error) {
    if (!(error instanceof Full)) return BROKEN;
    isWhole = false;
  }
  const text = out.toString().trim();
  return { ok: true, text: isWhole ? text : text + CUT_AT_BOUND, pages };
}

export function readPresentation(file: Iterable<Uint8Array>): DocumentText {
  return readParts(file, isSlide, presentationText);
}

export const isPresentation = (type: string): boolean => type === DOCUMENT_TYPES.pptx;
