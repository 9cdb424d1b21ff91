/** What a generation takes in, the effects it calls, and its result. */
import type { AnswerProblem } from "../../protocol/message.ts";
import type { Usage } from "../../models/parts.ts";
import type { JsonObject } from "../../models/json.ts";
import type { ModelToolCall } from "../../models/tool-calls.ts";
import type { TokenizerFamily } from "../../models/tokens.ts";

/** `restates` 1: it holds the whole of its call, in place of the checkpoints before it. */
export type Segment = { text: string; reasoning: string; events: number; tokens: number; restates: 0 | 1 };

/** What an answer held before this stream: nothing, what is to be continued, or what a crash left. */
export type Begun = {
  text: string;
  reasoning: string;
  /** Tokens and complete SSE events of this same call that were consumed before; 0 for a new call. */
  tokens: number;
  events: number;
  /** Where this call's own words begin, in characters; left out: after `text` and `reasoning`. */
  callFrom?: { text: number; reasoning: number };
};
export const NOTHING_YET: Begun = { text: "", reasoning: "", tokens: 0, events: 0 };

export interface GenerationEffects {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back after so many milliseconds; returns the way to call it off. */
  after(ms: number, callback: () => void): () => void;
  /** To every tab, at once; @returns how many there are. */
  send(frame: string): number;
  /** Text that the tabs were sent turned out to be reasoning: they get the whole answer again. */
  restated(): void;
  /** Stores a segment. Called after its text was sent. */
  checkpoint(segment: Segment): void;
  /** At most once a second: tokens so far. */
  progress(outputTokens: number): void;
}

export type GenerationLimits = {
  maxOutputTokens: number;
  /** True when money set that maximum, not the model: an answer that reaches it says so. */
  isMaxByMoney: boolean;
  /** The model's tokenizer, to count output tokens; left out: not known. */
  tokenizer?: TokenizerFamily;
  /** The model costs nothing: no answer of it is stopped for its cost. */
  isFree?: boolean;
  /** The model may ask for tools; else what it asks for is ignored. */
  mayCall?: boolean;
  /** Silence after which the model is given up, after and before its first word. Heartbeats are no words. Milliseconds. */
  stallMs: number;
  firstByteMs: number;
};

export type GenerationEnd = {
  end: "done" | "stopped" | "failed" | "cut" | "stalled";
  /** Totals as the provider reported them, at the end or with its failure; null when it did not get to that. */
  usage: Usage | null;
  problem: AnswerProblem | null;
  /** The model stopped because its maximum was reached. */
  shortened: boolean;
  /** The tools it asked for, and what its provider must be sent back with their results; left out: none. */
  asked?: Asked;
};

/** What a model asked for instead of ending its answer. */
export type Asked = { calls: readonly ModelToolCall[]; field: string | null; blocks: readonly JsonObject[] };

/** Why an answer is ended from our side. */
export type StopReason = { why: "person" } | { why: "cap"; problem: AnswerProblem } | { why: "stalled"; problem: AnswerProblem };
