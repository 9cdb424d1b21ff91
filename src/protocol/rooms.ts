/** Types of the calls between a person's objects, other than money: making, showing, changing and auditing conversations. */
import type { Command, Effort } from "./commands.ts";
import type { ChatSummary, Wallet } from "./http.ts";

/** What a conversation is made of. `model` null: the server's default. */
export type NewChat = {
  id: string;
  owner: string;
  title: string;
  model: string | null;
  system: string;
  temporary: boolean;
  effort: Effort | null;
  maxCostNanoUsd: number | null;
  /** Names of tools that the model may use. */
  tools: string[];
};

/** A conversation as it describes itself: all but what only the person's list knows. */
export type ChatView = Omit<ChatSummary, "pinned" | "archived" | "projectId"> &
  Pick<NewChat, "system" | "effort" | "maxCostNanoUsd" | "tools">;

/** A change of a conversation's own settings. */
export type ChatChange = Omit<Extract<Command, { type: "set" }>, "type" | "id">;

/** A conversation's day and model in the books, as the audit compares it. */
export type ChatDay = { day: string; model: string; costNanoUsd: number; calls: number; seq: number };

/** What the audit asks of a conversation: figures, ids and places in the log, never a word. */
export type ChatAudit =
  /** It never existed, or is deleted and has reported everything. */
  | { state: "none" }
  /** Deleted, and still reporting its numbers to D1; calls that ended and await their log keep their holds. */
  | { state: "leaving"; openRuns?: string[] }
  | {
      state: "open";
      receiptsNanoUsd: number;
      totalNanoUsd: number;
      /** Receipts against the conversation's own sums. */
      differences: { what: string; expected: number; found: number }[];
      days: ChatDay[];
      /** Places in the log up to which the wallet and D1 are known to know. */
      settledSeq: number;
      flushedSeq: number;
      /** Calls for which the wallet holds money. */
      openRuns: string[];
      /** Those of them that run; the others have ended and await their log. */
      runningRuns: string[];
    };

/** Ids after the first, up to the second, which is among them. */
export type IdRange = { after: string; upTo: string };

/** What the audit asks of a person's object: numbers and ids. */
export type AccountAudit = {
  spent: { period: string; chat: string; cost: number; seq: number }[];
  conversations: { id: string; deleted: number; cost: number; seq: number }[];
  /** `freed`: what of the hold is not kept back any more, since its call ended and awaits its log; null: it runs. */
  holds: { run: string; chat: string; cost: number; at: number; freed: number | null; aside: number | null }[];
  /** What this month's conversations cost in all, summed again for the audit. */
  monthNanoUsd: number;
  wallet: Wallet;
};

/** One row for D1: the absolute sums of a conversation, day (UTC) and model. */
export type DaySum = {
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
  /** Nano-dollars by hour (UTC) as JSON, `{"13":4000}`; null: not known. */
  hours: string | null;
};
