/**
 * The common form of all wire formats: calls on a sink. A reader turns a provider's bytes into these calls, in the order of
 * the bytes, and knows nothing of messages, money or storage.
 */
import type { JsonObject } from "./json.ts";
import type { ToolCallPiece } from "./tool-calls.ts";
import type { AnswerProblem } from "../protocol/message.ts";

/** A provider's figures of a call, so far or in all. */
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

/** `field`: the name of the reasoning field, to be used when it is sent back. `block`: a whole block of Anthropic's. */
export type ThoughtPiece = { field: string } | { block: JsonObject };

export interface PartSink {
  /** Answer text, never empty. */
  text(text: string): void;
  /** Reasoning text, never empty. */
  reasoning(text: string): void;
  /** All answer text of this call so far was reasoning: its opening mark was in the prompt, and only the closing one was written. */
  textWasReasoning(): void;
  /**
   * Called for EVERY usage on the wire, also the small ones that ride on a token. The last one before `done` holds the
   * call's totals (seen in live calls): the consumer keeps the last, never adds, and lets no zero replace a figure.
   */
  usage(usage: Usage): void;
  finish(reason: FinishReason): void;
  /** A piece of a tool call (tool-calls.ts). Not needed where no tools were offered. */
  toolCall?(piece: ToolCallPiece): void;
  /** Text arrived that may be a tool call (wire/written-calls.ts); it follows as one or the other once that is known. */
  heldBack?(): void;
  /** Reasoning that must be sent back with this answer's tool calls, or the provider refuses them. */
  thought?(thought: ThoughtPiece): void;
  /** The provider broke the stream off with an error of its own. More parts may follow (a last usage); `done` may not. */
  failure(failure: ProviderFailure): void;
  /** `[DONE]`, or the wire's own last event. Called at most once, and no part follows. */
  done(): void;
}

export interface WireReader {
  /** Takes the next bytes, cut anywhere. Never throws on what the bytes say. */
  read(bytes: Uint8Array, sink: PartSink): void;
  /** The end of the bytes: passes on what was held back. A stream that ended without `done` was cut; the consumer decides what that means. */
  end(sink: PartSink): void;
  /**
   * Complete SSE events consumed, comments of their own included: what the gateway's resume counts (it counts blank
   * lines). Text handed out so far came from exactly these events, but for the start of a `<think>` tag held back.
   */
  readonly events: number;
  /** True while text of these events is held back, so that the stream must not be resumed from here. Left out: never. */
  readonly isHolding?: boolean;
}
