/**
 * Group commit: writes that arrive while a commit is on its way to disk share the next one. Of two hundred simultaneous calls
 * the first is not delayed, and the others take a handful of commits instead of one each.
 */

type CommitStorage = {
  transactionSync<T>(run: () => T): T;
  /** Resolves once everything written so far is durable. */
  sync(): Promise<void>;
};

export class GroupCommit {
  readonly #storage: CommitStorage;
  /** Writes waiting for the commit that is under way; null: none is under way. */
  #waiting: (() => void)[] | null = null;

  constructor(storage: CommitStorage) {
    this.#storage = storage;
  }

  /** Runs `write` in a transaction, in the order of the calls: at once, or together with the other waiting writes once the commit before is durable. */
  run<T>(write: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const step = (): void => {
        try {
          resolve(this.#storage.transactionSync(write));
        } catch (error) {
          reject(error instanceof Error ? error : new Error("a write failed"));
        }
      };
      if (this.#waiting !== null) {
        this.#waiting.push(step);
        return;
      }
      step();
      void this.#commit();
    });
  }

  async #commit(): Promise<void> {
    this.#waiting = [];
    for (let isOpen = true; isOpen;) {
      // A failed commit breaks the object, so every waiting caller gets an error from the platform.
      await this.#storage.sync().catch(() => undefined);
      const steps: (() => void)[] = this.#waiting ?? [];
      isOpen = steps.length > 0;
      this.#waiting = isOpen ? [] : null;
      for (const step of steps) step();
    }
  }
}
