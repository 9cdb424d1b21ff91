/** What a file is, found out once when it is uploaded: its kind, its size in pixels or pages, its text. Reads no more than it must. */
import {
  archiveType,
  DOCUMENT_TYPES,
  encodings,
  firstLook,
  looksBinary,
  textType,
  type DocumentType,
  type Encoding,
} from "../../files/kind.ts";
import { readArchive } from "../../files/archive.ts";
import type { Clock, DocumentReader } from "../../files/document.ts";
import { pictureSize } from "../../files/image.ts";
import { MAX_IMAGE_BYTES, MAX_IMAGE_PIXELS, MAX_IMAGE_SIDE, type FileKind } from "../../protocol/files.ts";
import { failed, type Failure, type Result } from "../../protocol/problem.ts";

export type Inspected = {
  kind: FileKind;
  type: string;
  width: number | null;
  height: number | null;
  pages: number | null;
  encoding: Encoding | null;
  /** The text that was taken out of a document; null: of another kind. */
  text: string | null;
};

/** The bytes of a file that has been stored. */
export type Bytes = {
  /** The beginning: at least 64 KB, or all of a shorter file. */
  head: Uint8Array;
  length: number;
  parts(): Iterable<Uint8Array>;
  /** Frees the memory of a part that was read; left out where the caller does not own it. */
  free?(part: Uint8Array): void;
};

export const clockOf = (ports: { now(): number; after(ms: number, callback: () => void): () => void }): Clock => ({
  now: () => ports.now(),
  pause: () => new Promise((resolve) => ports.after(0, resolve)),
});

const NOTHING = { width: null, height: null, pages: null, encoding: null, text: null };

const KNOWN =
  "Pictures (png, jpeg, webp, gif), documents (pdf, docx, xlsx, pptx, odt) and anything that is text can be read; this is none of them.";
const unreadable = (detail: string): { ok: false; failure: Failure } => failed({ reason: "unreadable", detail });
const megabytes = (bytes: number): string => `${bytes / 1024 / 1024} MB`;

/** A picture over its limit is refused before the rest of it is stored. */
export function refusedEarly(head: Uint8Array, bytesSoFar: number): Failure | null {
  if (bytesSoFar <= MAX_IMAGE_BYTES) return null;
  const { sort } = firstLook(head);
  return sort === "image" ? { reason: "too-large", detail: `a picture holds at most ${megabytes(MAX_IMAGE_BYTES)}` } : null;
}

export async function inspect(
  bytes: Bytes,
  named: { name: string; type: string },
  readDocument: DocumentReader,
  clock: Clock,
): Promise<Result<Inspected>> {
  if (bytes.length === 0) return unreadable("This file is empty.");
  const look = firstLook(bytes.head);
  switch (look.sort) {
    case "image":
      return picture(bytes, look.type);
    case "pdf":
      return document(bytes, DOCUMENT_TYPES.pdf, named.name, readDocument, clock);
    case "archive": {
      const archive = readArchive(bytes.parts(), (name) => name === "mimetype", 1_000);
      const type = archive === null ? null : archiveType(archive.names, new TextDecoder().decode(archive.entries.get("mimetype")));
      return type === null ? unreadable(KNOWN) : document(bytes, type, named.name, readDocument, clock);
    }
    case "perhaps-text":
      return text(bytes, named);
  }
}

function picture({ head, length }: Bytes, type: string): Result<Inspected> {
  if (length > MAX_IMAGE_BYTES) return failed({ reason: "too-large", detail: `a picture holds at most ${megabytes(MAX_IMAGE_BYTES)}` });
  const size = pictureSize(head);
  if (size === null) return unreadable("This picture is damaged: its header does not say how large it is.");
  if (Math.max(size.width, size.height) > MAX_IMAGE_SIDE || size.width * size.height > MAX_IMAGE_PIXELS)
    return failed({
      reason: "too-large",
      detail: `a picture has at most ${MAX_IMAGE_SIDE} pixels a side and ${MAX_IMAGE_PIXELS / 1_000_000} million in all; this one has ${size.width} × ${size.height}`,
    });
  return { ok: true, value: { ...NOTHING, kind: "image", type, ...size } };
}

async function document(
  { parts }: Bytes,
  type: DocumentType,
  name: string,
  readDocument: DocumentReader,
  clock: Clock,
): Promise<Result<Inspected>> {
  const read = await readDocument({ name, type, parts }, clock);
  if (!read.ok) return unreadable(read.detail);
  const { text: words, pages } = read;
  const shown = words.trim() === "" ? "[No text was found in this document: it may consist of scanned pictures.]" : words;
  return { ok: true, value: { ...NOTHING, kind: "document", type, pages, text: shown } };
}

function text(bytes: Bytes, { name, type }: { name: string; type: string }): Result<Inspected> {
  for (const encoding of encodings(bytes.head)) {
    const beginning = textBeginning(bytes, encoding);
    if (beginning !== null) return { ok: true, value: { ...NOTHING, kind: "text", type: textType(beginning, type, name), encoding } };
  }
  return unreadable(KNOWN);
}

/** The beginning of the text; null where the bytes, read to their end, are no text in this encoding. */
function textBeginning(bytes: Bytes, encoding: Encoding): string | null {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: false });
  let beginning: string | null = null;
  try {
    for (const part of bytes.parts()) {
      const words = decoder.decode(part, { stream: true });
      if (looksBinary(words)) return null;
      beginning ??= words.slice(0, 1_000);
      bytes.free?.(part);
    }
    return looksBinary(decoder.decode()) ? null : (beginning ?? "");
  } catch {
    return null;
  }
}
