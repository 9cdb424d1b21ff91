/**
 * Turns failures of providers, the gateway and servers on one's own machine into sentences the person can act on. A
 * provider's own text is used to tell cases apart and never passed on, because it may quote the conversation (invariant
 * 11). A server on one's own machine is quoted, because only its owner can repair it (local-failures.ts).
 *
 * The codes are Cloudflare's documented ones, those seen in live calls, and those in the source of `gateway-core`. An unknown
 * code falls through to the HTTP status, an unknown status to `provider`.
 */
import type { AnswerProblem } from "../protocol/message.ts";
import { codeInText, codeOf, factsOfJson, REASON_OF_CODE, sentenceIn, type FailureFacts } from "./failure-facts.ts";
import { field, isObject, parseJson } from "./json.ts";
import { localProblem } from "./local-failures.ts";

export type { FailureFacts } from "./failure-facts.ts";

/** Where a failure comes from: a provider behind the gateway, or a server on the person's own machine. */
export type Speaker = "provider" | "local";

type Reason = AnswerProblem["reason"];

const DETAIL: {
  readonly [
    reason in Exclude<Reason, "model-unable" | "over-budget" | "cap-reached" | "stalled" | "empty" | "crashed" | "unknown">
  ]: string;
} = {
  "no-credits": "The account's Workers AI allocation or credit is used up. It renews at 00:00 UTC, or an administrator adds credit.",
  "model-retired": "The provider no longer offers this model under this name. Choose another model and answer again.",
  "plan-required":
    "This model needs a paid Workers plan, or a permission this account does not have. Choose another model, or ask an administrator.",
  "out-of-capacity": "The model has no free capacity right now. Try again in a moment, or choose another model.",
  "context-too-long": "The conversation is longer than this model can read. Choose a model with a larger window, or shorten the message.",
  "content-filter": "The provider's content filter withheld this answer. Put the question otherwise, or choose another model.",
  "gateway-limit": "The AI gateway's limit is reached. Try again later.",
  "gateway-missing": "The AI gateway this server is set up with does not exist. An administrator must create it or correct its name.",
  network: "The connection to the model broke off. Try again.",
  provider: "The model failed to answer. Try again, or choose another model.",
  "not-configured":
    "This server may not use this model: a key, a licence or a permission is missing. Choose another model, or ask an administrator.",
};

