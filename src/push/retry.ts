/** What a push service's response means, and when a message is sent again. Pure. */

export type Verdict =
  /** The service has accepted the message. */
  | { is: "taken" }
  /** The subscription has ended and is to be deleted. */
  | { is: "gone" }
  /** Try again later: after `afterMs` milliseconds, or (null) at a time of our own. */
  | { is: "later"; afterMs: number | null }
  /** The service refuses this message for good. */
  | { is: "refused" };

/** So many requests at most for one message. */
export const MAX_TRIES = 5;
/** First wait where the service names none; four times as long after each further try. Milliseconds. */
const FIRST_WAIT_MS = 30_000;
const WAIT_FACTOR = 4;
/** After this time since the answer's end a notice is dropped, whatever the service asks for. Milliseconds. */
export const STALE_AFTER_MS = 3_600_000;

/** @param retryAfter the header: seconds, or a date */
export function verdictOf(status: number, retryAfter: string | null, nowMs: number): Verdict {
  if (status >= 200 && status < 300) return { is: "taken" };
  if (status === 404 || status === 410) return { is: "gone" };
  if (status === 429 || status >= 500) return { is: "later", afterMs: waitIn(retryAfter, nowMs) };
  return { is: "refused" };
}

/** The verdict where no response came at all. */
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
