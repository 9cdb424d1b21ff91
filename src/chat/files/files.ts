/**
 * The files of a conversation, written and read as streams; a file is in memory as a whole only where a document is read. An
 * upload's parts are stored as they arrive, under a number of their own; only its last step, one transaction, makes them a
 * file. The parts of an upload that failed are deleted at once, or, after a crash, with the next upload.
 */
import { createHash } from "node:crypto";
import { giveBack } from "../../protocol/bytes.ts";
import { safeName } from "../../files/name.ts";
import { pictureTokens } from "../../models/picture-tokens.ts";
import { familyOf, TokenGuess } from "../../models/tokens.ts";
import { MAX_CHAT_FILE_BYTES, MAX_FILE_BYTES, type MessageFile, type UploadedFile } from "../../protocol/files.ts";
import { failed, invalid, type Failure, type Result } from "../../protocol/problem.ts";
import type { FileRow } from "../log/tables.ts";
import type { Room } from "../room.ts";
import { textOf } from "./attached.ts";
import { clockOf, inspect, refusedEarly, type Bytes, type Inspected } from "./inspect.ts";
import { messageFileOf, PART_BYTES, type FileSql } from "./sql.ts";

export type Upload = { name: string; type: string };
/** A file to be sent. */
export type FileBody = { file: MessageFile; body: ReadableStream<Uint8Array> };

const MEGABYTE = 1024 * 1024;
const TOO_LARGE: Failure = { reason: "too-large", detail: `a file holds at most ${MAX_FILE_BYTES / MEGABYTE} MB` };
const TOO_MUCH: Failure = {
  reason: "too-large",
  detail: `the files of a conversation hold at most ${MAX_CHAT_FILE_BYTES / MEGABYTE} MB together. Take one away, or begin a new conversation.`,
};
const GONE: Failure = { reason: "not-found" };
/** So much more of a refused upload is read, so that its sender receives the refusal instead of a broken connection. Bytes. */
const READ_ON_BYTES = 16 * MEGABYTE;

const BROKEN_OFF = { done: true, value: null } as const;

type Stored = { hash: string; head: Uint8Array; bytes: number; parts: number };

export class Files {
  readonly #room: Room;
  /** Running uploads by their number, and the bytes each has brought. */
  readonly #coming = new Map<number, number>();
  /** Tokens of documents and texts, by the family of tokenizers and the file's id. */
  readonly #guesses = new Map<string, number>();
  #lastNumber = 0;
  #isSwept = false;

  constructor(room: Room) {
    this.#room = room;
  }

