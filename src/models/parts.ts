/**
 * What every wire format becomes: calls on a sink. A reader turns a provider's bytes into these calls, in the order
 * the bytes came, and knows nothing of messages, money or storage.
 */
import type { JsonObject } from "./json.ts";
import type { ToolCallPiece } from "./tool-calls.ts";
import type { AnswerProblem } from "../protocol/message.ts";

/** What a provider said a call took, so far or in all. */
export interface Usage {
  /** All input tokens, the cached ones included. */
  inputTokens: number;
  cachedTokens: number;
  /** All output tokens, reasoning included. */
  outputTokens: number;
  /** The billed amount as decimal text (`"7.59997"`), exact; null where the provider does not say. */
  neurons: string | null;
}

/** Why a provider did not answer, or not to the end. The same shape as the problem an answer carries. */
export type ProviderFailure = AnswerProblem;

/** Why the model stopped. `length`: the maximum of output tokens was reached. */
export type FinishReason = "stop" | "length" | "content-filter" | "tool" | "other";

/** `field`: the name under which reasoning came and is taken back. `block`: a whole one of Anthropic's. */
export type ThoughtPiece = { field: string } | { block: JsonObject };

export interface PartSink {
  /** Answer text, never empty. */
  text(text: string): void;
  /** Reasoning text, never empty. */
  reasoning(text: string): void;
  /** All answer text of this call so far was reasoning: the template had opened it, and only its end was written. */
  textWasReasoning(): void;
  /**
   * Called for EVERY usage on the wire, also the small ones that ride on a token. The last one before `done` holds the
   * call's totals (facts/ai.md, live): the consumer keeps the last, never adds, and lets no zero replace a figure.
   */
  usage(usage: Usage): void;
  finish(reason: FinishReason): void;
  /** A piece of a call of a tool (tool-calls.ts). Whoever offered no tools need not listen. */
  toolCall?(piece: ToolCallPiece): void;
  /** Words came that may be a call of a tool (wire/written-calls.ts): they follow, as the one or the other. */
  heldBack?(): void;
  /** What must be sent back with the calls of this answer, or the provider refuses them. */
  thought?(thought: ThoughtPiece): void;
  /** The provider broke the stream off with an error of its own. More parts may follow (a last usage); `done` may not. */
  failure(failure: ProviderFailure): void;
  /** `[DONE]`, or the wire's own last event. Called at most once, and no part follows. */
  done(): void;
}

export interface WireReader {
  /** Takes the next bytes, cut anywhere. Never throws on what the bytes say. */
  read(bytes: Uint8Array, sink: PartSink): void;
  /** The bytes are over: hands out what was held back. A stream that ends without `done` was cut: the consumer's call. */
  end(sink: PartSink): void;
  /**
   * Complete SSE events consumed, comments of their own included: what the gateway's resume counts (it counts blank
   * lines). Text handed out so far came from exactly these events, but for the start of a `<think>` tag held back.
   */
  readonly events: number;
  /** Of these events some text was received that was not handed out: it is no place to go on from. Left out: never. */
  readonly isHolding?: boolean;
}
