/**
 * Who reports much to a person's index takes turns: few conversations at once read their words, and the others are told when
 * to ask again. Thousands may wake in one moment and in one isolate, as after a restart in the middle of an import, and all
 * their words together do not fit into its memory. In memory alone: after a crash of the index they ask again.
 */

/** Conversations that report at once. */
const AT_ONCE = 3;
/** A turn whose conversation has reported nothing for so long is over: its object has died. Milliseconds. */
const SILENT_MS = 30_000;
/** The first of those that wait asks again after this time. Milliseconds. */
const FIRST_WAIT_MS = 500;
/** Each of those that wait asks so much later than the one before it, about as long as one needs. Milliseconds. */
const EACH_LATER_MS = 20;

export class Turns {
  /** Whose turn it is, and until when they may be silent (milliseconds since the epoch). */
  readonly #working = new Map<string, number>();
  /** When the last one of those that wait asks again. Milliseconds since the epoch. */
  #lastAskMs = 0;

  /** @returns 0: it is this conversation's turn; otherwise after how many milliseconds it should ask again */
  ask(chatId: string, nowMs: number): number {
    for (const [id, untilMs] of this.#working) if (untilMs <= nowMs) this.#working.delete(id);
    if (this.#working.has(chatId) || this.#working.size < AT_ONCE) {
      this.#working.set(chatId, nowMs + SILENT_MS);
      return 0;
    }
    this.#lastAskMs = Math.max(this.#lastAskMs + EACH_LATER_MS, nowMs + FIRST_WAIT_MS);
    return this.#lastAskMs - nowMs;
  }

  /** It has reported. @param isMore another report follows: it is still its turn */
  reported(chatId: string, isMore: boolean, nowMs: number): void {
    if (!this.#working.has(chatId)) return;
    if (isMore) this.#working.set(chatId, nowMs + SILENT_MS);
    else this.#working.delete(chatId);
  }
}