  /** Stores a file. Bytes that are stored already are that file, under its first name. w: its parts and 1 */
  async add(body: ReadableStream<Uint8Array>, upload: Upload): Promise<Result<{ created: boolean; file: UploadedFile }>> {
    const { sql } = this.#room;
    this.#sweep();
    const number = this.#next();
    this.#coming.set(number, 0);
    let isKept = false;
    try {
      const stored = await this.#store(number, body);
      if (!stored.ok) return stored;
      const { hash, bytes } = stored.value;
      const known = sql.file(hash);
      if (known !== null) return { ok: true, value: { created: false, file: this.#uploaded(known) } };
      const name = safeName(upload.name);
      const { ports } = this.#room;
      const seen = await inspect(this.#bytesOf(number, stored.value), { name, type: upload.type }, ports.readDocument, clockOf(ports));
      if (this.#room.isGone) return failed(GONE);
      if (!seen.ok) return seen;
      // The same bytes may have been stored by another upload while this document was read.
      const again = sql.file(hash);
      if (again !== null) return { ok: true, value: { created: false, file: this.#uploaded(again) } };
      if (sql.fileBytes() + bytes > MAX_CHAT_FILE_BYTES) return failed(TOO_MUCH);
      const row = this.#room.atomically(() => writeFile(sql, { id: hash, number, name, bytes, added_at: ports.now() }, seen.value));
      isKept = true;
      return { ok: true, value: { created: true, file: this.#uploaded(row) } };
    } finally {
      this.#coming.delete(number);
      if (!isKept && !this.#room.isGone) sql.deleteFile(number);
    }
  }

  /** A file as its upload's response shows it; null: no file has this id. Counts a document's tokens once for each tokenizer. */
  uploaded(id: string): UploadedFile | null {
    const file = this.#room.sql.file(id);
    return file === null ? null : this.#uploaded(file);
  }

  /** A file's bytes; null: there is none of this id. */
  open(id: string): FileBody | null {
    const file = this.#room.sql.file(id);
    if (file === null) return null;
    return { file: messageFileOf(file), body: this.#streamOf(this.#parts(file.number)) };
  }

  /** A file's text as models see it (empty for a picture); null: no file has this id. */
  openText(id: string): FileBody | null {
    const file = this.#room.sql.file(id);
    if (file === null) return null;
    const encoder = new TextEncoder();
    const { sql } = this.#room;
    const pieces = function* (): Generator<Uint8Array> {
      for (const text of textOf(sql, file)) yield encoder.encode(text);
    };
    return { file: messageFileOf(file), body: this.#streamOf(pieces()) };
  }

  /** Deletes a file that no message holds; refused where one does. */
  remove(id: string): Result<null> {
    const { sql } = this.#room;
    const file = sql.file(id);
    if (file === null) return failed(GONE);
    if (sql.holdsFile(id))
      return failed({ reason: "conflict", detail: "A message holds this file. It goes with the conversation, or stays." });
    this.#room.atomically(() => sql.deleteFile(file.number));
    return { ok: true, value: null };
  }

  /** Stores the bytes as they arrive, in parts. */
  async #store(number: number, body: ReadableStream<Uint8Array>): Promise<Result<Stored>> {
    const { sql } = this.#room;
    const reader = body.getReader();
    const hash = createHash("sha256");
    const part = new Uint8Array(PART_BYTES);
    let head: Uint8Array | null = null;
    let filled = 0;
    let parts = 0;
    let bytes = 0;
    const put = (): void => {
      const data = part.subarray(0, filled);
      head ??= data.slice(0, HEAD_BYTES);
      hash.update(data);
      sql.insertFilePart(number, parts, data);
      parts += 1;
      filled = 0;
    };
    const refuse = async (failure: Failure): Promise<{ ok: false; failure: Failure }> => {
      await readOn(reader);
      return failed(failure);
    };
    const others = sql.fileBytes();
    for (;;) {
      const { done, value } = await reader.read().catch(() => BROKEN_OFF);
      if (value === null) return failed(invalid("", "the upload broke off before its end"));
      if (this.#room.isGone) return refuse(GONE);
      if (done) break;
      bytes += value.length;
      this.#coming.set(number, bytes);
      if (bytes > MAX_FILE_BYTES) return refuse(TOO_LARGE);
      if (others + this.#comingBytes > MAX_CHAT_FILE_BYTES) return refuse(TOO_MUCH);
      for (let at = 0; at < value.length;) {
        const taken = value.subarray(at, at + PART_BYTES - filled);
        part.set(taken, filled);
        filled += taken.length;
        at += taken.length;
        if (filled === PART_BYTES) put();
      }
      giveBack(value);
      const failure = head === null ? null : refusedEarly(head, bytes);
      if (failure !== null) return refuse(failure);
    }
    if (filled > 0) put();
    return { ok: true, value: { hash: hash.digest("hex"), head: head ?? new Uint8Array(), bytes, parts } };
  }

  get #comingBytes(): number {
    let sum = 0;
    for (const bytes of this.#coming.values()) sum += bytes;
    return sum;
  }

  #bytesOf(number: number, { head, bytes }: Stored): Bytes {
    return { head, length: bytes, parts: () => this.#parts(number), free: giveBack };
  }

  *#parts(number: number): Generator<Uint8Array> {
    for (let ordinal = 0; ; ordinal += 1) {
      const part = this.#room.isGone ? null : this.#room.sql.filePart(number, ordinal);
      if (part === null) return;
      yield part;
    }
  }

  /** A stream that reads its next piece only when its reader asks. */
  #streamOf(pieces: Iterator<Uint8Array>): ReadableStream<Uint8Array> {
    const { readable, writable } = new IdentityTransformStream();
    void this.#pour(pieces, writable.getWriter());
    return readable;
  }

  async #pour(pieces: Iterator<Uint8Array>, writer: WritableStreamDefaultWriter<ArrayBufferView>): Promise<void> {
    try {
      for (let next = pieces.next(); next.done !== true && !this.#room.isGone; next = pieces.next()) {
        await writer.write(next.value);
        giveBack(next.value);
      }
      await writer.close();
    } catch {
      // The reader has gone.
      await writer.abort().catch(() => undefined);
    }
  }

  #next(): number {
    this.#lastNumber = Math.max(this.#lastNumber, this.#room.sql.lastFileNumber()) + 1;
    return this.#lastNumber;
  }

  /** Once after each wake: deletes the parts that a crash left of uploads. */
  #sweep(): void {
    if (this.#isSwept) return;
    this.#isSwept = true;
    this.#room.sql.deleteOrphanParts([...this.#coming.keys()]);
  }

  #uploaded(file: FileRow): UploadedFile {
    return { ...messageFileOf(file), tokens: this.#tokensOf(file), ...(file.pages === null ? {} : { pages: file.pages }) };
  }

  /** Tokens that the conversation's model would probably count for it. */
  #tokensOf(file: FileRow): number {
    const { chat, sql, ports } = this.#room;
    if (file.kind !== "image") {
      const family = familyOf(chat.model);
      const known = this.#guesses.get(`${family} ${file.id}`);
      if (known !== undefined) return known;
      const guess = new TokenGuess(family);
      for (const text of textOf(sql, file)) guess.add(text);
      this.#guesses.set(`${family} ${file.id}`, guess.tokens);
      return guess.tokens;
    }
    const model = ports.catalogue.find(chat.model) ?? { id: chat.model, wire: "openai" };
    return pictureTokens(model, { width: file.width ?? 1, height: file.height ?? 1 }).likely;
  }
}

/** Bytes of a file's beginning that tell what it is. A picture's size comes after its EXIF block (at most 64 KB) and similar ones. */
const HEAD_BYTES = 512 * 1024;

/** Turns stored parts into a file. w 1, and 1 for each 1.89 MB of a document's text */
export function writeFile(
  sql: FileSql,
  file: Pick<FileRow, "id" | "number" | "name" | "bytes" | "added_at">,
  { text, ...seen }: Inspected,
): FileRow {
  const row: FileRow = { ...file, ...seen };
  sql.insertFile(row);
  const encoded = text === null ? new Uint8Array() : new TextEncoder().encode(text);
  for (let at = 0, ordinal = -1; at < encoded.length; at += PART_BYTES, ordinal -= 1)
    sql.insertFilePart(row.number, ordinal, encoded.subarray(at, at + PART_BYTES));
  return row;
}

/** Reads the rest of a refused upload, up to `READ_ON_BYTES`. */
async function readOn(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  try {
    for (let bytes = 0; bytes <= READ_ON_BYTES;) {
      const { done, value } = await reader.read();
      if (done) return;
      bytes += value.length;
    }
    await reader.cancel();
  } catch {
    // Its sender is gone.
  }
}
