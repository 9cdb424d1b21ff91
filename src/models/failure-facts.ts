/** What providers, gateways and servers write when something failed, in all shapes in use → facts, before they are named. */
import type { AnswerProblem } from "../protocol/message.ts";
import { field, first, isObject } from "./json.ts";

type Reason = AnswerProblem["reason"];

/** What is known of a failure before it is named. */
export interface FailureFacts {
  /** Workers AI's or the gateway's own code. */
  code: number | null;
  /** HTTP status. */
  status: number | null;
  /** The provider's words, only to be searched. */
  text: string;
  retryAfterSeconds: number | null;
  /** The sentence alone that a server's owner is shown. */
  message?: string;
}

/** Workers AI's and the gateway's own codes. */
export const REASON_OF_CODE: ReadonlyMap<number, Reason> = new Map<number, Reason>([
  [2001, "gateway-missing"],
  [2002, "provider"], // could not parse the model's output; transient in 2 of 11 live calls
  [2003, "gateway-limit"], // rate limited by the gateway
  [3006, "context-too-long"], // request too large
  [3007, "network"], // timed out
  [3008, "network"], // aborted
  [3023, "not-configured"], // account blocked
  [3036, "no-credits"], // the day's free allocation is used up
  [3040, "out-of-capacity"],
  [3041, "plan-required"], // account not allowed for a private model
  [3042, "model-retired"], // invalid model id
  [5007, "model-retired"], // no such model
  [5016, "not-configured"], // the model's licence was not agreed to
  [5018, "plan-required"],
  [5035, "plan-required"],
  [7003, "provider"], // model execution failed
]);

/** A code as number or digits; null for anything else, words such as `rate_limit_exceeded` included. */
export function codeOf(value: unknown): number | null {
  if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  return typeof value === "string" && /^\d{3,5}$/.test(value) ? Number(value) : null;
}

/** The code the binding writes before its words (`InferenceUpstreamError: 3040: …`); null when no known one stands there. */
export function codeInText(text: string): number | null {
  for (const [, digits = ""] of text.matchAll(/\b(\d{3,5})\s*:/g)) {
    const code = Number(digits);
    if (REASON_OF_CODE.has(code) || (code >= 400 && code < 600)) return code;
  }
  return null;
}

/** FastAPI's `{"detail":"…"}` and `{"detail":[{"loc":["body","stream_options"],"msg":"…"}]}`, `{"message":"…"}` of servers that say no more. */
function detailOf(value: unknown): unknown {
  if (!isObject(value) || "choices" in value || "response" in value) return undefined;
  const { detail, message } = value;
  const one = first(detail);
  const path = field(one, "loc");
  if (isObject(one)) return { message: `${Array.isArray(path) ? path.join(".") : ""}: ${String(one["msg"])}`, type: one["type"] };
  if (typeof detail === "string" && detail !== "") return detail;
  return typeof message === "string" && "code" in value ? value : undefined;
}

/**
 * An error object as providers write them, wherever it stands:
 * `{"error":{"code":…,"message":…,"type":…}}`, `{"error":"…"}`, `{"error":[{…}]}` (the gateway), `{"errors":[{…}]}`
 * (the API), `{"message":…,"code":…}`. Null when the value tells of no error.
 */
export function factsOfJson(value: unknown): FailureFacts | null {
  const choice = first(field(value, "choices"));
  const error =
    field(value, "error") ??
    field(choice, "error") ??
    field(field(choice, "delta"), "error") ??
    (field(value, "object") === "error" || field(value, "type") === "error" ? value : undefined) ??
    detailOf(value);
  const one = (Array.isArray(error) ? first(error) : error) ?? first(field(value, "errors"));
  if (typeof one === "string" && one !== "")
    return { code: codeInText(one), status: null, text: one, retryAfterSeconds: null, message: one };
  if (!isObject(one))
    return field(choice, "finish_reason") === "error" ? { code: null, status: null, text: "", retryAfterSeconds: null } : null;
  // OpenRouter has what the provider behind it said below `metadata`.
  const said = [one["message"], one["msg"], field(one["metadata"], "raw")].find((word) => typeof word === "string" && word !== "");
  const message = typeof said === "string" ? said : "";
  const words = [message, one["type"], one["code"], one["param"]].filter((word) => typeof word === "string").join(" ");
  return { code: codeOf(one["code"]) ?? codeInText(words), status: codeOf(one["status"]), text: words, retryAfterSeconds: null, message };
}
