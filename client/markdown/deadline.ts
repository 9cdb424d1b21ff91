/**
 * Some texts cost the parser the square of their length, and nobody knows all of them. So the parser looks at the clock wherever
 * it would begin a construct, and gives up when its time is over. What it cannot interrupt is bounded in bounds.ts.
 */
import type { Code, Construct, ConstructRecord, Extension } from "micromark-util-types";

/** For one block. Honest blocks of the greatest length take half of it on a slow machine. Milliseconds. */
export const PARSE_LIMIT_MS = 80;
/** A block that made fewer attempts was not slow: the machine was busy with something else. */
const FEWEST_CHECKS = 1000;

export class TooSlow extends Error {
  override name = "TooSlow";
}

export class Deadline {
  #until = Number.POSITIVE_INFINITY;
  #checks = 0;

  /** Runs `work` with so much time: what passes `check` later throws `TooSlow`. Inside another run, that one's end holds too. */
  run<Result>(limitMs: number, work: () => Result): Result {
    const outer = this.#until;
    if (outer === Number.POSITIVE_INFINITY) this.#checks = 0;
    this.#until = Math.min(outer, performance.now() + limitMs);
    try {
      return work();
    } finally {
      this.#until = outer;
    }
  }

  /** Attempts since the outermost run began: what the parser's work is counted in. */
  get attempts(): number {
    return this.#checks;
  }

  check(): void {
    this.#checks += 1;
    if (this.#checks > FEWEST_CHECKS && performance.now() > this.#until) throw new TooSlow();
  }

  /** A construct that is tried wherever another one is, before it, and matches nowhere. */
  extension(): Extension {
    const construct: Construct = {
      name: "deadline",
      tokenize: (_, _ok, nok) => (code) => {
        this.check();
        return nok(code);
      },
    };
    // A run of some marks begins one construct only: the parser must not stop inside of it for this one.
    const before = (marks: string): ConstructRecord => ({
      null: [construct],
      ...Object.fromEntries(
        [...marks].map((mark) => mark.charCodeAt(0)).map((code) => [code, [{ ...construct, previous: (last: Code) => last !== code }]]),
      ),
    });
    return { document: before(">*+-0123456789"), flow: { null: [construct] }, text: before("&*<[\\]_`~") };
  }
}
