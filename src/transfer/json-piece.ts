/** What json-elements.ts hands out. */
import type { Capture } from "./capture.ts";

export type JsonPiece =
  /** An element of the document's list. */
  | { kind: "element"; json: unknown }
  /** A preset or prompt of an export of ours, behind its conversations. */
  | { kind: "preset"; json: unknown }
  /** An element that is too large or is no JSON. */
  | { kind: "unreadable"; reason: "too-large" | "not-json" }
  /** A document that is one object without a list of conversations, or a list of nothing. */
  | { kind: "document"; json: unknown }
  /** What stands around the lists of a document, which are empty in it. The last piece. */
  | { kind: "frame"; json: unknown }
  /** An element that is too large with its `files`: without those from here on, which follow, each as `file`, `bytes`, `file-end`. */
  | { kind: "head"; json: unknown }
  /** What a file's object says of it before its `data`. */
  | { kind: "file"; json: unknown }
  /** The next bytes of `data` as they stand in the document: base64. */
  | { kind: "bytes"; bytes: Uint8Array }
  | { kind: "file-end" };

/** What was read, as a piece. */
export function pieceOf(kind: "element" | "preset" | "document" | "frame", capture: Capture): JsonPiece {
  if (capture.isTooLarge) return { kind: "unreadable", reason: "too-large" };
  try {
    return parsed(kind, capture.takeText());
  } catch {
    return { kind: "unreadable", reason: "not-json" };
  }
}

export function parsed(kind: "element" | "preset" | "document" | "frame" | "head" | "file", text: string): JsonPiece {
  try {
    const json: unknown = JSON.parse(text);
    return { kind, json };
  } catch {
    return { kind: "unreadable", reason: "not-json" };
  }
}
