/**
 * How fast one socket may speak: a token bucket per socket, in memory. Most commands cost nobody anything, but each one is
 * work for the object, some write rows, and some are told to all tabs. An object that sleeps in between forgets the
 * buckets: they would have filled up by then.
 */
import { FRAMES_AT_ONCE, FRAMES_PER_SECOND, REFUSED_FRAMES } from "../../protocol/limits.ts";
import type { Failure } from "../../protocol/problem.ts";

/** `left`: frames that may come now, whole and in part. `refused`: how many were too many since the bucket was last full enough. */
type Bucket = { left: number; atMs: number; refused: number };

export type Pace = "fine" | "too-fast" | "gone-on-too-long";

export const TOO_FAST: Failure = {
  reason: "too-many",
  detail: `This tab sends more than ${FRAMES_PER_SECOND} commands a second. Nothing was done; try again in a moment.`,
  retryAfterSeconds: 1,
};

export class Paces {
  readonly #buckets = new WeakMap<object, Bucket>();

  /** Counts one more frame of `from`. */
  count(from: object, nowMs: number): Pace {
    const kept = this.#buckets.get(from) ?? { left: FRAMES_AT_ONCE, atMs: nowMs, refused: 0 };
    const filled = Math.min(FRAMES_AT_ONCE, kept.left + (Math.max(0, nowMs - kept.atMs) * FRAMES_PER_SECOND) / 1000);
    // Whoever waited for a whole second's worth is no flood any more.
    const refused = filled >= FRAMES_PER_SECOND ? 0 : kept.refused;
    const isFine = filled >= 1;
    const bucket = { left: isFine ? filled - 1 : filled, atMs: nowMs, refused: isFine ? refused : refused + 1 };
    this.#buckets.set(from, bucket);
    if (isFine) return "fine";
    return bucket.refused > REFUSED_FRAMES ? "gone-on-too-long" : "too-fast";
  }
}