/** Reasons by the failure's text, where code and status are ambiguous. The first match counts. */
const REASON_OF_WORDS: readonly (readonly [RegExp, Reason])[] = [
  [
    /context.?(length|window|size)|maximum context|too many (input )?tokens|prompt is too long|exceed(s|ed)? (the )?(model'?s? )?(maximum context|context|token limit)/i,
    "context-too-long",
  ],
  // The question itself was filtered (Azure, DashScope, OpenAI).
  [/content.?filter|content.?(management.?)?policy|responsibleaipolicy|data.?inspection|flagged (as|for|by)/i, "content-filter"],
  [
    /(invalid|incorrect|missing|no) api.?key|api.?key( is| was)? (not valid|invalid|incorrect|missing|required|expired)|unauthori[sz]ed|login fail/i,
    "not-configured",
  ],
  [/insufficient.?(quota|credit|balance|funds)|credit balance|free allocation|billing/i, "no-credits"],
  // Groq responds with 413 where the tokens per minute are used up.
  [/tokens per minute|rate_limit_exceeded/i, "gateway-limit"],
  [/out of capacity|no capacity|capacity|overloaded/i, "out-of-capacity"],
  [/paid plan|workers paid/i, "plan-required"],
  [/model.?not.?found|no such model|deprecated|retired|does not exist/i, "model-retired"],
];

function reasonOfStatus(status: number): Reason {
  if (status === 401) return "not-configured";
  if (status === 402) return "no-credits";
  // Workers AI responds with 403 where the plan is missing, other providers where the key may not use the model.
  if (status === 403) return "plan-required";
  if (status === 404 || status === 410) return "model-retired";
  if (status === 408 || status === 504) return "network";
  if (status === 413) return "context-too-long";
  if (status === 429) return "gateway-limit";
  if (status === 503 || status === 529) return "out-of-capacity";
  return "provider";
}

function reasonOf(facts: FailureFacts): Reason {
  const known = facts.code === null ? undefined : REASON_OF_CODE.get(facts.code);
  if (known !== undefined) return known;
  const worded = REASON_OF_WORDS.find(([pattern]) => pattern.test(facts.text));
  if (worded !== undefined) return worded[1];
  return reasonOfStatus(facts.status ?? facts.code ?? 0);
}

/** The problem for these facts. Its `code` is the provider's own, else the HTTP status. */
export function problemOfFacts(facts: FailureFacts): AnswerProblem {
  const reason = reasonOf(facts);
  const { retryAfterSeconds } = facts;
  const code = facts.code ?? facts.status;
  const when = retryAfterSeconds === null ? "" : ` (in ${retryAfterSeconds} s)`;
  switch (reason) {
    case "gateway-limit":
      return { reason, detail: DETAIL[reason].replace(/\.$/, `${when}.`), code, retryAfterSeconds };
    case "no-credits":
    case "model-retired":
    case "plan-required":
    case "out-of-capacity":
    case "context-too-long":
    case "gateway-missing":
    case "network":
    case "provider":
    case "not-configured":
    case "content-filter":
      return { reason, detail: DETAIL[reason], code, retryAfterSeconds };
    case "model-unable":
    case "over-budget":
    case "cap-reached":
    case "stalled":
    case "empty":
    case "crashed":
    case "unknown":
      // These reasons come from our own limits and timeouts; no provider's failure has them.
      return { reason: "provider", detail: DETAIL.provider, code, retryAfterSeconds };
  }
}

/** The problem of a retired model, which is not called at all. */
export function retiredProblem(name: string, on: string, successor: string | null): AnswerProblem {
  const advice = successor === null ? "Choose another model." : `Its suggested successor is ${successor}.`;
  return { reason: "model-retired", detail: `${name} was retired on ${on}. ${advice}`, code: null, retryAfterSeconds: null };
}

/** The failure in an event of a running stream; null: none. */
export function failureInStream(value: unknown, speaker: Speaker): AnswerProblem | null {
  const facts = factsOfJson(value);
  return facts === null ? null : named(facts, speaker);
}

const named = (facts: FailureFacts, speaker: Speaker): AnswerProblem =>
  speaker === "local" ? localProblem(facts, reasonOf(facts)) : problemOfFacts(facts);

/** `Retry-After` in whole seconds (a date is counted from `nowMs`); null where it is absent or malformed. */
export function retryAfter(header: string | null, nowMs: number): number | null {
  if (header === null || header.trim() === "") return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return seconds >= 0 ? Math.ceil(seconds) : null;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - nowMs) / 1000));
}

/** The text of a proxy's error page (nginx, Cloudflare), without tags and at most 4,000 characters of HTML. */
export const withoutTags = (body: string): string => (/^\s*</.test(body) ? body.slice(0, 4_000).replaceAll(/<[^<>]*>/g, " ") : body);

/** The failure in a response that is not 2xx. `body` is its text. */
export function problemOfResponse(
  status: number,
  body: string,
  retryAfterHeader: string | null,
  nowMs: number,
  speaker: Speaker = "provider",
): AnswerProblem {
  const json = parseJson(body);
  const message = json === undefined ? withoutTags(body) : (sentenceIn(json) ?? "");
  const facts = factsOfJson(json) ?? { code: null, status: null, text: body, retryAfterSeconds: null, message };
  return named({ ...facts, status, retryAfterSeconds: retryAfter(retryAfterHeader, nowMs) }, speaker);
}

const NETWORK_ERRORS: ReadonlySet<string> = new Set(["AbortError", "TimeoutError", "ResponseAborted", "NetworkError"]);

/** The failure in an error that `run()` threw. Without a code it is a failure of the network, not of the model. */
export function problemOfThrown(error: unknown): AnswerProblem {
  const name = error instanceof Error || isObject(error) ? field(error, "name") : undefined;
  const message = field(error, "message");
  const text = typeof error === "string" ? error : typeof message === "string" ? message : "";
  const code = codeOf(field(error, "code")) ?? codeInText(text);
  const status = codeOf(field(error, "status")) ?? codeOf(field(error, "statusCode"));
  // A DOMException's `code` (20: aborted) is not a provider's code.
  if (typeof name === "string" && NETWORK_ERRORS.has(name))
    return problemOfFacts({ code: null, status: 408, text: "", retryAfterSeconds: null });
  if (code === null && status === null && !REASON_OF_WORDS.some(([pattern]) => pattern.test(text)))
    return { reason: "network", detail: DETAIL.network, code: null, retryAfterSeconds: null };
  return problemOfFacts({ code, status, text, retryAfterSeconds: null });
}
