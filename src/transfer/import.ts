/**
 * An import from the first byte to its answer: each conversation is recognised, converted and put where it belongs; one
 * that cannot come in is left out with its reason, and the others come.
 */
import { z } from "zod";
import { MAX_PRESETS, presetEntry, type PresetEntry } from "../protocol/presets.ts";
import {
  EXPORT_FORMAT,
  EXPORT_VERSION,
  MAX_IMPORTED_CHAT_BYTES,
  packTurns,
  type ImportedChat,
  type ImportedFile,
  type ImportProgress,
  type ImportResult,
} from "../protocol/transfer.ts";
import { clientId } from "../protocol/identifiers.ts";
import type { ImportedConversation, Kind } from "./conversation.ts";
import { jsonElements, NotJson } from "./json-elements.ts";
import type { JsonPiece } from "./json-piece.ts";
import { LateFiles, type LatePiece, type TakeFile } from "./late-files.ts";
import { recognise } from "./recognise.ts";
import { convert } from "./turns.ts";
import { UnderWay } from "./under-way.ts";

/** How many presets and prompts came in, and how many were here already. */
export type PresetsTaken = { imported: number; skipped: number; warnings: string[] };

/** Where imported conversations go. */
export interface ImportStore {
  /** Whether a conversation with this id is here, was here, or never was; one that is being put is here. */
  place(id: string): Promise<"free" | "taken" | "deleted">;
  /**
   * Makes the conversation, whole or not at all; again changes nothing. @param turns packed (`packTurns`) @param hasMoreFiles
   * its messages name files that follow one by one. @returns what of its files could not come in, as sentences */
  put(chat: ImportedChat, turns: Uint8Array, files: ImportedFile[], hasMoreFiles: boolean): Promise<string[]>;
  /**
   * Takes a file into a conversation that was put, while its bytes come. Its messages name it already by what its bytes are
   * called. @returns null, or a sentence why it is left out
   */
  file: TakeFile;
  /** Takes in presets and prompts of an export of everything; again changes nothing. */
  presets(entries: readonly PresetEntry[]): Promise<PresetsTaken>;
  progress(progress: ImportProgress): void;
}

export type ImportPorts = {
  store: ImportStore;
  nowMs: number;
  /** Bytes the sender announced; null: it did not say. */
  announced: number | null;
};

/** What the document is not: one of the known kinds. */
export class NotAnExport extends Error {
  override name = "NotAnExport";
}

const ours = z.object({ format: z.literal(EXPORT_FORMAT), version: z.literal(EXPORT_VERSION).optional() });

/** Entries told of each sort: a document of a million odd elements is answered in few words. */
const MAX_REPORTED = 10_000;
/** Ids that are tried for a conversation which was deleted here before. */
const MAX_COPIES = 50;
/** The person's tabs get the progress after so many conversations each. */
const NOTIFY_EVERY = 20;
const HERE_ALREADY = "It is here already.";

/**
 * Takes in a document.
 * @throws {NotAnExport} when it is none of the known kinds: nothing was taken in
 */
export async function importDocument(
  body: ReadableStream<Uint8Array>,
  { store, nowMs, announced }: ImportPorts,
  limit = MAX_IMPORTED_CHAT_BYTES,
): Promise<ImportResult> {
  const result: ImportResult = { imported: [], skipped: [], warnings: [] };
  let bytes = 0;
  let isKnown = false;
  const notify = (done: boolean): void =>
    store.progress({ imported: result.imported.length, skipped: result.skipped.length, bytes, of: announced, done });
  const skip = (title: string, reason: string): void => {
    if (result.skipped.length < MAX_REPORTED) result.skipped.push({ title: title.slice(0, 200).toWellFormed(), reason });
  };
  const remark = (sentences: readonly string[]): void => {
    result.warnings.push(...sentences.slice(0, MAX_REPORTED - result.warnings.length));
  };
  const late = new LateFiles((...late) => store.file(...late));
  const underWay = new UnderWay();
  const presets: PresetEntry[] = [];
  try {
    for await (const piece of jsonElements(body, (count) => (bytes += count), limit)) {
      if (piece.kind === "file" || piece.kind === "bytes" || piece.kind === "file-end") {
        const left = await late.take(piece);
        if (left !== null) remark([left]);
        if (piece.kind === "file-end") notify(false);
        continue;
      }
      if (piece.kind === "preset") {
        const entry = presetEntry.safeParse(piece.json);
        if (entry.success && presets.length < MAX_PRESETS) presets.push(entry.data);
        else remark(["A preset or prompt in it cannot be read, or is one too many: it is left out."]);
        continue;
      }
      if (piece.kind === "frame") {
        isKnown ||= isOurs(piece.json);
        continue;
      }
      late.of(null);
      const ready = await prepare(piece, store, nowMs);
      if (ready.kind === "unreadable") {
        skip("", ready.reason);
        continue;
      }
      if (ready.kind === "unknown") {
        if (!isKnown && piece.kind === "document") throw new NotAnExport();
        isKnown ||= ready.isOfAKind;
        skip(ready.title, "It is of no kind that can be read here.");
        continue;
      }
      isKnown = true;
      if (ready.kind === "refused") {
        skip(ready.title, ready.reason);
        continue;
      }
      const { id, files, hasMoreFiles } = ready;
      late.of(id);
      if (ready.kind === "here") {
        skip(ready.title, HERE_ALREADY);
        if (!hasMoreFiles) continue;
        // Another document, or an import that broke off, may have left files out that its messages name.
        await underWay.over();
        remark(await late.takeWhole(files));
        continue;
      }
      const { chat, turns, warnings, size } = ready;
      remark(warnings);
      await underWay.begin(size, async () => remark(await store.put(chat, turns, files, hasMoreFiles)));
      // Its files pass through to it: it must be there.
      if (piece.kind === "head") await underWay.over();
      result.imported.push({ chatId: id, title: chat.title, messages: chat.messageCount });
      if (result.imported.length % NOTIFY_EVERY === 0) notify(false);
    }
  } catch (error) {
    if (!(error instanceof NotJson)) throw error;
    if (!isKnown) throw new NotAnExport();
    remark(["The document ends in its middle: what came before its end is here."]);
  } finally {
    await late.over();
    await underWay.settled();
  }
  await underWay.over();
  if (!isKnown) throw new NotAnExport();
  if (presets.length > 0) {
    const { warnings, ...taken } = await store.presets(presets);
    result.presets = taken;
    remark(warnings);
  }
  notify(true);
  return result;
}

