/**
 * When text that waits is sent to the tabs: together with what follows within a few milliseconds, and less often while
 * sending is slow. Else a fan-out that takes longer than that wait would be followed by another one for every chunk, each
 * with a frame per tab. Pure: time is passed in.
 *
 * The time that sending takes is measured as the time until the event loop is free again, and other conversations of the
 * same process share that loop. So at most `MOST_PER_TAB_MS` per tab is counted: sending to one tab is never called slow.
 */

/** Text is held back at most this long to be sent together with what follows, while sending is fast. The first token never is. */
export const COALESCE_MS = 5;
/** The longest wait, however slow sending is. */
export const MAX_COALESCE_MS = 50;
/** So many slow fan-outs in a row hold text back; a single one may be a hiccup of the machine. */
const SLOW_IN_A_ROW = 3;
/** Sending may take one part in so many of the time: after a slow fan-out, text waits this many times as long as it took. */
const PARTS_OF_TIME = 4;
/** The most time that a frame to one tab is assumed to take, some five times the measured one. Milliseconds. */
export const MOST_PER_TAB_MS = 0.5;

type Clock = {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back after so many milliseconds; returns the way to call it off. */
  after(ms: number, callback: () => void): () => void;
};

export class FlushPace {
  readonly #clock: Clock;
  readonly #flush: () => void;
  #lastFlushAt = 0;
  #waitMs = COALESCE_MS;
  /** What the last ones took. */
  #tookMs: number[] = [];
  #cancelFlush: (() => void) | null = null;
  #isMeasuring = false;

  /** @param flush is to call `sending` */
  constructor(clock: Clock, flush: () => void) {
    this.#clock = clock;
    this.#flush = flush;
  }

  /** Something waits: sends it now, or when it is time. */
  wait(): void {
    const waited = this.#clock.now() - this.#lastFlushAt;
    if (waited >= this.#waitMs) return this.#flush();
    this.#cancelFlush ??= this.#clock.after(this.#waitMs - waited, () => {
      this.#cancelFlush = null;
      this.#flush();
    });
  }

  /**
   * Sends what waits, and learns how long that takes: until the event loop is free again, for sockets write behind the caller.
   * @param send says to how many tabs
   */
  sending(send: () => number): void {
    this.#cancelFlush?.();
    this.#cancelFlush = null;
    const startedAt = this.#clock.now();
    this.#lastFlushAt = startedAt;
    const mostMs = send() * MOST_PER_TAB_MS;
    if (PARTS_OF_TIME * mostMs <= COALESCE_MS) {
      this.#tookMs = [];
      this.#waitMs = COALESCE_MS;
      return;
    }
    if (this.#isMeasuring) return;
    this.#isMeasuring = true;
    this.#clock.after(0, () => {
      this.#isMeasuring = false;
      this.#tookMs = [...this.#tookMs, Math.min(mostMs, this.#clock.now() - startedAt)].slice(-SLOW_IN_A_ROW);
      const certainMs = this.#tookMs.length < SLOW_IN_A_ROW ? 0 : Math.min(...this.#tookMs);
      this.#waitMs = Math.min(MAX_COALESCE_MS, Math.max(COALESCE_MS, PARTS_OF_TIME * certainMs));
    });
  }
}
