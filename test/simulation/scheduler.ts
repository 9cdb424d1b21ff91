/**
 * The one clock and the one queue of a history. Whatever completes (a call, a frame, a timer, an alarm, a commit) is an
 * item here and runs in a step of its own, with everything that follows from it before the next. Items with the same
 * time run in the order in which they were asked for; who asks draws the delay from the seed.
 */

/** Whose memory an item belongs to: when it is gone, so is the item. */
export interface Owner {
  readonly name: string;
  isAlive: boolean;
}

export type Item = { dueMs: number; order: number; owner: Owner; what: string; run: () => void; isCancelled: boolean };

/** What is nobody's memory: the network, the platform. */
export const PLATFORM: Owner = { name: "platform", isAlive: true };

export class Scheduler {
  nowMs: number;
  /** Whoever runs in this step. Timers set now are theirs. */
  current: Owner = PLATFORM;
  readonly #heap: Item[] = [];
  #order = 0;
  #steps = 0;
  readonly #note: (step: number, item: Item) => void;
  readonly #turnEnded: (owner: Owner) => void;
  readonly #threw: (item: Item, error: unknown) => void;

  /** @param told of every step before it runs, after it with whoever ran, and of what it threw */
  constructor(
    startMs: number,
    listeners: { note: (step: number, item: Item) => void; turnEnded: (owner: Owner) => void; threw: (item: Item, error: unknown) => void },
  ) {
    this.nowMs = startMs;
    this.#note = listeners.note;
    this.#turnEnded = listeners.turnEnded;
    this.#threw = listeners.threw;
  }

  get steps(): number {
    return this.#steps;
  }

  in(owner: Owner, delayMs: number, what: string, run: () => void): Item {
    return this.at(owner, this.nowMs + delayMs, what, run);
  }

  at(owner: Owner, dueMs: number, what: string, run: () => void): Item {
    const item = { dueMs: Math.ceil(dueMs), order: (this.#order += 1), owner, what, run, isCancelled: false };
    this.#push(item);
    return item;
  }

  /** Whether anything of this memory waits. */
  hasAny(owner: Owner): boolean {
    return this.#heap.some((item) => item.owner === owner && !item.isCancelled);
  }

  /** When the next item is due; null: nothing waits. */
  get nextDueMs(): number | null {
    this.#dropDead();
    return this.#heap[0]?.dueMs ?? null;
  }

  /** Runs the next item and everything that follows from it; false: there was none. */
  async step(): Promise<boolean> {
    this.#dropDead();
    const item = this.#pop();
    if (item === undefined) return false;
    this.#steps += 1;
    this.nowMs = Math.max(this.nowMs, item.dueMs);
    this.current = item.owner;
    this.#note(this.#steps, item);
    try {
      item.run();
    } catch (error) {
      this.#threw(item, error);
    }
    await turn();
    this.#turnEnded(this.current);
    this.current = PLATFORM;
    return true;
  }

  #dropDead(): void {
    for (let first = this.#heap[0]; first !== undefined && (first.isCancelled || !first.owner.isAlive); first = this.#heap[0]) this.#pop();
  }

  #push(item: Item): void {
    const heap = this.#heap;
    let at = heap.push(item) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || isBefore(parent, item)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = item;
  }

  #pop(): Item | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const right = left + 1;
      const leftItem = heap[left];
      if (leftItem === undefined) break;
      const rightItem = heap[right];
      const [child, next] = rightItem !== undefined && isBefore(rightItem, leftItem) ? [right, rightItem] : [left, leftItem];
      if (isBefore(last, next)) break;
      heap[at] = next;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

const isBefore = (a: Item, b: Item): boolean => a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);

/** Everything that follows from a step without the world's doing: promises, and what streams put off with `nextTick`. */
const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
