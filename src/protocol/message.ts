import { z } from "zod";
import { messageFile } from "./files.ts";
import { messageId } from "./identifiers.ts";
import { rating } from "./rating.ts";
import { step } from "./tools.ts";
import { costBasis, nanoUsd } from "./money.ts";

/** The status of a message. A question is `queued` while its answer waits, else `done`. */
export const messageStatus = z.enum(["done", "queued", "running", "stopped", "interrupted", "error"]);
export type MessageStatus = z.infer<typeof messageStatus>;

/** What one message cost: the sum over the model calls made for it (an answer that was continued has two). */
export const messageCost = z.object({
  costNanoUsd: nanoUsd,
  basis: costBasis,
  /** True when the embedded AI answered and nobody is charged. */
  simulated: z.boolean(),
  inputTokens: z.int().min(0),
  cachedTokens: z.int().min(0),
  outputTokens: z.int().min(0),
  /** What cached input saved against the full price. */
  savedNanoUsd: nanoUsd,
  /** Model calls behind these sums. */
  calls: z.int().min(1),
});
export type MessageCost = z.infer<typeof messageCost>;

/** Why an answer ended without being whole, as a sentence for the person and what they can do about it. */
export const answerProblem = z.object({
  /** A stable word for programs. */
  reason: z.enum([
    "over-budget",
    "cap-reached",
    "no-credits",
    "model-retired",
    "model-unable",
    "plan-required",
    "out-of-capacity",
    "context-too-long",
    "gateway-limit",
    "gateway-missing",
    "network",
    "stalled",
    /** The provider withheld the answer, or ended it. */
    "content-filter",
    "provider",
    "empty",
    "crashed",
    "not-configured",
    /** Of another version than the one that reads it; `detail` is what is known. */
    "unknown",
  ]),
  /** A sentence the person can act on. Never a provider's text; a server on one's own machine is quoted, cut to 200 characters. */
  detail: z.string(),
  /** The provider's own code, when it gave one. */
  code: z.int().nullable(),
  /** Seconds after which trying again makes sense, when known. */
  retryAfterSeconds: z.int().nullable(),
});
export type AnswerProblem = z.infer<typeof answerProblem>;

/** A summary of a branch down to an answer, who wrote it and when (ISO 8601, UTC). */
export const messageSummary = z.object({ text: z.string(), model: z.string(), at: z.string() });

/** One message of the tree, as both HTTP and the socket show it. */
export const message = z.object({
  id: messageId,
  /** The message it answers to; null at the beginning. */
  parentId: messageId.nullable(),
  /** The place in the conversation's log where this message entered it. */
  seq: z.int(),
  role: z.enum(["user", "assistant"]),
  text: z.string(),
  /** Files of the message; questions only. */
  files: z.array(messageFile).optional(),
  reasoning: z.string().optional(),
  status: messageStatus,
  /** The model asked; answers only. */
  model: z.string().optional(),
  /** ISO 8601, UTC. */
  createdAt: z.string(),
  /** When the model was asked, when its first token came, and when the answer ended; answers only. ISO 8601, UTC. */
  startedAt: z.string().optional(),
  firstTokenAt: z.string().optional(),
  /** When reasoning ended and the answer proper began. ISO 8601, UTC. */
  reasoningEndedAt: z.string().optional(),
  finishedAt: z.string().optional(),
  problem: answerProblem.optional(),
  /** True when the model stopped because its maximum was reached. */
  shortened: z.boolean().optional(),
  /** The first message the model was shown, where older ones of the branch did not fit into its window; answers only. */
  contextFrom: messageId.optional(),
  /** The summary that replaces this answer and everything above it in later requests; answers only. */
  summary: messageSummary.optional(),
  /** Follow-up questions; answers only. */
  suggestions: z.array(z.string()).optional(),
  /** The person's rating; answers only. */
  rating: rating.optional(),
  receipt: messageCost.optional(),
  /** Its model's tool calls, in order; answers only, left out where there are none. */
  steps: z.array(step).optional(),
  /** True for an answer that was said elsewhere and imported: it cost nothing here and has no receipt. */
  imported: z.boolean().optional(),
  /** The ids of all messages with this parent, this one included, oldest first; only where there is more than one. */
  siblings: z.array(messageId).optional(),
});
export type Message = z.infer<typeof message>;
