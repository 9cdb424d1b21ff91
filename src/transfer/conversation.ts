/**
 * A conversation as every kind of export is read into: plain messages in a tree, each after the one it answers to. What is
 * no words (receipts, costs, owners) has no place in it, so that no import can bring any along (invariants 2 and 15).
 */
import { z } from "zod";
import type { Rating } from "../protocol/rating.ts";
import type { ImportedFile } from "../protocol/transfer.ts";

export type ImportedMessage = {
  /** Unique in its conversation; its source's own id where there is one. */
  id: string;
  /** Null: a beginning. Always a message that stands before this one. */
  parentId: string | null;
  role: "user" | "assistant";
  text: string;
  reasoning: string;
  /** The model's name as the source writes it: a label. */
  model: string | null;
  /** Milliseconds since the epoch; null: unknown. */
  at: number | null;
  /** How the source says the answer ended. */
  status: "done" | "stopped" | "interrupted" | "error";
  /** Ids of the files beside a question. */
  files?: string[];
  /** What its person thought of an answer. */
  rating?: Rating;
};

export type ImportedConversation = {
  /** What makes the same conversation the same when it comes again; null: its words do. */
  sourceId: string | null;
  title: string;
  system: string;
  model: string | null;
  /** Milliseconds since the epoch; null: unknown. */
  createdAt: number | null;
  pinned: boolean;
  archived: boolean;
  /** The message that ends the branch which is shown; null: the last one. */
  head: string | null;
  messages: ImportedMessage[];
  files?: ImportedFile[];
  /** Its messages name files that other documents bring, or brought. */
  isPart?: boolean;
};

export const KINDS = ["Tally", "ChatGPT", "Claude", "Open WebUI", "LibreChat"] as const;
export type Kind = (typeof KINDS)[number];

/** One format: whether an element is of it, and how it is read. */
export type Format = {
  kind: Kind;
  isOne(element: object): boolean;
  /** @returns null when it is not what it seemed to be */
  read(element: object): ImportedConversation | null;
};

/** Text wherever one is expected; anything else is none. */
export const looseText = z.string().catch("");

/** A moment as the formats write it: ISO 8601, seconds or milliseconds since the epoch. @returns milliseconds, or null */
export function timeOf(value: unknown): number | null {
  if (typeof value === "number" && Number.isFinite(value) && value > 0) {
    // Seconds until the year 5138, milliseconds from 1973 on: no time of a chat is both.
    const ms = Math.trunc(value < 100_000_000_000 ? value * 1000 : value);
    return ms <= 8_640_000_000_000_000 ? ms : null;
  }
  if (typeof value !== "string") return null;
  const ms = Date.parse(value);
  return Number.isNaN(ms) || ms <= 0 ? null : ms;
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A member of a foreign object, never of its prototype. */
export function member(object: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

export const textOf = (object: Record<string, unknown>, ...keys: string[]): string => {
  for (const key of keys) {
    const value = member(object, key);
    if (typeof value === "string" && value !== "") return value;
  }
  return "";
};

/** Texts as paragraphs of one; empty ones are left out. */
export const paragraphs = (texts: readonly string[]): string => texts.filter((text) => text !== "").join("\n\n");
