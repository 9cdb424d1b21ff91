/** What everything in a history shares: time, chance, faults, the trace, and the person whose conversations these are. */
import { Faults } from "./faults.ts";
import { hashOf, Random, Steady } from "./random.ts";
import { Scheduler, type Item, type Owner } from "./scheduler.ts";

/** An invariant that does not hold, or something that must not happen. */
export class Violation extends Error {
  override readonly name = "Violation";
}

/** Lines of the trace that are kept for whoever reads a failure. */
const KEPT_LINES = 4_000;

export class World {
  readonly random: Random;
  readonly faults: Faults;
  readonly scheduler: Scheduler;
  /** Delays of everything that goes over a network. */
  readonly network: Random;
  readonly lines: string[] = [];
  #hash = 0x811c9dc5;
  #ids = 0;
  readonly startMs: number;
  /** What was found wrong first. */
  violation: Violation | null = null;
  /** Looks after each step. */
  audit: () => void = () => undefined;

  /** @param steady a network without chance, for histories that are written down */
  constructor(seed: number, without: ReadonlySet<string>, startMs: number, turnEnded: (owner: Owner) => void, steady?: Steady) {
    this.startMs = startMs;
    this.random = new Random(seed);
    this.faults = new Faults(this.random.fork("faults"), without);
    this.network = steady ?? this.random.fork("network");
    this.scheduler = new Scheduler(startMs, {
      note: (step, item) => this.#step(step, item),
      turnEnded,
      threw: ({ owner, what }, error) => this.fail(`${owner.name}: ${what} threw ${String(error)}`),
    });
  }

  get nowMs(): number {
    return this.scheduler.nowMs;
  }

  /** Of everything that happened, in its order. */
  get hash(): string {
    return this.#hash.toString(16).padStart(8, "0");
  }

  hit(fault: Parameters<Faults["hit"]>[0]): boolean {
    const isHit = this.faults.hit(fault, this.scheduler.steps);
    if (isHit) this.note(`! ${fault}`);
    return isHit;
  }

  /** Unguessable elsewhere; here the next one. */
  newId(): string {
    this.#ids += 1;
    return `00000000-0000-4000-8000-${this.#ids.toString(16).padStart(12, "0")}`;
  }

  /** A line of the trace: part of its hash. */
  note(line: string): void {
    this.#hash = hashOf(line, this.#hash);
    this.lines.push(line);
    if (this.lines.length > KEPT_LINES) this.lines.splice(0, KEPT_LINES / 2);
  }

  /** Something does not hold: the history ends here. */
  fail(what: string): void {
    if (this.violation !== null) return;
    this.violation = new Violation(what);
    this.note(`VIOLATION ${what}`);
  }

  #step(step: number, item: Item): void {
    this.note(`${step} ${item.dueMs} ${item.owner.name}: ${item.what}`);
  }
}
