/**
 * What is written while the previous commit is on its way to disk shares the next one: of two hundred calls that come at
 * once the first is not held up, and the others take a handful of commits instead of one each.
 */

type CommitStorage = {
  transactionSync<T>(run: () => T): T;
  /** Resolves once everything written so far is durable. */
  sync(): Promise<void>;
};

export class GroupCommit {
  readonly #storage: CommitStorage;
  /** What waits for the commit that is under way; null: none is. */
  #waiting: (() => void)[] | null = null;

  constructor(storage: CommitStorage) {
    this.#storage = storage;
  }

  /** Runs `write`, whole or not at all: at once, or together with what else has arrived when the commit before it is durable. In order. */
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
      // A commit that fails breaks the object, and whoever waits for an answer learns it.
      await this.#storage.sync().catch(() => undefined);
      const steps: (() => void)[] = this.#waiting ?? [];
      isOpen = steps.length > 0;
      this.#waiting = isOpen ? [] : null;
      for (const step of steps) step();
    }
  }
}
