/** Mulberry32: small, seeded, good enough to choose bytes. One for each input, so that an input is its seed and number. */
export class Random {
  #at: number;

  constructor(seed: number, input: number) {
    this.#at = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(input + 1, 0x85ebca6b)) | 0;
  }

  /** 0 ≤ x < 1. */
  next(): number {
    this.#at = (this.#at + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#at ^ (this.#at >>> 15), 1 | this.#at);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  /** 0 ≤ n < below. */
  below(below: number): number {
    return Math.floor(this.next() * below);
  }

  isOneIn(count: number): boolean {
    return this.below(count) === 0;
  }

  of<T>(from: readonly T[]): T {
    const chosen = from[this.below(from.length)];
    if (chosen === undefined) throw new Error("nothing to choose from");
    return chosen;
  }
}
