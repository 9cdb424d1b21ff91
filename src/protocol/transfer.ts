/** Export and import: limits, an import's result and progress, and the form in which a conversation is imported. */
import { z } from "zod";
import { giveBack } from "./bytes.ts";
import { chatId } from "./identifiers.ts";
import type { Rating } from "./rating.ts";

export const EXPORT_FORMAT = "tally";
export const EXPORT_VERSION = 1;

/** Bytes of a document to import. */
export const MAX_IMPORT_BYTES = 100 * 1024 * 1024;
/** Bytes of one conversation in it, its files left out: parsed it takes some three times that, of a Worker's 128 MB. */
export const MAX_IMPORTED_CHAT_BYTES = 24 * 1024 * 1024;

export const importResult = z.object({
  imported: z.array(z.object({ chatId, title: z.string(), messages: z.int() })),
  skipped: z.array(z.object({ title: z.string(), reason: z.string() })),
  warnings: z.array(z.string()),
  /** Presets and prompts that came in, and that were here already; left out where the document has none. */
  presets: z.object({ imported: z.int(), skipped: z.int() }).optional(),
});
export type ImportResult = z.infer<typeof importResult>;

/** How far an import is. */
export const importProgress = z.object({
  /** Conversations that came in, and that were left out. */
  imported: z.int(),
  skipped: z.int(),
  /** Bytes that were read, of how many (null: the sender did not say). */
  bytes: z.int(),
  of: z.int().nullable(),
  done: z.boolean(),
});
export type ImportProgress = z.infer<typeof importProgress>;

/**
 * A question and one answer to it, as a conversation takes them in. Either may be missing: a question nobody answered, an
 * answer nobody asked for. `index` numbers turns in the order they entered, from 0.
 */
export type ImportedTurn = {
  /** The question's id; the answer's is `<id>.a`. */
  id: string;
  /** The turn whose answer (or question, where it has none) it follows; null: a beginning. */
  parent: number | null;
  /** The turn that holds the question, where that is another one. */
  question: number | null;
  text: string | null;
  /** Ids of the files beside the question, as the document names them. */
  files?: string[];
  answer: string | null;
  reasoning: string;
  model: string;
  status: "done" | "stopped" | "interrupted" | "error";
  /** What its person thought of the answer. */
  rating?: Rating;
  /** Milliseconds since the epoch. */
  askedAt: number;
  answeredAt: number;
};

const LINE_FEED = 0x0a;

/**
 * Turns as they go from the Worker to a conversation: UTF-8, a line of JSON each. As objects, each text with one letter beyond
 * Latin-1 would take two bytes a letter, and a call takes 32 MiB; written and read one by one, they never stand in memory as
 * one text.
 */
export function packTurns(turns: readonly ImportedTurn[]): Uint8Array {
  const encoder = new TextEncoder();
  const lineOf = (turn: ImportedTurn): Uint8Array => encoder.encode(`${JSON.stringify(turn)}\n`);
  // Each line is made twice: all of them, and what they are joined to, would be in memory together. What is read is given
  // back at once, for V8 collects buffers late.
  let length = 0;
  for (const turn of turns) {
    const line = lineOf(turn);
    length += line.byteLength;
    giveBack(line);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const turn of turns) {
    const line = lineOf(turn);
    whole.set(line, at);
    at += line.byteLength;
    giveBack(line);
  }
  return whole;
}

/** Turns, in memory or read one by one. */
export type ImportedTurns = Iterable<ImportedTurn> & { readonly length: number };

/** Packed turns, parsed again by each iteration. */
export function unpackTurns(packed: Uint8Array): ImportedTurns {
  let length = 0;
  for (let at = packed.indexOf(LINE_FEED); at !== -1; at = packed.indexOf(LINE_FEED, at + 1)) length += 1;
  return {
    length,
    *[Symbol.iterator]() {
      const decoder = new TextDecoder();
      for (let from = 0; from < packed.length;) {
        const end = packed.indexOf(LINE_FEED, from);
        const turn: ImportedTurn = JSON.parse(decoder.decode(packed.subarray(from, end)));
        yield turn;
        from = end + 1;
      }
    },
  };
}

/** A file that an import brings. What it is, its bytes say; its id too. */
export type ImportedFile = { id: string; name: string; type: string; data: Uint8Array };

/** What a conversation is made of by an import. No cost, no receipt, no owner: those cannot be imported (invariant 15). */
export type ImportedChat = {
  id: string;
  title: string;
  model: string | null;
  system: string;
  createdAt: number;
  updatedAt: number;
  pinned: boolean;
  archived: boolean;
  /** The turn that ends the branch which is shown. */
  head: number | null;
  messageCount: number;
};

/** Which messages are exported: `all`, in the order in which they entered; `branch`: those of the branch that is shown, oldest first. */
export type Which = "all" | "branch";

/** An exported conversation without its messages. */
export type ExportedChat = {
  id: string;
  title: string;
  model: string;
  system: string;
  createdAt: string;
  pinned: boolean;
  archived: boolean;
  /** The message that ends the branch which is shown. */
  head: string | null;
};
