/** Why an answer is not whole, as the sentence it carries. Never a provider's own words (invariant 11). */
import type { AnswerProblem } from "../../protocol/message.ts";
import type { Failure } from "../../protocol/problem.ts";

const because = (reason: AnswerProblem["reason"], detail: string): AnswerProblem => ({
  reason,
  detail,
  code: null,
  retryAfterSeconds: null,
});

/** The last sentence of a problem whose answer can be continued, and what replaces it where the answer has no text yet. */
const KEPT = "What had arrived is kept; Continue goes on from there.";
const NOTHING_CAME = "No word had arrived; try again.";

/** The same problem for an answer without any text, which cannot be continued. */
export const withoutWords = (problem: AnswerProblem): AnswerProblem =>
  problem.detail.endsWith(KEPT) ? { ...problem, detail: problem.detail.slice(0, -KEPT.length) + NOTHING_CAME } : problem;

export const EMPTY_AFTER_THINKING = because(
  "empty",
  "The model spent its whole maximum on thinking and wrote no answer. Try again with another model.",
);
export const EMPTY = because("empty", "The model ended without writing anything. Try again, or choose another model.");
export const FILTERED = because(
  "content-filter",
  "The provider's content filter ended this answer. What had arrived is kept; put the question otherwise, or choose another model.",
);
export const WITHHELD = because(
  "content-filter",
  "The provider's content filter withheld this answer. Put the question otherwise, or choose another model.",
);
export const CUT = because("network", `The connection to the model broke before the answer was whole. ${KEPT}`);
export const CAP_REACHED = because(
  "cap-reached",
  "The answer reached the most it was allowed to cost and was stopped there. Raise the limit and continue it.",
);
export const LENGTH_REACHED = because("cap-reached", "The answer reached the length one message can have. Ask for the rest in a new one.");
export const CRASHED = because("crashed", `The server was interrupted while this was being written. ${KEPT}`);

/** A summary that failed. No answer is affected. */
export const SUMMARY_FAILED = because(
  "provider",
  "The model wrote no summary. The conversation is as it was; try again, perhaps with another model.",
);

/** Why a queued question was not sent to its model when its turn came. */
export function problemOfFailure(failure: Failure): AnswerProblem {
  switch (failure.reason) {
    case "over-budget":
      return because("over-budget", failure.detail);
    case "model-unable":
      return because("model-unable", failure.detail);
    case "too-many":
    case "overloaded":
    case "conflict":
    case "too-large":
    case "unreadable":
    case "provider-failed":
      return because("provider", failure.detail);
    case "invalid":
    case "read-only":
    case "not-found":
      return because("provider", "This message cannot be asked any more. Ask it anew.");
  }
}

export const stalledFor = (ms: number): AnswerProblem =>
  because("stalled", `The model said nothing for ${Math.round(ms / 1000)} seconds and was stopped. ${KEPT}`);
