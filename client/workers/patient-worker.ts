/**
 * Work beside the page, one piece at a time: whatever it makes of somebody's words, the page goes on. A piece that takes too
 * long ends its worker, and the next one gets a new one. A worker says `READY` once it is loaded: until then the network is
 * waited for, not the work.
 */

/** What a worker posts first. */
export const READY = "ready";
/** How long a worker may take to be loaded, in milliseconds. */
const LOADED_WITHIN_MS = 30_000;

export type Outcome<Answer> =
  | { outcome: "answer"; answer: Answer }
  /** It took longer than anybody waits. */
  | { outcome: "slow" }
  /** The worker could not be loaded, or broke. */
  | { outcome: "failed" };

interface Job<Question, Answer> {
  question: Question;
  done: (outcome: Outcome<Answer>) => void;
}

export class PatientWorker<Question, Answer> {
  readonly #make: () => Worker;
  readonly #patienceMs: number;
  readonly #waiting: Job<Question, Answer>[] = [];
  #current: Job<Question, Answer> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #worker: Worker | null = null;
  #isReady = false;

  /** @param patienceMs for one piece of work, once the worker is loaded */
  constructor(make: () => Worker, patienceMs: number) {
    this.#make = make;
    this.#patienceMs = patienceMs;
  }

  ask(question: Question): Promise<Outcome<Answer>> {
    return new Promise((done) => {
      this.#waiting.push({ question, done });
      this.#next();
    });
  }

  #next(): void {
    if (this.#current !== null) return;
    const job = this.#waiting.shift();
    if (job === undefined) return;
    this.#current = job;
    const worker = (this.#worker ??= this.#start());
    this.#wait();
    // A worker has no origin to name.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    worker.postMessage(job.question);
  }

  #start(): Worker {
    const worker = this.#make();
    this.#isReady = false;
    worker.addEventListener("message", ({ data }: MessageEvent<Answer | typeof READY>) => {
      if (worker !== this.#worker) return;
      if (data !== READY) return this.#finish({ outcome: "answer", answer: data });
      this.#isReady = true;
      if (this.#current !== null) this.#wait();
    });
    worker.addEventListener("error", () => {
      if (worker === this.#worker) this.#end("failed");
    });
    return worker;
  }

  #wait(): void {
    clearTimeout(this.#timer);
    const isReady = this.#isReady;
    this.#timer = setTimeout(() => this.#end(isReady ? "slow" : "failed"), isReady ? this.#patienceMs : LOADED_WITHIN_MS);
  }

  #end(outcome: "slow" | "failed"): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#finish({ outcome });
  }

  #finish(outcome: Outcome<Answer>): void {
    const job = this.#current;
    clearTimeout(this.#timer);
    this.#current = null;
    job?.done(outcome);
    this.#next();
  }
}
