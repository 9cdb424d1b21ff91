/** What a push service's answer means, and when it is asked again. Pure. */

export type Verdict =
  /** It has the message. */
  | { is: "taken" }
  /** The browser has given the subscription up: it is forgotten. */
  | { is: "gone" }
  /** Not now. `afterMs`: it said when; null: it did not. */
  | { is: "later"; afterMs: number | null }
  /** It does not take this message, and will not. */
  | { is: "refused" };

/** So many requests at most for one message. */
export const MAX_TRIES = 5;
/** Without a word of the service: half a minute, then four times as long each time. */
const FIRST_WAIT_MS = 30_000;
const WAIT_FACTOR = 4;
/** However long it asks to be left alone: what ended so long ago is told too late. */
export const STALE_AFTER_MS = 3_600_000;

/** @param retryAfter the header: seconds, or a date */
export function verdictOf(status: number, retryAfter: string | null, nowMs: number): Verdict {
  if (status >= 200 && status < 300) return { is: "taken" };
  if (status === 404 || status === 410) return { is: "gone" };
  if (status === 429 || status >= 500) return { is: "later", afterMs: waitIn(retryAfter, nowMs) };
  return { is: "refused" };
}

/** No answer came at all. */
export const UNREACHED: Verdict = { is: "later", afterMs: null };

function waitIn(retryAfter: string | null, nowMs: number): number | null {
  const text = retryAfter?.trim() ?? "";
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}

/**
 * When to try again; null: not any more.
 * @param tries requests so far, this one among them
 */
export function nextTryMs(tries: number, afterMs: number | null, endedMs: number, nowMs: number): number | null {
  if (tries >= MAX_TRIES) return null;
  const atMs = nowMs + Math.max(FIRST_WAIT_MS * WAIT_FACTOR ** (tries - 1), afterMs ?? 0);
  return atMs - endedMs > STALE_AFTER_MS ? null : atMs;
}