/** What a conversation takes while it is on its way: characters of words, bytes of files. */
function sizeOf({ messages, files }: ImportedConversation): number {
  const words = messages.reduce((sum, { text, reasoning }) => sum + text.length + reasoning.length, 0);
  return (files ?? []).reduce((sum, { data }) => sum + data.byteLength, words);
}

/** Whether a document says of itself that it is an export of ours, whatever conversations it has. */
const isOurs = (document: unknown): boolean => ours.safeParse(document).success;

type Prepared =
  | { kind: "unreadable"; reason: string }
  | { kind: "unknown"; title: string; isOfAKind: boolean }
  | { kind: "refused"; title: string; reason: string }
  | { kind: "here"; id: string; title: string; files: ImportedFile[]; hasMoreFiles: boolean }
  /** `turns`: packed. `size`: what it takes while it is on its way. */
  | {
      kind: "new";
      id: string;
      chat: ImportedChat;
      turns: Uint8Array;
      warnings: string[];
      files: ImportedFile[];
      hasMoreFiles: boolean;
      size: number;
    };

/** Makes of a piece what goes to its object. Of what was parsed nothing is left then: a large conversation stands in memory once. */
async function prepare(piece: Element, store: ImportStore, nowMs: number): Promise<Prepared> {
  const read = readPiece(piece);
  // Whoever made the piece holds it until the next one is asked for.
  if (piece.kind !== "unreadable") piece.json = null;
  if (read.kind !== "known") return read;
  const { source, conversation } = read;
  const { title } = conversation;
  const converted = convert(conversation, nowMs);
  if (!converted.ok) return { kind: "refused", title, reason: converted.reason };
  const { id, isHere } = await placeOf(store, await idOf(source, conversation));
  const files = conversation.files ?? [];
  const hasMoreFiles = piece.kind === "head" || conversation.isPart === true;
  if (isHere) return { kind: "here", id, title, files, hasMoreFiles };
  const { chat, turns, warnings } = converted;
  const size = sizeOf(conversation);
  return { kind: "new", id, chat: { ...chat, id }, turns: packTurns(turns), warnings, files, hasMoreFiles, size };
}

/** A piece that is a conversation, or should be one. */
type Element = Exclude<JsonPiece, LatePiece | { kind: "preset" | "frame" }>;

type Read =
  | { kind: "known"; source: Kind; conversation: ImportedConversation }
  /** `isOfAKind`: it is marked as a conversation of a known kind, and holds something else. */
  | { kind: "unknown"; title: string; isOfAKind: boolean }
  | { kind: "unreadable"; reason: string };

function readPiece(piece: Element): Read {
  if (piece.kind === "unreadable")
    return {
      kind: "unreadable",
      reason:
        piece.reason === "too-large"
          ? `It is larger than the ${MAX_IMPORTED_CHAT_BYTES / 1024 / 1024} MB that one conversation may have.`
          : "It cannot be read: it is no JSON.",
    };
  const recognised = recognise(piece.json);
  if (recognised?.conversation == null) return { kind: "unknown", title: titleIn(piece.json), isOfAKind: recognised !== null };
  return { kind: "known", source: recognised.kind, conversation: recognised.conversation };
}

function titleIn(json: unknown): string {
  if (typeof json !== "object" || json === null) return "";
  for (const key of ["title", "name"]) {
    const value: unknown = Object.hasOwn(json, key) ? Reflect.get(json, key) : undefined;
    if (typeof value === "string") return value;
  }
  return "";
}

/** The same conversation has the same id whenever it comes: its source's, or one made of its words. */
async function idOf(source: Kind, conversation: ImportedConversation): Promise<string> {
  const { sourceId } = conversation;
  const named = sourceId === null ? null : source === "Tally" ? sourceId : `${source.toLowerCase().replaceAll(/[^a-z]/g, "")}-${sourceId}`;
  // Room for the mark of a copy.
  if (named !== null && named.length <= 90 && clientId.safeParse(named).success) return named;
  const bytes = new TextEncoder().encode(JSON.stringify([source, sourceId, sourceId === null ? conversation : null]));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return `import-${[...digest.subarray(0, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** Where the conversation is, or comes in: under its id, or where one of that id was deleted here, one made of it. */
async function placeOf(store: ImportStore, id: string): Promise<{ id: string; isHere: boolean }> {
  for (let copy = 1; copy <= MAX_COPIES; copy += 1) {
    const tried = copy === 1 ? id : `${id}~${copy}`;
    const place = await store.place(tried);
    if (place !== "deleted") return { id: tried, isHere: place === "taken" };
  }
  return { id, isHere: true };
}
