/**
 * What the conversation needs of the world around it, and nothing more: time, the person's wallet, the model's door,
 * D1. The object passes the real ones in; tests pass their own.
 */
import type { AiBinding } from "../models/binding.ts";
import type { Catalogue } from "../models/catalogue.ts";
import type { CallFigures, Lesson } from "../models/lessons.ts";
import type { SearchIndexPort } from "../protocol/search.ts";
import type { DirectoryEntry } from "../sharing/directory.ts";

/** Asked of the person's wallet before a model call. Amounts in nano-dollars. */
export type HoldRequest = {
  runId: string;
  chatId: string;
  /** Upper bound of what the call can cost. */
  worstNanoUsd: number;
  /** With less than this the call is not worth starting. */
  leastNanoUsd: number;
  title: string;
  /** The model that is to be asked: the person must be allowed to. */
  model: string;
  createdAt: number;
  nowMs: number;
  /** Nobody waits for this call (a title): the list does not show the conversation as running for it. */
  aside?: true;
};
export type HoldAnswer =
  | { granted: true; nanoUsd: number; rules: PersonRules }
  | { granted: false; why: "budget"; remainingNanoUsd: number; renewsAt: string }
  /** An administrator does not let this person ask that model. */
  | { granted: false; why: "model" }
  /** The conversation was deleted. */
  | { granted: false; why: "gone" };

/** What holds for this person's conversations, learned with every hold. */
export type PersonRules = {
  /** Allow-list of models, as `isAllowed` reads it; empty: everything this server offers. */
  allow: string;
  /** The person wants to be told what to ask next. */
  suggestions: boolean;
  /** What is known of the models this person asks. */
  lessons: Lesson[];
};

/**
 * A call that has ended and is booked by estimate. Its hold keeps back what the log may still add: up to `mostNanoUsd`
 * in all, null: up to the whole hold.
 */
export type SettlingRun = { runId: string; costNanoUsd: number; mostNanoUsd: number | null };

/** What the person's object is told after each change: absolute, so that twice or late changes nothing. */
export type ChatReport = {
  chatId: string;
  /** Place in the conversation's log this report includes. */
  seq: number;
  title: string;
  model: string;
  createdAt: number;
  updatedAt: number;
  temporary: boolean;
  messageCount: number;
  costNanoUsd: number;
  /** All of that cost is simulated. */
  simulated: boolean;
  /** What the last answer's call told, so that the person's next guess is better; null: nothing. */
  call: CallFigures | null;
  /** Model calls that still run; every other hold of this conversation is released, */
  openRuns: string[];
  /** but for those of calls that are booked by estimate until the gateway's log is read. */
  settling: SettlingRun[];
  /** Cost per month (UTC, `2026-11`) of the months that may have changed. */
  months: { period: string; costNanoUsd: number }[];
  /** The last report of a conversation that was deleted: the list never shows it again. */
  isLeaving?: true;
};

export interface Wallet {
  hold(request: HoldRequest): Promise<HoldAnswer>;
  report(report: ChatReport): Promise<void>;
  /** What this person's conversations begin with. `model` null: nothing may be asked. */
  startingWith(): Promise<{ model: string | null; system: string }>;
}

/** One row for D1: the absolute sums of a conversation, day and model. */
export type Summary = {
  person: string;
  chat: string;
  day: string;
  model: string;
  seq: number;
  calls: number;
  inputTokens: number;
  cachedTokens: number;
  outputTokens: number;
  costNanoUsd: number;
  savedNanoUsd: number;
  simulated: boolean;
};

/** The person's list. */
export interface Shelf {
  /** Deletes a conversation as its person would, from the list too. */
  remove(chatId: string): Promise<void>;
}

/** The directory of shares: it finds the conversation that a share's name belongs to. Throws when D1 fails. */
export interface ShareDirectory {
  /** Again changes nothing. */
  enter(entry: DirectoryEntry): Promise<void>;
  remove(shareId: string): Promise<void>;
  /** Every share of a conversation of this person. */
  removeAll(person: string, chatId: string): Promise<void>;
}

export interface SpendStore {
  /** Stores absolute sums; a row with a lower `seq` than the stored one changes nothing. Throws when D1 fails. */
  store(summaries: readonly Summary[]): Promise<void>;
}

/** Silence after which a model is given up, before and after its first word. Milliseconds. */
export type Patience = { firstByteMs: number; stallMs: number };

export interface Ports {
  now(): number;
  /** A new unguessable id. */
  newId(): string;
  /** The name of a share: 192 random bits. */
  newShareId(): string;
  after(ms: number, callback: () => void): () => void;
  wallet: Wallet;
  shelf: Shelf;
  spend: SpendStore;
  directory: ShareDirectory;
  search: SearchIndexPort;
  ai: AiBinding;
  gatewayId: string;
  catalogue: Catalogue;
  /** How long this model may be silent. */
  patienceWith(model: { id: string }): Patience;
}
