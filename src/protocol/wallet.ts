/**
 * The contract between a conversation and its person's object: holds, and the conversation's reports.
 * Amounts in nano-dollars, times in milliseconds since the epoch. PERSISTED CONTRACT: reports of deleted conversations
 * are stored until they are delivered, so that fields are only added.
 */
import type { AnswerEnd } from "./push.ts";

/**
 * The order in which one wake of a conversation's object made its holds and reports, however they arrive. `by`: a random name
 * of that wake; `nth`: counted from its beginning.
 */
export type Place = { by: string; nth: number };

/** Asked of the person's object before a model call. */
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
  /** Left out: asked by an earlier version. */
  place?: Place;
  /** The project of the conversation that this call begins; left out: none, or the conversation is there already. */
  projectId?: string;
  /** Nobody waits for this call (a title): the list does not show the conversation as running for it. */
  aside?: true;
};

export type HoldAnswer =
  | { granted: true; nanoUsd: number; rules: PersonRules }
  | { granted: false; why: "budget"; remainingNanoUsd: number; renewsAt: string }
  /** The budget of the conversation's project does not cover it. `renewsAt` empty: it does not renew. */
  | { granted: false; why: "project"; remainingNanoUsd: number; renewsAt: string }
  /** There is no such project (any more). */
  | { granted: false; why: "no-project" }
  /** An administrator does not let this person ask that model. */
  | { granted: false; why: "model" }
  /** The conversation was deleted. */
  | { granted: false; why: "gone" };

/** What holds for this person's conversations, learned with every hold. */
export type PersonRules = {
  /** Allow-list of models, as `isAllowed` reads it; empty: everything this server offers. */
  allow: string;
  /** The person has switched follow-up questions on. */
  suggestions: boolean;
  /** What is known of the models this person asks. */
  lessons: Lesson[];
};

/** What finished calls taught of one model. */
export type Lesson = {
  model: string;
  /** Tokens as guessed, and as the provider counted them: their ratio corrects the next guess. */
  likely: number;
  counted: number;
  /** Tokens that requests have beside what is guessed of their words: a template's, a default system prompt's. May be negative. */
  template: number;
  /** Tokens of a usual answer; 0: none has ended yet. */
  answer: number;
};

/** One call whose provider reported its totals. */
export type CallFigures = {
  model: string;
  /** Input tokens as they were guessed without anything learned, and as the provider counted them. */
  guessed: number;
  counted: number;
  /** Output tokens; null: the answer did not end by itself. */
  output: number | null;
};

/**
 * A call that has ended and is booked by estimate. Its hold keeps back what the log may still add: up to `mostNanoUsd`
 * in all, null: up to the whole hold.
 */
export type SettlingRun = { runId: string; costNanoUsd: number; mostNanoUsd: number | null };

/** `isShown`: a tab of its person showed the conversation when it ended, as far as its tabs have said. */
export type EndedAnswer = { end: AnswerEnd; atMs: number; isShown: boolean };

/** A conversation's report after each change: absolute, so that a repeated or late one changes nothing. */
export type ChatReport = {
  chatId: string;
  /** Place in the conversation's log that this report includes. */
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
  /** The figures of the last answer's call, to improve the person's next estimates; null: none. */
  call: CallFigures | null;
  /** Model calls that still run. Every other hold of this conversation is released, except those in `settling`. */
  openRuns: string[];
  /** Calls that ended and are booked by estimate until the gateway's log is read. */
  settling: SettlingRun[];
  /** Cost per month (UTC, `2026-11`) of the months that may have changed. */
  months: { period: string; costNanoUsd: number }[];
  /**
   * When it was made, milliseconds since the epoch, by the clock of `HoldRequest.nowMs`: it says nothing of holds that were
   * asked for later. Left out: made by an earlier version.
   */
  atMs?: number;
  /** Left out: told by an earlier version. */
  place?: Place;
  /** The answer that ended since the last report, where it was not its person who ended it; left out: none did. */
  ended?: EndedAnswer;
  /** The last report of a conversation that was deleted: the list never shows it again. */
  isLeaving?: true;
};

/** When the month (UTC) ends and budgets renew, ISO 8601. */
export function renewsAt(nowMs: number): string {
  const now = new Date(nowMs);
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1)).toISOString();
}
