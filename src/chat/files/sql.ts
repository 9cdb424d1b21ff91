/** The statements of a conversation's files. A file is a row, and its bytes are rows of less than the platform's 2 MB. */
import { z } from "zod";
import { ENCODINGS } from "../../files/kind.ts";
import { fileKind, type MessageFile } from "../../protocol/files.ts";
import { jsonIn } from "../log/stored.ts";
import type { FileRow } from "../log/tables.ts";
import { TablesSql } from "../log/tables-sql.ts";

/**
 * Bytes in one row: below the platform's 2 MB with room for the row's own, and a multiple of three, so that an export
 * writes each as base64 by itself.
 */
export const PART_BYTES = 1_890_000;

const idList = z.array(z.string());
/** Ids in a turn's column of files. */
export const filesIn = (column: string | null): string[] => jsonIn(column, idList) ?? [];
export const filesColumn = (ids: readonly string[]): string | null => (ids.length === 0 ? null : JSON.stringify(ids));

/** A file as a message names it. */
export function messageFileOf({ id, name, type, bytes, kind, width, height }: FileRow): MessageFile {
  return { id, name, type, bytes, kind, ...(width === null ? {} : { width }), ...(height === null ? {} : { height }) };
}

/** Reads a newer version's unknown kind as a document (it may have stored text), and an unknown encoding as the usual one. */
function known(file: FileRow): FileRow {
  const kind = fileKind.safeParse(file.kind);
  const encoding = ENCODINGS.find((one) => one === file.encoding) ?? null;
  return { ...file, kind: kind.success ? kind.data : "document", encoding };
}

export class FileSql extends TablesSql {
  /** r 1 */
  file(id: string): FileRow | null {
    if (this.isEmpty("file")) return null;
    const file = this.first<FileRow>("SELECT * FROM file WHERE id = ?", id);
    return file === null ? null : known(file);
  }

  /** In the order in which they came. r n */
  files(): FileRow[] {
    if (this.isEmpty("file")) return [];
    return this.all<FileRow>("SELECT * FROM file ORDER BY number").map(known);
  }

  /** The files of a turn's column, those that are there. r 1 each */
  filesIn(column: string | null): FileRow[] {
    return filesIn(column).flatMap((id) => this.file(id) ?? []);
  }

  /** Bytes of all files. r n, at most some hundreds */
  fileBytes(): number {
    return this.fileSizes().bytes;
  }

  /** How many files there are, and their bytes. r n, at most some hundreds */
  fileSizes(): { count: number; bytes: number } {
    if (this.isEmpty("file")) return { count: 0, bytes: 0 };
    return (
      this.first<{ count: number; bytes: number }>("SELECT count(*) AS count, ifnull(sum(bytes), 0) AS bytes FROM file") ?? {
        count: 0,
        bytes: 0,
      }
    );
  }

  /** The last number that any part has. r 1 */
  lastFileNumber(): number {
    return this.first<{ number: number | null }>("SELECT max(file) AS number FROM file_part")?.number ?? 0;
  }

  /** w 1 */
  insertFile(file: FileRow): void {
    this.insert("file", file);
  }

  /** w 1 */
  insertFilePart(file: number, ordinal: number, data: Uint8Array): void {
    // A copy, because `data` may be a view of a larger buffer. Its memory is freed at once: V8 collects buffers late.
    const own = data.slice().buffer;
    this.all("INSERT INTO file_part (file, ordinal, data) VALUES (?, ?, ?)", file, ordinal, own);
    own.transfer(0);
  }

  /** One part; null: there is no such. r 1 */
  filePart(file: number, ordinal: number): Uint8Array | null {
    const row = this.first<{ data: ArrayBuffer }>("SELECT data FROM file_part WHERE file = ? AND ordinal = ?", file, ordinal);
    return row === null ? null : new Uint8Array(row.data);
  }

  /** w: its parts, and its row where it has one */
  deleteFile(number: number): void {
    this.all("DELETE FROM file_part WHERE file = ?", number);
    this.all("DELETE FROM file WHERE number = ?", number);
  }

  /** Parts of uploads that a crash ended. w: those parts, r: a row for each part there is */
  deleteOrphanParts(except: readonly number[]): void {
    this.all(
      `DELETE FROM file_part WHERE file NOT IN (SELECT number FROM file) AND file NOT IN (SELECT value FROM json_each(?))`,
      JSON.stringify(except),
    );
  }

  /** Whether a question has this file. r: every turn, and its text */
  holdsFile(id: string): boolean {
    return this.first("SELECT 1 AS one FROM turn WHERE files IS NOT NULL AND instr(files, ?) > 0 LIMIT 1", id) !== null;
  }
}
