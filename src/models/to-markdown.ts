/**
 * Reads documents by Workers AI's `toMarkdown` (its documentation of 2026-04: free for documents; pictures in them would be
 * read by models and billed, so they are left out). It uses no gateway, so that nothing of a document is logged. It does not
 * read presentations: those are read here.
 */
import { READ_WITHIN_MS, MAX_DOCUMENT_CHARACTERS, CUT_AT_BOUND, unreadable, type DocumentReader } from "../files/document.ts";
import { isPresentation, readPresentation } from "../files/office/read.ts";
import { field } from "./json.ts";

/** The part of the binding that is used. */
export interface MarkdownBinding {
  toMarkdown(file: { name: string; blob: Blob }, options: object): Promise<unknown>;
}

export function hasMarkdown(binding: unknown): binding is MarkdownBinding {
  return typeof binding === "object" && binding !== null && "toMarkdown" in binding && typeof binding.toMarkdown === "function";
}

const ENDING_OF_TYPE: { readonly [type: string]: string } = {
  "application/pdf": "pdf",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
  "application/vnd.oasis.opendocument.text": "odt",
};
const WITHOUT_PICTURES = { images: { convert: false } };
const OPTIONS = { conversionOptions: { pdf: { ...WITHOUT_PICTURES, metadata: false }, docx: WITHOUT_PICTURES } };

const AWAY = unreadable("This document could not be read just now. Try again in a moment.");
const REFUSED = unreadable("This document is damaged, or it is locked with a password. Save it anew and try again.");
function streamOf(parts: Iterable<Uint8Array>): ReadableStream<Uint8Array> {
  const rest = parts[Symbol.iterator]();
  return new ReadableStream({
    pull(controller) {
      const next = rest.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
  });
}

/** How the service heads the pages of a PDF. */
const PAGE = /^### Page \d+$/gm;

/** @param binding the AI binding; null: there is none @param after calls back after so many milliseconds */
export function markdownReader(binding: MarkdownBinding | null, after: (ms: number, callback: () => void) => () => void): DocumentReader {
  return async ({ type, parts }) => {
    if (isPresentation(type)) return readPresentation(parts());
    if (binding === null) return AWAY;
    // The file's name is not sent, only its ending, which selects the converter.
    const blob = await new Response(streamOf(parts()), { headers: { "content-type": type } }).blob();
    const file = { name: `document.${ENDING_OF_TYPE[type] ?? "bin"}`, blob };
    const late = Promise.withResolvers<null>();
    const callOff = after(READ_WITHIN_MS, () => late.resolve(null));
    const answer = await Promise.race([binding.toMarkdown(file, OPTIONS).catch(() => null), late.promise]).finally(callOff);
    if (answer === null) return AWAY;
    const data = field(answer, "data");
    if (field(answer, "format") === "error" || typeof data !== "string") return REFUSED;
    const pages = type === "application/pdf" ? (data.match(PAGE)?.length ?? 0) : 0;
    const text = data.length <= MAX_DOCUMENT_CHARACTERS ? data : data.slice(0, MAX_DOCUMENT_CHARACTERS) + CUT_AT_BOUND;
    return { ok: true, text: text.toWellFormed(), pages: pages === 0 ? null : pages };
  };
}
