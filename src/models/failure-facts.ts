/** Reads the failures of providers, gateways and servers, in all shapes in use, as facts; failures.ts names their reason. */
import type { AnswerProblem } from "../protocol/message.ts";
import { field, first, isObject, parseJson, type JsonObject } from "./json.ts";

type Reason = AnswerProblem["reason"];

/** The facts of a failure. */
export interface FailureFacts {
  /** Workers AI's or the gateway's own code. */
  code: number | null;
  /** HTTP status. */
  status: number | null;
  /** The provider's text, only for matching; never shown. */
  text: string;
  retryAfterSeconds: number | null;
  /** The server's own sentence, which is shown to the server's owner. */
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

/**
 * Reasons for a stop that are a failure: OpenRouter (`error`), vLLM and SGLang (`abort`), DeepSeek
 * (`insufficient_system_resource`), Zhipu (`network_error`), Moonshot (`engine_overloaded`). Cohere's `ERROR_TOXIC` and
 * `ERROR_LIMIT` are the filter and the length.
 */
const FAILED_FINISH = /^(error$|abort|cancel|fail|timeout|network|insufficient|unexpected|malformed|server_|internal)|overloaded|_error$/i;

/** The finish reason of a choice, where it means a failure; else null. */
function failedFinish(choice: unknown): string | null {
  const word = field(choice, "finish_reason");
  return typeof word === "string" && word !== "stop" && FAILED_FINISH.test(word) ? word : null;
}

/** Failures of some Chinese providers, with an empty answer: `{"base_resp":{"status_code":1008,"status_msg":"…"}}`, `{"error_code":…,"error_msg":"…"}`. */
function codedOf(value: unknown): unknown {
  const base = field(value, "base_resp");
  const [code, message] = isObject(base)
    ? [base["status_code"], base["status_msg"]]
    : [field(value, "error_code"), field(value, "error_msg")];
  const isFailure = (typeof code === "number" && code !== 0) || (typeof code === "string" && code !== "" && code !== "0");
  return isFailure ? { code, message } : undefined;
}

/** FastAPI's `{"detail":"…"}` and `{"detail":[{"loc":["body","stream_options"],"msg":"…"}]}`, and a bare `{"message":"…"}`. */
function detailOf(value: unknown): unknown {
  if (!isObject(value) || "choices" in value || "response" in value) return undefined;
  const { detail, message, error_message: words } = value;
  const one = first(detail);
  const path = field(one, "loc");
  if (isObject(one)) return { message: `${Array.isArray(path) ? path.join(".") : ""}: ${String(one["msg"])}`, type: one["type"] };
  if (typeof detail === "string" && detail !== "") return detail;
  if (typeof words === "string" && words !== "") return words;
  return typeof message === "string" && ("code" in value || (statusOf(value) ?? 0) >= 400) ? value : undefined;
}

/** The HTTP status that an object tells of, under the names in use. */
const statusOf = (value: JsonObject): number | null =>
  codeOf(value["status"]) ?? codeOf(value["statusCode"]) ?? codeOf(value["status_code"]);

/** Keys under which servers put their sentence, the most specific first. */
const SENTENCE_KEYS: readonly string[] = [
  "message",
  "msg",
  "detail",
  "error",
  "errors",
  "error_msg",
  "error_description",
  "reason",
  "title",
];
const MAX_DEPTH = 6;

/** The sentence of a failure, however deep: in objects, in lists, in JSON inside a string. Null: none. */
export function sentenceIn(value: unknown, depth = 0): string | null {
  if (depth > MAX_DEPTH) return null;
  if (typeof value === "string") {
    const inner = /^\s*[{[]/.test(value) ? parseJson(value) : undefined;
    return (inner === undefined ? null : sentenceIn(inner, depth + 1)) ?? (value === "" ? null : value);
  }
  const path = field(value, "loc");
  const places: readonly unknown[] = Array.isArray(value) ? value : isObject(value) ? SENTENCE_KEYS.map((key) => value[key]) : [];
  for (const place of places.slice(0, SENTENCE_KEYS.length)) {
    const sentence = sentenceIn(place, depth + 1);
    if (sentence !== null) return Array.isArray(path) ? `${path.join(".")}: ${sentence}` : sentence;
  }
  return null;
}

/** What stands under `error`. An empty text or object beside a chunk's words is none. */
function errorIn(value: unknown): unknown {
  const error = field(value, "error");
  const isEmpty = error === "" || (isObject(error) && Object.keys(error).length === 0);
  return isEmpty && (first(field(value, "choices")) !== undefined || field(value, "delta") !== undefined) ? undefined : error;
}

/**
 * The facts of an error object, in any of these places:
 * `{"error":{"code":…,"message":…,"type":…}}`, `{"error":"…"}`, `{"error":[{…}]}` (the gateway), `{"errors":[{…}]}`
 * (the API), `{"message":…,"code":…}`. Null when the value tells of no error.
 */
export function factsOfJson(given: unknown): FailureFacts | null {
  // Gemini puts a list around it.
  const value = Array.isArray(given) ? first(given) : given;
  const choice = first(field(value, "choices"));
  const error =
    errorIn(value) ??
    errorIn(choice) ??
    field(field(choice, "delta"), "error") ??
    (field(value, "object") === "error" || field(value, "type") === "error" ? value : undefined) ??
    detailOf(value) ??
    codedOf(value);
  const one = (Array.isArray(error) ? first(error) : error) ?? first(field(value, "errors"));
  if (typeof one === "string" && one !== "")
    return { code: codeInText(one), status: null, text: one, retryAfterSeconds: null, message: sentenceIn(one) ?? one };
  if (!isObject(one)) {
    const finish = failedFinish(choice);
    return finish === null ? null : { code: null, status: null, text: finish.replaceAll("_", " "), retryAfterSeconds: null };
  }
  // OpenRouter puts the underlying provider's message under `metadata`.
  const message = sentenceIn([field(one["metadata"], "raw"), one["message"], one["msg"], one["detail"], one["error"]]) ?? "";
  const words = [message, one["message"], one["type"], one["code"], one["param"]].filter((word) => typeof word === "string").join(" ");
  return { code: codeOf(one["code"]) ?? codeInText(words), status: statusOf(one), text: words, retryAfterSeconds: null, message };
}
