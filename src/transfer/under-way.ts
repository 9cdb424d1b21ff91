/** Conversations on their way into their objects: some at once, for each is a trip, and never more than so many bytes of them. */

/** At once at most. */
const AT_ONCE = 6;
/** UTF-16 code units of words, and bytes of files, on their way together; one conversation may have more alone. */
const SIZE_AT_ONCE = 4 * 1024 * 1024;
/** So many go as fast as they can. */
const AT_FULL_SPEED = 1_000;
/**
 * Each of the others waits so long. An object stays awake for some ten seconds after it was asked something, with its memory
 * and its open files: so a few thousand are awake together, and not all of an import. Milliseconds.
 */
const EACH_MS = 4;

const pauseOf = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

export class UnderWay {
  readonly #running = new Set<Promise<void>>();
  #size = 0;
  #begun = 0;
  readonly #pause: (ms: number) => Promise<void>;
  #failure: { error: unknown } | null = null;

  constructor(pause = pauseOf) {
    this.#pause = pause;
  }

  /** Begins it when there is room. Throws what one that was begun before has failed with. */
  async begin(size: number, work: () => Promise<void>): Promise<void> {
    this.#begun += 1;
    if (this.#begun > AT_FULL_SPEED) await this.#pause(EACH_MS);
    while (this.#running.size >= AT_ONCE || (this.#running.size > 0 && this.#size + size > SIZE_AT_ONCE)) await Promise.race(this.#running);
    this.#check();
    this.#size += size;
    const running = work()
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => {
        this.#size -= size;
        this.#running.delete(running);
      });
    this.#running.add(running);
  }

  /** Settles when nothing is on its way any more; never fails. */
  async settled(): Promise<void> {
    await Promise.all(this.#running);
  }

  /** The same, and throws what one of them has failed with. */
  async over(): Promise<void> {
    await this.settled();
    this.#check();
  }

  #check(): void {
    if (this.#failure !== null) throw this.#failure.error;
  }
}
