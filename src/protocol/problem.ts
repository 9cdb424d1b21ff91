/**
 * What went wrong, in the shape of RFC 9457 (problem details). Inside, a failure is a value with a `reason`; at the
 * border `problemOf` (api/problem.ts) maps every reason to one public answer. "Not yours" is "does not exist".
 */
import { z } from "zod";

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
  | { reason: "not-found" }
  | { reason: "conflict"; detail: string }
  | { reason: "model-unable"; detail: string }
  | { reason: "over-budget"; remainingNanoUsd: number; renewsAt: string; detail: string }
  | { reason: "overloaded"; detail: string; retryAfterSeconds: number };

export type Result<T> = { ok: true; value: T } | { ok: false; failure: Failure };
