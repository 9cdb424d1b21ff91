/** Two timeouts of a stream: how long it may send no text, and how long it may stay open after its finish reason. */

/** After its finish reason an answer waits so long for its last figures. Milliseconds. */
export const FINISH_MS = 2_000;

type Clock = { now(): number; after(ms: number, callback: () => void): () => void };

export class Silence {
  readonly #clock: Clock;
  #callOffWatch: () => void = () => undefined;
  #callOffFinish: () => void = () => undefined;
  #lastWordAt: number;
  #hasBegun = false;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#lastWordAt = clock.now();
  }

  /** Text arrived: both timeouts begin anew. */
  word(): void {
    this.#lastWordAt = this.#clock.now();
    this.#hasBegun = true;
  }

  /** Calls `onSilent` after too long a silence. Uses one timer, which is set again only when it fires: text resets no timer. */
  watch(limits: { stallMs: number; firstByteMs: number }, onSilent: (limitMs: number) => void): void {
    this.#lastWordAt = this.#clock.now();
    const check = (): void => {
      const limit = this.#hasBegun ? limits.stallMs : limits.firstByteMs;
      const silent = this.#clock.now() - this.#lastWordAt;
      if (silent >= limit) onSilent(limit);
      else this.#callOffWatch = this.#clock.after(limit - silent, check);
    };
    this.#callOffWatch = this.#clock.after(Math.min(limits.stallMs, limits.firstByteMs), check);
  }

  /** The model gave its finish reason: `close` is called `FINISH_MS` after it, or after the last text that still follows. */
  finishes(close: () => void): void {
    this.#callOffFinish();
    this.#callOffWatch();
    const finishedAt = this.#clock.now();
    const check = (): void => {
      const left = Math.max(finishedAt, this.#lastWordAt) + FINISH_MS - this.#clock.now();
      if (left <= 0) close();
      else this.#callOffFinish = this.#clock.after(left, check);
    };
    this.#callOffFinish = this.#clock.after(FINISH_MS, check);
  }

  end(): void {
    this.#callOffWatch();
    this.#callOffFinish();
  }
}
