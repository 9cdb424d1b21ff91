/** Stored files in the form a request needs, and a file's text as a model sees it, piece by piece. */
import { Buffer } from "node:buffer";
import { MAX_DOCUMENT_CHARACTERS, CUT_AT_BOUND } from "../../files/document.ts";
import type { AttachedFile } from "../../models/chat-turn.ts";
import { failed, invalid, type Result } from "../../protocol/problem.ts";
import type { FileRow } from "../log/tables.ts";
import type { FileSql } from "./sql.ts";

export type FileSource = Pick<FileSql, "filesIn" | "filePart">;

/** The text of a file, piece by piece from storage; nothing for a picture. A text that was cut ends with a sentence that says so. */
export function* textOf(sql: Pick<FileSql, "filePart">, { number, kind, encoding }: FileRow): Generator<string> {
  if (kind === "image") return;
  const decoder = new TextDecoder(kind === "text" ? (encoding ?? "utf-8") : "utf-8");
  let length = 0;
  for (let index = 0; ; index += 1) {
    const part = sql.filePart(number, kind === "text" ? index : -1 - index);
    const text = part === null ? decoder.decode() : decoder.decode(part, { stream: true });
    const room = MAX_DOCUMENT_CHARACTERS - length;
    if (text.length > room && kind === "text") {
      yield text.slice(0, room).toWellFormed() + CUT_AT_BOUND;
      return;
    }
    length += text.length;
    if (text !== "") yield text;
    if (part === null) return;
  }
}

/** The beginning of a file's text. @param most UTF-16 code units */
function beginning(sql: Pick<FileSql, "filePart">, file: FileRow, most: number): string {
  let text = "";
  for (const piece of textOf(sql, file)) {
    text += piece;
    if (text.length >= most) return text.slice(0, most).toWellFormed();
  }
  return text;
}

/** The files of a turn. @param column its `files`, or null */
export function attachedFiles(sql: FileSource, column: string | null): AttachedFile[] {
  return column === null ? [] : sql.filesIn(column).map((file) => attachedFile(sql, file));
}

/** The files that a message names, or a failure that names a missing one. */
export function askedFiles(sql: FileSource & Pick<FileSql, "file">, ids: readonly string[]): Result<AttachedFile[]> {
  const files: AttachedFile[] = [];
  for (const [index, id] of ids.entries()) {
    const file = sql.file(id);
    if (file === null) return failed(invalid(`files.${index}`, "no file of this conversation has this id"));
    files.push(attachedFile(sql, file));
  }
  return { ok: true, value: files };
}

export function attachedFile(sql: Pick<FileSql, "filePart">, file: FileRow): AttachedFile {
  const { id, name, type, kind, bytes, width, height, pages } = file;
  let read = { most: -1, text: "" };
  // Cached: it is read again for every model that the message is priced on.
  const text = (most: number): string => {
    if (most > read.most && (read.most < 0 || read.text.length >= read.most)) read = { most, text: beginning(sql, file, most) };
    return read.text.length <= most ? read.text : read.text.slice(0, most).toWellFormed();
  };
  return { id, name, type, kind, bytes, width, height, pages, text };
}

/** A picture's bytes as base64. r 1 for each part */
export function base64Of(sql: Pick<FileSql, "filePart" | "file">, id: string): string {
  const file = sql.file(id);
  if (file === null) return "";
  const pieces: string[] = [];
  // Every part but the last is a multiple of three bytes long, so parts can be encoded one by one.
  for (let ordinal = 0, part = sql.filePart(file.number, 0); part !== null; part = sql.filePart(file.number, (ordinal += 1)))
    pieces.push(base64(part));
  return pieces.join("");
}

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
