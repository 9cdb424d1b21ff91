/**
 * Problems in the shape of RFC 9457 (problem details). Inside the Worker a failure is a value with a `reason`; at the HTTP and
 * socket border `problemOf` maps every reason to its public form. What belongs to another person "does not exist".
 */
import { z } from "zod";
import { namedIssues } from "./issues.ts";

export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  /** 402: what is left and when the budget renews. */
  remainingNanoUsd: z.int().optional(),
  renewsAt: z.string().optional(),
  /** 429 and 503: seconds. */
  retryAfterSeconds: z.int().optional(),
});
export type Problem = z.infer<typeof problem>;

/** A failure that was expected. Exceptions are bugs. */
export type Failure =
  | { reason: "invalid"; errors: { path: string; message: string }[] }
  | { reason: "too-large"; detail: string }
  /** A file of a kind that cannot be read here. */
  | { reason: "unreadable"; detail: string }
  | { reason: "not-found" }
  /** A provider's failure in a request that waits for it (speech). */
  | { reason: "provider-failed"; detail: string }
  | { reason: "read-only"; detail: string }
  | { reason: "conflict"; detail: string }
  | { reason: "model-unable"; detail: string }
  | { reason: "over-budget"; remainingNanoUsd: number; renewsAt: string; detail: string }
  | { reason: "too-many"; detail: string; retryAfterSeconds: number }
  | { reason: "overloaded"; detail: string; retryAfterSeconds: number };

export const failed = (failure: Failure): { ok: false; failure: Failure } => ({ ok: false, failure });

export type Result<T> = { ok: true; value: T } | { ok: false; failure: Failure };

/** What zod found, as a failure: text over its limit is too large, everything else invalid with the paths of what is wrong. */
export function failureOf(error: z.ZodError): Failure {
  const tooLong = error.issues.find((issue) => issue.code === "custom" && issue.params?.["tooLarge"] === true);
  if (tooLong !== undefined) return { reason: "too-large", detail: `${tooLong.path.join(".")} is ${tooLong.message}` };
  return { reason: "invalid", errors: namedIssues(error.issues) };
}

/** A failure of input at one place; `path` is dotted, empty for the whole. */
export function invalid(path: string, message: string): Failure {
  return { reason: "invalid", errors: [{ path, message }] };
}

const is = (type: string, title: string, status: number, detail: string): Problem => ({
  type: `urn:tally:problem:${type}`,
  title,
  status,
  detail,
});

/** The public form of a failure. `type` is a stable word for programs. */
export function problemOf(failure: Failure): Problem {
  switch (failure.reason) {
    case "invalid":
      return {
        ...is(
          "invalid",
          "The request makes no sense",
          400,
          failure.errors.map((error) => (error.path === "" ? error.message : `${error.path}: ${error.message}`)).join("; "),
        ),
        errors: failure.errors,
      };
    case "too-large":
      return is("too-large", "Too large", 413, failure.detail);
    case "unreadable":
      return is("unreadable", "This cannot be read", 415, failure.detail);
    case "not-found":
      return is("not-found", "Not found", 404, "There is nothing here, or it is not yours.");
    case "read-only":
      return is("read-only", "This can only be read", 403, failure.detail);
    case "provider-failed":
      return is("provider-failed", "The provider failed", 502, failure.detail);
    case "conflict":
      return is("conflict", "That cannot be done as things stand", 409, failure.detail);
    case "model-unable":
      return is("model-unable", "This model cannot do that", 422, failure.detail);
    case "over-budget":
      return {
        ...is("over-budget", "Over the budget", 402, failure.detail),
        remainingNanoUsd: failure.remainingNanoUsd,
        ...(failure.renewsAt === "" ? {} : { renewsAt: failure.renewsAt }),
      };
    case "too-many":
      return { ...is("too-many", "Too many at once", 429, failure.detail), retryAfterSeconds: failure.retryAfterSeconds };
    case "overloaded":
      return { ...is("overloaded", "Too much at once", 503, failure.detail), retryAfterSeconds: failure.retryAfterSeconds };
  }
}
