/**
 * Tells listeners that something changed: at most once per drawn frame while the page is seen, at once when it is hidden
 * (frames are not drawn then) and in Node.
 */
import { isPageVisible, onNextFrame } from "./environment.ts";

const LONGEST_WAIT_MS = 50;

export class Notifier {
  readonly #listeners = new Set<() => void>();
  #isWaiting = false;

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  notify(): void {
    if (!isPageVisible()) return this.#notify();
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    // Whichever comes first: a browser may draw seldom while it is busy.
    const timer = setTimeout(() => this.#notify(), LONGEST_WAIT_MS);
    onNextFrame(() => {
      clearTimeout(timer);
      if (this.#isWaiting) this.#notify();
    });
  }

  #notify(): void {
    this.#isWaiting = false;
    for (const listener of this.#listeners) listener();
  }
}
