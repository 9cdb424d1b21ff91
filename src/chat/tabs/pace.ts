/**
 * Rate limits of one socket, and of all of a person's sockets and requests together: token buckets in memory. Most commands
 * cost no money, but each is work for the object, some write rows, and some are sent to all tabs. Hibernation forgets the
 * buckets, which would have filled up by then.
 */
import type { ClientFrame } from "../../protocol/commands.ts";
import { FRAMES_AT_ONCE, FRAMES_PER_SECOND, FREE_AT_ONCE, FREE_PER_SECOND, REFUSED_FRAMES } from "../../protocol/limits.ts";
import type { Failure } from "../../protocol/problem.ts";

/** `left`: frames allowed now, fractions included. `refused`: frames refused since the bucket last held a second's worth. */
type Bucket = { left: number; atMs: number; refused: number };

export type Pace = "fine" | "too-fast" | "gone-on-too-long";

export const TOO_FAST: Failure = {
  reason: "too-many",
  detail: `This tab sends more than ${FRAMES_PER_SECOND} commands a second. Nothing was done; try again in a moment.`,
  retryAfterSeconds: 1,
};

export const TOO_FAST_TOGETHER = {
  reason: "too-many",
  detail: `This conversation is sent more than ${FREE_PER_SECOND} commands a second. Nothing was done; try again in a moment.`,
  retryAfterSeconds: 1,
} satisfies Failure;

/** Whether only this rate bounds a command: one that asks a model is bounded by money and by the queue's length. */
export function isFree(type: ClientFrame["type"]): boolean {
  switch (type) {
    case "send":
    case "edit":
    case "regenerate":
    case "continue":
    case "compact":
    case "received":
      return false;
    case "stop":
    case "cancel":
    case "select":
    case "expand":
    case "rate":
    case "set":
    case "decide":
    case "draft":
    case "shown":
      return true;
  }
}

/** Frames at once, and more of them each second. */
type Rate = { atOnce: number; perSecond: number };
const OF_A_SOCKET: Rate = { atOnce: FRAMES_AT_ONCE, perSecond: FRAMES_PER_SECOND };
/** Of free commands of one person to one conversation. */
export const TOGETHER: Rate = { atOnce: FREE_AT_ONCE, perSecond: FREE_PER_SECOND };

export class Paces {
  readonly #buckets = new WeakMap<object, Bucket>();
  readonly #rate: Rate;

  constructor(rate = OF_A_SOCKET) {
    this.#rate = rate;
  }

  /** Counts one more frame of `from`. */
  count(from: object, nowMs: number): Pace {
    const { atOnce, perSecond } = this.#rate;
    const kept = this.#buckets.get(from) ?? { left: atOnce, atMs: nowMs, refused: 0 };
    const filled = Math.min(atOnce, kept.left + (Math.max(0, nowMs - kept.atMs) * perSecond) / 1000);
    // A sender that has paused long enough for a whole second's worth is forgiven.
    const refused = filled >= perSecond ? 0 : kept.refused;
    const isFine = filled >= 1;
    const bucket = { left: isFine ? filled - 1 : filled, atMs: nowMs, refused: isFine ? refused : refused + 1 };
    this.#buckets.set(from, bucket);
    if (isFine) return "fine";
    return bucket.refused > REFUSED_FRAMES ? "gone-on-too-long" : "too-fast";
  }
}
