/** Randomness that a seed decides: every part of a history draws from a stream of its own, so that none moves another. */

/** A 32-bit hash of a text (FNV-1a). */
export function hashOf(text: string, from = 0x811c9dc5): number {
  let hash = from;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

/** mulberry32: fast, and good enough to pick what happens next. */
export class Random {
  readonly #seed: number;
  #state: number;

  constructor(seed: number) {
    this.#seed = seed >>> 0;
    this.#state = this.#seed;
  }

  /** A stream of its own. The same label gives the same stream, whatever was drawn before. */
  fork(label: string): Random {
    return new Random(hashOf(label, this.#seed ^ 0x9e3779b9));
  }

  /** From 0 up to, but not, 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** A whole number, both ends included. */
  between(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  pick<T>(from: readonly [T, ...T[]]): T {
    return from[Math.floor(this.next() * from.length)] ?? from[0];
  }

  /** Mostly short, now and then long: what networks and machines take. Milliseconds. */
  delayMs(): number {
    const kind = this.next();
    if (kind < 0.5) return 0;
    if (kind < 0.8) return this.between(1, 10);
    if (kind < 0.97) return this.between(10, 300);
    return this.between(300, 8_000);
  }
}

/** A network without chance: everything takes as long as a script says. */
export class Steady extends Random {
  /** Milliseconds. */
  takesMs = 0;
  /** What the next ones take, in their order, before `takesMs` holds again. */
  readonly nextMs: number[] = [];

  constructor() {
    super(0);
  }

  override next(): number {
    return 0;
  }

  override delayMs(): number {
    return this.nextMs.shift() ?? this.takesMs;
  }
}
