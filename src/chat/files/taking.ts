/** Files that an import brings into a new conversation: inspected like uploads, written in the import's one transaction. */
import { createHash } from "node:crypto";
import type { Clock, DocumentReader } from "../../files/document.ts";
import { safeName } from "../../files/name.ts";
import { MAX_FILE_BYTES } from "../../protocol/files.ts";
import { problemOf } from "../../protocol/problem.ts";
import type { ImportedFile } from "../../protocol/transfer.ts";
import { inspect, type Inspected } from "./inspect.ts";
import { PART_BYTES, type FileSql } from "./sql.ts";
import { writeFile, type Files, type Upload } from "./files.ts";

/** `listedId`: the id by which the document's messages name it. `id`: the hash of its bytes. */
export type TakenFile = { listedId: string; id: string; name: string; bytes: Uint8Array; seen: Inspected };

/** @returns the files, and a sentence for each that is left out */
export async function takeFiles(
  files: readonly ImportedFile[],
  readDocument: DocumentReader,
  clock: Clock,
): Promise<{ taken: TakenFile[]; warnings: string[] }> {
  const taken: TakenFile[] = [];
  const warnings: string[] = [];
  for (const { id: listedId, name: named, type, data } of files) {
    const name = safeName(named);
    if (data.length > MAX_FILE_BYTES) {
      warnings.push(`The file “${name}” is left out: a file holds at most ${MAX_FILE_BYTES / 1024 / 1024} MB.`);
      continue;
    }
    const bytes = { head: data, length: data.length, parts: () => partsOf(data) };
    const seen = await inspect(bytes, { name, type }, readDocument, clock);
    if (!seen.ok) warnings.push(`The file “${name}” is left out: ${problemOf(seen.failure).detail}`);
    else taken.push({ listedId, id: createHash("sha256").update(data).digest("hex"), name, bytes: data, seen: seen.value });
  }
  return { taken, warnings };
}

function* partsOf(data: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < data.length; at += PART_BYTES) yield data.subarray(at, at + PART_BYTES);
}

/** Writes each file once. @returns our id of each by the document's. w: as uploads */
export function writeTaken(sql: FileSql, files: readonly TakenFile[], atMs: number): Map<string, string> {
  const idsOf = new Map<string, string>();
  const written = new Set<string>();
  for (const { listedId, id, name, bytes, seen } of files) {
    idsOf.set(listedId, id);
    if (written.has(id)) continue;
    written.add(id);
    const number = written.size;
    for (const [ordinal, part] of [...partsOf(bytes)].entries()) sql.insertFilePart(number, ordinal, part);
    writeFile(sql, { id, number, name, bytes: bytes.length, added_at: atMs }, seen);
  }
  return idsOf;
}

/** Stores a file whose messages are imported already, and deletes it again where none of them names it. @returns null, or why it is left out */
export async function takeLate(
  files: Pick<Files, "add" | "remove">,
  upload: Upload,
  body: ReadableStream<Uint8Array>,
): Promise<string | null> {
  const left = (why: string): string => `The file “${safeName(upload.name)}” is left out: ${why}`;
  const added = await files.add(body, upload);
  if (!added.ok) return left(problemOf(added.failure).detail);
  // `remove` refuses a file that a message holds, which is the wanted case.
  if (!added.value.created || !files.remove(added.value.file.id).ok) return null;
  return left("no message names these bytes.");
}
