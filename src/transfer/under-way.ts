/** Conversations on their way into their objects: some at once, for each is a trip, and never more than so many bytes of them. */

/** At once at most. */
const AT_ONCE = 6;
/** UTF-16 code units of words, and bytes of files, on their way together; one conversation may have more alone. */
const SIZE_AT_ONCE = 4 * 1024 * 1024;

export class UnderWay {
  readonly #running = new Set<Promise<void>>();
  #size = 0;
  #failure: { error: unknown } | null = null;

  /** Begins it when there is room. Throws what one that was begun before has failed with. */
  async begin(size: number, work: () => Promise<void>): Promise<void> {
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
