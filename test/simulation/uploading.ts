/**
 * Files that the person gives to conversations: a few, the same ones again and again, to one conversation and to two, taken
 * away, broken off in their middle, and what must hold of them: no file is lost while a message names it, and none stays
 * that nobody can reach.
 */
import { createHash } from "node:crypto";
import type { UploadedFile } from "../../src/protocol/files.ts";
import type { Result } from "../../src/protocol/problem.ts";
import { png } from "../unit/files/samples.ts";
import type { Caller } from "./network.ts";
import type { ObjectHost } from "./objects.ts";
import type { Platform } from "./platform.ts";
import { rowsIn } from "./rows.ts";

/** What the person knows of the files of one conversation. */
export type KnownFiles = {
  /** Those whose upload was answered. */
  readonly there: Set<string>;
  /** Those that the person has asked to take away, whatever became of it. */
  readonly takenAway: Set<string>;
  /** Accepted messages, and the files that each was sent with. */
  readonly named: Map<string, readonly string[]>;
};
export const noFiles = (): KnownFiles => ({ there: new Set(), takenAway: new Set(), named: new Map() });

/** A conversation, as far as its files go. */
type Owner = { id: string; isDeleted: boolean; files: KnownFiles };
type Added = Result<{ created: boolean; file: UploadedFile }>;

const TEXTS = ["tea", "rain", "dahlias"].map((word) => `${word} `.repeat(100));
/** Of two parts in storage. */
const PICTURE_BYTES = 2_000_000;
let picture: Uint8Array | null = null;

/** One of the files. @param isText none that takes long to read */
function bytesOf(which: number, isText: boolean): { name: string; bytes: Uint8Array } {
  if (isText || which % 4 > 0) return { name: "a.txt", bytes: new TextEncoder().encode(TEXTS[which % TEXTS.length]) };
  return { name: "a.png", bytes: (picture ??= png(64, 64, PICTURE_BYTES)) };
}

export class Uploading {
  readonly #platform: Platform;
  readonly #caller: Caller;

  constructor(platform: Platform, caller: Caller) {
    this.#platform = platform;
    this.#caller = caller;
  }

  /** Sends a file once. Throws what the call throws. */
  async send({ id, files }: Owner, which: number, how: { isText: boolean; isForComposer: boolean }): Promise<Added> {
    const { name, bytes } = bytesOf(which, how.isText);
    const added = await this.#platform
      .asking(this.#caller, id)
      .chat("addFile", (chat) => chat.addFile(this.#bodyOf(bytes), { name, type: "" }, how.isForComposer));
    if (added.ok) files.there.add(added.value.file.id);
    return added;
  }

  /** Takes one of the files away, from the conversation or from the composer. Throws what the call throws. */
  async takeAway({ id, files }: Owner, which: number): Promise<void> {
    const all = [...files.there];
    const file = all[which % Math.max(1, all.length)];
    if (file === undefined) return;
    files.takenAway.add(file);
    const asking = this.#platform.asking(this.#caller, id);
    if (which % 2 === 0) await asking.chat("removeFile", (chat) => chat.removeFile(file));
    else await asking.chat("removeComposerFile", (chat) => chat.removeComposerFile(file));
  }

  /** Bytes that come in pieces, each a step of the object that reads them. The first fills a part of storage where there are two. */
  #bodyOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
    const { world } = this.#platform;
    const { scheduler, network } = world;
    const { current: reader } = scheduler;
    const cuts = [0, 0.95, 0.97, 1].map((share) => Math.ceil(bytes.length * share));
    // Copies: whoever reads them gives their memory back.
    const pieces = cuts.slice(1).map((to, index) => bytes.slice(cuts[index], to));
    return new ReadableStream<Uint8Array>(
      {
        pull: (controller) =>
          new Promise((resolve) => {
            scheduler.in(reader, network.delayMs(), "bytes of a file", () => {
              const piece = pieces.shift();
              if (piece === undefined) controller.close();
              else if (world.hit("upload-breaks")) controller.error(new TypeError("the connection was lost"));
              else controller.enqueue(piece);
              resolve();
            });
          }),
      },
      { highWaterMark: 0 },
    );
  }
}

/** [I6] What does not hold of a conversation's files at any moment; null: everything does. @param known null: it is nobody's */
export function filesDifference(host: ObjectHost, known: Owner | null): string | null {
  const rows = rowsIn(host);
  const named = rows<{ id: string; files: string }>("SELECT id, files FROM turn WHERE files IS NOT NULL");
  if (named.length > 0) {
    const [lost] = rows<{ id: string; file: string }>(
      "SELECT turn.id, named.value AS file FROM turn, json_each(turn.files) AS named LEFT JOIN file ON file.id = named.value " +
        "WHERE turn.files IS NOT NULL AND (file.id IS NULL OR file.bytes <> " +
        "(SELECT ifnull(sum(length(data)), 0) FROM file_part WHERE file_part.file = file.number AND ordinal >= 0))",
    );
    if (lost !== undefined) return `${lost.id} names the file ${lost.file.slice(0, 8)}, which is lost`;
  }
  if (known === null || known.isDeleted) return null;
  for (const [message, files] of known.files.named) {
    const stored = named.find(({ id }) => id === message)?.files ?? "";
    for (const file of files)
      if (!stored.includes(file)) return `${message} was accepted with the file ${file.slice(0, 8)} and has it no more`;
  }
  if (known.files.there.size === 0) return null;
  const ids = new Set(rows<{ id: string }>("SELECT id FROM file").map(({ id }) => id));
  for (const file of known.files.there)
    if (!ids.has(file) && !known.files.takenAway.has(file)) return `the file ${file.slice(0, 8)} was taken in and is not there`;
  return null;
}

/** Parts of uploads that never became files. */
export function orphanParts(host: ObjectHost): number {
  if (!host.hasTable("file_part")) return 0;
  const [row] = rowsIn(host)<{ n: number }>("SELECT count(*) AS n FROM file_part WHERE file NOT IN (SELECT number FROM file)");
  return row?.n ?? 0;
}

/** [I6, I10] What does not hold of a conversation's files at the end; null: everything does. */
export function filesDifferenceAtEnd(host: ObjectHost): string | null {
  const rows = rowsIn(host);
  if (orphanParts(host) > 0) return `keeps ${orphanParts(host)} parts of uploads that are no files`;
  for (const { id, number } of rows<{ id: string; number: number }>("SELECT id, number FROM file")) {
    const hash = createHash("sha256");
    const parts = host.storage.exec<{ data: ArrayBuffer }>("SELECT data FROM file_part WHERE file = ? AND ordinal >= 0 ORDER BY ordinal", [
      number,
    ]);
    for (const { data } of parts) hash.update(new Uint8Array(data));
    if (hash.digest("hex") !== id) return `has other bytes under ${id.slice(0, 8)}`;
  }
  const [left] = rows<{ file: string }>(
    "SELECT value AS file FROM chat, json_each(chat.attached) WHERE chat.attached IS NOT NULL AND value NOT IN (SELECT id FROM file)",
  );
  return left === undefined ? null : `has the file ${left.file.slice(0, 8)} in its composer and nowhere else`;
}
