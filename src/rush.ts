/**
 * Whether many conversations begin at once in this process, so that what none of their first tokens needs can wait. A hint
 * in memory: without it everything happens as well, in another order.
 */

/** Beginnings within `WINDOW_MS` from which on it is a rush. */
const MANY = 20;
const WINDOW_MS = 1_000;
/** How long what can wait waits, for one conversation and in a rush. Milliseconds. */
const USUAL_MS = 50;
const RUSH_MS = 1_500;

export class Rush {
  /** When the last ones began, oldest first. Milliseconds since the epoch. */
  readonly #beganAt: number[] = [];

  /** A conversation begins. @returns how long its entry in the list is to wait for first tokens, in milliseconds */
  begins(nowMs: number): number {
    this.#beganAt.push(nowMs);
    if (this.#beganAt.length > MANY) this.#beganAt.shift();
    const isRush = this.#beganAt.length === MANY && nowMs - (this.#beganAt[0] ?? 0) < WINDOW_MS;
    return isRush ? RUSH_MS : USUAL_MS;
  }
}
