/**
 * Turns failures of servers on one's own machine into sentences their owner can act on, with the server's own text quoted:
 * nobody else could repair it.
 */
import type { AnswerProblem } from "../protocol/message.ts";
import type { FailureFacts } from "./failure-facts.ts";

type Reason = AnswerProblem["reason"];

/** Characters of the server's own text that are shown. */
export const MAX_QUOTED = 200;

/** Foreign text made safe to show: one line without control and bidi characters, at most `MAX_QUOTED` long. */
export function cleaned(words: string): string {
  const line = words
    .slice(0, MAX_QUOTED * 8)
    .toWellFormed()
    .replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();
  const letters = Array.from(line);
  return letters.length > MAX_QUOTED
    ? `${letters
        .slice(0, MAX_QUOTED - 1)
        .join("")
        .trimEnd()}…`
    : line;
}

/** Between our sentence and the server's. */
const QUOTE = " The server said: “";

/** Reasons by the text of local servers. The first match counts. */
const MEANINGS: readonly (readonly [RegExp, Reason, string])[] = [
  [
    /unsupported.?(parameter|value)|not supported with this model|extra.?(forbidden|inputs)|unrecognized|unknown (field|parameter|argument)/i,
    "provider",
    "The model's server does not know a part of the request. Choose another model, or update the server.",
  ],
  [
    /max_(completion_|new_)?tokens.{0,60}(too large|must be|at most|exceeds|less than)|at most \d+ (completion|output) tokens/i,
    "provider",
    "The model's server refused the length that the answer may have. Try again, or set a smaller maximum.",
  ],
  [
    /system.{0,20}(role|message|prompt).{0,20}(not|un).?support|only user and assistant roles/i,
    "provider",
    "This model takes no system prompt. Empty the conversation's system prompt, or choose another model.",
  ],
  [
    /roles must alternate|conversation roles/i,
    "provider",
    "This model's template wants questions and answers in turns. Ask in a new conversation, or choose another model.",
  ],
  [
    /out of memory|more (system )?memory|not enough (system )?memory|insufficient memory|unable to allocate|failed to allocate|cuda.{0,30}memory|\boom\b/i,
    "out-of-capacity",
    "The machine has not enough memory for this model. Choose a smaller model, give it a smaller window, or end what else uses the memory.",
  ],
  [
    /does not support (chat|generate)|no chat template|chat.?template|not a chat model|embedding model|does not support chat/i,
    "model-unable",
    "This model cannot chat. Choose another model.",
  ],
  [
    /does(n't| not) support (tools?|function)|tools? (use |calling )?(is|are) not supported|--enable-auto-tool-choice|--jinja/i,
    "provider",
    "This model, or its server as it was started, takes no tools. Ask without tools, or choose another model.",
  ],
  [
    /(could not|cannot|can't|failed to|unable to) load|not loaded|no models? (is |are )?loaded/i,
    "out-of-capacity",
    "The model's server could not load this model, or has not. Load it there, look into the server's own log, or choose another model.",
  ],
  [/loading|warming up|being loaded|starting up/i, "out-of-capacity", "The model is still being loaded. Try again in a moment."],
  [
    /runner.{0,20}(terminated|stopped|crashed)|exit status|segmentation fault/i,
    "provider",
    "The program that runs the model ended. Try again; where it happens again, look into the server's own log.",
  ],
];

const SENTENCES: { readonly [reason in Reason]?: string } = {
  "content-filter": "The model's server withheld this answer by a filter. Put the question otherwise, or choose another model.",
  "context-too-long":
    "The conversation is longer than this model can read as its server has loaded it. Give it a larger window there, choose another model, or shorten the message.",
  "not-configured": "The model's server refused the key. Set LOCAL_AI_KEY to the one it was started with.",
  "plan-required": "The model's server does not allow this. See which key and permissions it was started with.",
  "no-credits": "The model's server asks for credit. Choose another model.",
  "model-retired": "The model's server has no such model any more. Choose another model, or load this one again.",
  "gateway-limit": "The model's server takes no more requests just now. Try again in a moment.",
  "gateway-missing": "The model's server failed. Try again; where it happens again, look into the server's own log.",
  "out-of-capacity": "The model's server is busy, or still loading the model. Try again in a moment.",
  network: "The connection to the model's server broke off. See whether it still runs, then try again.",
};

/** Nothing listens at the server's address. */
export const UNREACHABLE: AnswerProblem = {
  reason: "network",
  detail: "The model's server cannot be reached, so nothing was sent. Start it, then try again.",
  code: null,
  retryAfterSeconds: null,
};

/** @param reason the reason for the same facts from a provider */
export function localProblem(facts: FailureFacts, reason: Reason): AnswerProblem {
  const meaning = reason === "context-too-long" ? undefined : MEANINGS.find(([pattern]) => pattern.test(facts.text));
  const named = meaning?.[1] ?? reason;
  const sentence =
    meaning?.[2] ??
    SENTENCES[reason] ??
    "The model's server failed to answer. Try again; where it happens again, look into the server's own log.";
  const words = cleaned(facts.message ?? "");
  return {
    // Reasons that only a gateway can have do not apply here.
    reason: named === "gateway-limit" || named === "no-credits" ? "out-of-capacity" : named === "gateway-missing" ? "provider" : named,
    detail: words === "" ? sentence : `${sentence}${QUOTE}${words}”`,
    code: facts.code ?? facts.status,
    retryAfterSeconds: facts.retryAfterSeconds,
  };
}

/** The problem's sentence without the server's own words, which may repeat what somebody wrote (invariant 11). */
export const unquoted = ({ detail }: AnswerProblem): string => detail.split(QUOTE)[0] ?? "";
