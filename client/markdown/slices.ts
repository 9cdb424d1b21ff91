/**
 * Long answers are drawn in slices: a task of the page draws for so long, then lets the page breathe. What was asked for last
 * is drawn first, for the end of a conversation is what a reader looks at.
 */

/** Time of one task in which blocks are made; React and the layout need about as much again. Milliseconds. */
const SLICE_MS = 12;
/** Characters and blocks of one task: what is cheap to make still has to be laid out. */
const MOST_CHARACTERS = 32_000;
const MOST_BLOCKS = 60;
/** Elements made before the page has drawn a frame: several tasks may pass until then, and their elements are laid out at once. */
const MOST_ELEMENTS = 3000;
/** A page that is not seen draws no frames: it goes on after so long. Milliseconds. */
const UNSEEN_FRAME_MS = 100;

type Job = () => void;

class Slices {
  readonly #channel = new MessageChannel();
  readonly #drawing = new Set<Job>();
  readonly #filling = new Set<Job>();
  #until: number | null = null;
  #characters = 0;
  #blocks = 0;
  #elements = 0;
  #isScheduled = false;

  constructor() {
    this.#channel.port1.addEventListener("message", () => this.#onTask());
    this.#channel.port1.start();
  }

  /** Whether this task may make another block of so many characters. */
  mayDraw(characters: number): boolean {
    if (!this.hasTime()) return false;
    this.#characters += characters;
    this.#blocks += 1;
    if (this.#elements > MOST_ELEMENTS) return false;
    return this.#blocks === 1 || (this.#characters <= MOST_CHARACTERS && this.#blocks <= MOST_BLOCKS);
  }

  /** Says how many elements a block has that was drawn. */
  drew(elements: number): void {
    this.#elements += elements;
  }

  hasTime(): boolean {
    const now = performance.now();
    if (this.#until === null) {
      this.#until = now + SLICE_MS;
      this.#schedule();
    }
    return now < this.#until;
  }

  /** Runs the job in a task to come, one a task. The answer takes it back. */
  drawLater(job: Job): () => void {
    return this.#add(this.#drawing, job);
  }

  /** Runs the job when nothing is left to draw, many a task. The answer takes it back. */
  fillLater(job: Job): () => void {
    return this.#add(this.#filling, job);
  }

  #add(jobs: Set<Job>, job: Job): () => void {
    jobs.add(job);
    this.#schedule();
    return () => jobs.delete(job);
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    if (this.#elements <= MOST_ELEMENTS) this.#channel.port2.postMessage(null);
    else this.#afterFrame();
  }

  /** The next task, when what was made is laid out. */
  #afterFrame(): void {
    const goOn = () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      this.#elements = 0;
      this.#channel.port2.postMessage(null);
    };
    const frame = requestAnimationFrame(goOn);
    const timer = setTimeout(goOn, UNSEEN_FRAME_MS);
  }

  #onTask(): void {
    this.#isScheduled = false;
    this.#until = null;
    this.#characters = 0;
    this.#blocks = 0;
    const newest = [...this.#drawing].at(-1);
    if (newest !== undefined) {
      this.#drawing.delete(newest);
      newest();
    } else
      for (const job of this.#filling) {
        if (!this.hasTime()) break;
        this.#filling.delete(job);
        job();
      }
    if (this.#drawing.size + this.#filling.size > 0) this.#schedule();
  }
}

export const slices = new Slices();
