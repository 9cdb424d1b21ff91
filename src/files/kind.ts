/**
 * Tells a file's kind from its bytes; its name and claimed type only decide which kind of text a text is. Anything that is
 * neither a known picture, nor a known document, nor text is refused.
 */
import { filetypename } from "magic-bytes.js";

export const DOCUMENT_TYPES = {
  pdf: "application/pdf",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
  odt: "application/vnd.oasis.opendocument.text",
} as const;
export type DocumentType = (typeof DOCUMENT_TYPES)[keyof typeof DOCUMENT_TYPES];

/** The kind by the first bytes. `archive`: a zip, whose entries decide. `perhaps-text`: the rest of the file decides. */
export type FirstLook =
  | { sort: "image"; type: "image/png" | "image/jpeg" | "image/webp" | "image/gif" }
  | { sort: "pdf" }
  | { sort: "archive" }
  | { sort: "perhaps-text" };

/** The first bytes, which contain every magic number that is looked for. */
const MAGIC_BYTES = 64;

/** Names of the kinds that a file's first bytes fit. */
export const kindsOf = (head: Uint8Array): ReadonlySet<string> => new Set(filetypename(head.subarray(0, MAGIC_BYTES)));

const IMAGES = [
  ["png", "image/png"],
  ["jpg", "image/jpeg"],
  ["webp", "image/webp"],
  ["gif", "image/gif"],
] as const;

/** @param head the beginning of the file */
export function firstLook(head: Uint8Array): FirstLook {
  const kinds = kindsOf(head);
  for (const [kind, type] of IMAGES) if (kinds.has(kind)) return { sort: "image", type };
  if (kinds.has("pdf")) return { sort: "pdf" };
  return isZip(head) ? { sort: "archive" } : { sort: "perhaps-text" };
}

/** The first bytes of a zip's first entry: "PK", 3, 4. */
const isZip = ([p, k, three, four]: Uint8Array): boolean => p === 0x50 && k === 0x4b && three === 3 && four === 4;

/** Which document a zip is, by the parts every such document has; null: none that can be read. @param mimetype the text of its entry of that name */
export function archiveType(names: ReadonlySet<string>, mimetype: string): DocumentType | null {
  if (names.has("word/document.xml")) return DOCUMENT_TYPES.docx;
  if (names.has("xl/workbook.xml")) return DOCUMENT_TYPES.xlsx;
  if (names.has("ppt/presentation.xml")) return DOCUMENT_TYPES.pptx;
  return mimetype.trim() === DOCUMENT_TYPES.odt && names.has("content.xml") ? DOCUMENT_TYPES.odt : null;
}

/** Types of text that a sender may claim; everything else is plain. */
const TEXT_TYPES: ReadonlySet<string> = new Set([
  "text/plain",
  "text/csv",
  "text/tab-separated-values",
  "text/markdown",
  "text/html",
  "text/css",
  "text/javascript",
  "application/json",
  "application/xml",
  "image/svg+xml",
]);
const TYPE_OF_ENDING: { readonly [ending: string]: string } = {
  csv: "text/csv",
  tsv: "text/tab-separated-values",
  md: "text/markdown",
  markdown: "text/markdown",
  html: "text/html",
  htm: "text/html",
  css: "text/css",
  js: "text/javascript",
  json: "application/json",
  xml: "application/xml",
  svg: "image/svg+xml",
};

/** The MIME type of a text: by its beginning, else as claimed, else by the ending of its name. */
export function textType(beginning: string, claimed: string, name: string): string {
  const start = beginning.slice(0, 1_000).trimStart().toLowerCase();
  if (start.startsWith("<!doctype html") || start.startsWith("<html")) return "text/html";
  if (start.startsWith("<svg") || (start.startsWith("<?xml") && start.includes("<svg"))) return "image/svg+xml";
  if (start.startsWith("<?xml")) return "application/xml";
  const [type = ""] = claimed.toLowerCase().split(";");
  const plain = type.trim() === "text/xml" ? "application/xml" : type.trim();
  if (TEXT_TYPES.has(plain) && plain !== "text/plain") return plain;
  const [, ending = ""] = /\.([a-z0-9]{1,10})$/.exec(name.toLowerCase()) ?? [];
  return Object.hasOwn(TYPE_OF_ENDING, ending) ? (TYPE_OF_ENDING[ending] ?? "text/plain") : "text/plain";
}

export const ENCODINGS = ["utf-8", "utf-16le", "utf-16be", "windows-1252"] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** Encodings to try, in order. A byte order mark decides; text that is not valid UTF-8 is read as Windows-1252. */
export function encodings([first, second]: Uint8Array): readonly Encoding[] {
  if (first === 0xff && second === 0xfe) return ["utf-16le"];
  if (first === 0xfe && second === 0xff) return ["utf-16be"];
  return ["utf-8", "windows-1252"];
}

/** Controls that no text has: line ends, tabs, form feeds and the escape of terminals are not among them. */
// oxlint-disable-next-line no-control-regex -- controls are what is looked for
const BINARY = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/;
export const looksBinary = (text: string): boolean => BINARY.test(text);
