/**
 * What goes wrong in a history, as data: how often each kind happens, and which of the chances were taken. The n-th chance
 * of a kind is decided by the seed, the kind and n alone, so that leaving one out moves no other; that is what shrinking does.
 */
import { Random } from "./random.ts";

/** Every kind, and how often it happens at each chance in rough weather. */
export const RATES = {
  /** Memory and everything not durable gone, sockets cut. */
  crash: 0.006,
  /** The same after the last writes became durable and before anything of them left. */
  "crash-after-commit": 0.004,
  /** Memory gone, sockets kept. */
  evict: 0.01,
  /** All objects crash at once. */
  deploy: 0.002,
  /** A socket is lost, with the frames on their way. */
  cut: 0.008,
  /** A call between objects never arrives. */
  "call-lost": 0.03,
  /** It is done, and the answer is lost. */
  "answer-lost": 0.03,
  /** A report to the wallet is delivered twice. */
  "report-twice": 0.1,
  /** D1 refuses. */
  "d1-refuses": 0.15,
  /** D1 stores and says that it did not. */
  "d1-lies": 0.1,
  /** It stores twice. */
  "d1-twice": 0.1,
  /** A write of an object's storage fails. */
  "storage-fails": 0.002,
  "model-refuses": 0.1,
  "model-busy": 0.1,
  "model-lost": 0.05,
  /** No headers for longer than anybody waits. */
  "model-mute": 0.03,
  "stream-breaks": 0.1,
  "stream-stalls": 0.08,
  /** The same bytes come twice. */
  "chunk-repeats": 0.02,
  "no-usage": 0.2,
  "no-neurons": 0.2,
  /** The gateway's log cannot be read for long, or never. */
  "log-late": 0.25,
  "log-never": 0.08,
  /** It says nothing usable. */
  "log-odd": 0.05,
  /** A tool's call never arrives. */
  "tool-lost": 0.08,
  /** It is done, and the answer is lost. */
  "tool-answer-lost": 0.08,
  /** It answers later than it is waited for. */
  "tool-late": 0.06,
  "alarm-early": 0.08,
  "alarm-late": 0.1,
  "alarm-twice": 0.08,
  /** The clock jumps ahead by minutes. */
  "clock-jumps": 0.003,
  /** The Worker that takes an import in dies before one of its conversations, or before the list is told. */
  "import-dies": 0.2,
  /** D1 does what it is asked seconds late, and answers seconds later still. */
  "d1-slow": 0.1,
  /** The sender of a file goes away in its middle. The last kind: the weather of the others stays. */
  "upload-breaks": 0.15,
} as const;

export type Fault = keyof typeof RATES;
export const KINDS = Object.keys(RATES).filter((kind): kind is Fault => kind in RATES);

/** Each kind in words, for the table of runs (docs/reliability.md). */
export const NAMES: Readonly<Record<Fault, string>> = {
  crash: "an object's memory gone, its sockets cut",
  "crash-after-commit": "the same between a commit and what was to be sent after it",
  evict: "memory gone, sockets kept",
  deploy: "a deploy: all objects at once",
  cut: "a socket lost with the frames on their way",
  "call-lost": "a call between objects that never arrives",
  "answer-lost": "one that is done, its answer lost",
  "report-twice": "a report to the wallet twice",
  "d1-refuses": "D1 refuses",
  "d1-lies": "D1 stores and says that it did not",
  "d1-twice": "D1 stores twice",
  "d1-slow": "D1 slow: each way 1 to 30 s late",
  "storage-fails": "an object's storage refuses 1 to 3 writes (a full disk)",
  "model-refuses": "the model refuses",
  "model-busy": "the model is busy",
  "model-lost": "the model's call is lost",
  "model-mute": "no headers for longer than anybody waits",
  "stream-breaks": "the model cuts its stream",
  "stream-stalls": "the model stalls",
  "chunk-repeats": "the model's bytes twice",
  "no-usage": "an answer without usage",
  "no-neurons": "an answer without neurons",
  "log-late": "the gateway's log late",
  "log-never": "the gateway's log never",
  "log-odd": "the gateway's log unusable",
  "tool-lost": "a tool's call that never arrives",
  "tool-answer-lost": "one that is done, its answer lost on the way back",
  "tool-late": "a tool later than it is waited for",
  "alarm-early": "an alarm early",
  "alarm-late": "an alarm late",
  "alarm-twice": "an alarm twice",
  "clock-jumps": "the clock jumps by up to 12 minutes",
  "upload-breaks": "the sender of a file goes away in its middle",
  "import-dies": "the Worker of an import dies before one of its conversations, or before the list is told",
};

/** One chance that was taken: `crash:3` is the third chance of a crash. */
export type Taken = { fault: Fault; nth: number; step: number };

export class Faults {
  readonly #random: Random;
  readonly #rates: ReadonlyMap<Fault, number>;
  readonly #chances = new Map<Fault, number>();
  readonly #without: ReadonlySet<string>;
  readonly taken: Taken[] = [];
  /** Kinds whose next chance is taken, whatever the weather is. */
  readonly #ordered: Fault[] = [];
  /** From then on nothing goes wrong. */
  areOver = false;

  /** @param without kinds, or single chances (`crash:3`), that are left out */
  constructor(random: Random, without: ReadonlySet<string>) {
    this.#random = random;
    this.#without = without;
    this.#rates = weather(random.fork("weather"));
  }

  /** The next chance of this kind is taken. */
  order(fault: Fault): void {
    this.#ordered.push(fault);
  }

  /** Whether this chance of the kind is taken. */
  hit(fault: Fault, step: number): boolean {
    if (this.areOver) return false;
    const at = this.#ordered.indexOf(fault);
    if (at >= 0) {
      this.#ordered.splice(at, 1);
      this.taken.push({ fault, nth: 0, step });
      return true;
    }
    const rate = this.#rates.get(fault);
    if (rate === undefined) return false;
    const nth = (this.#chances.get(fault) ?? 0) + 1;
    this.#chances.set(fault, nth);
    if (this.#random.fork(`${fault}:${nth}`).next() >= rate) return false;
    if (this.#without.has(fault) || this.#without.has(`${fault}:${nth}`)) return false;
    this.taken.push({ fault, nth, step });
    return true;
  }
}

/** Some histories are fair, some have one kind of trouble, some have all of it. */
function weather(random: Random): Map<Fault, number> {
  const share = random.pick([0.1, 0.3, 0.6, 1]);
  const force = random.pick([0.5, 1, 1, 2, 4]);
  return new Map(KINDS.filter(() => random.chance(share)).map((kind) => [kind, Math.min(0.5, RATES[kind] * force)]));
}
