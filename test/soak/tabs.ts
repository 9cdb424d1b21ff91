/** Tabs of one conversation: the live client of the app, over the bad network or straight, and what they saw. */
import { createLiveConversation } from "../../client/live/index.ts";
import type { LiveConversation } from "../../client/live/index.ts";
import type { Message } from "../../src/protocol/message.ts";
import { stampsIn } from "./words.ts";

/** So much of the text before is looked at again, for a stamp that was not whole. */
const OVERLAP = 20;

/** One tab; closed ones stay in the list for what they had sent. */
export class SoakTab {
  readonly live: LiveConversation;
  /** Closes since the last look: a tab that is gone took its unanswered commands along. */
  isClosed = false;
  readonly isShared: boolean;
  #seen = { answer: "", length: 0 };

  /** @param onLag milliseconds from the model to this tab, for each stamped token */
  constructor(base: string, person: string, id: string, isShared: boolean, onLag: ((ms: number) => void) | null) {
    this.isShared = isShared;
    this.live = createLiveConversation({
      chatId: id,
      isShared,
      baseUrl: base,
      headers: { "x-tally-dev-user": person },
      createSocket: (url) => new WebSocket(url, { headers: { "x-tally-dev-user": person } } as unknown as string[]),
    });
    if (onLag !== null) this.live.subscribeLiveText(() => this.#measure(onLag));
  }

  #measure(onLag: (ms: number) => void): void {
    const live = this.live.getLiveText();
    if (live === null) return;
    const isFirst = this.#seen.answer === "";
    const before = live.answerId === this.#seen.answer ? this.#seen.length : 0;
    this.#seen = { answer: live.answerId, length: live.text.length };
    // A tab that opens in mid-answer is given what was said before it came: seconds old, and late by nothing.
    if (isFirst) return;
    const now = Date.now();
    for (const stamp of stampsIn(live.text.slice(Math.max(0, before - OVERLAP)))) onLag(now - stamp);
  }

  /** The messages it answers for: a reader is told nothing of other branches, also of those it has seen (P58). */
  get shown(): readonly Message[] {
    const { messages, path } = this.live.getState();
    return this.isShared ? path : [...messages.values()];
  }

  get isAtRest(): boolean {
    const { connection, runningId, pending, unanswered } = this.live.getState();
    const isWaiting = this.shown.some(({ status }) => status === "queued" || status === "running");
    return (
      connection.status === "live" &&
      runningId === null &&
      !isWaiting &&
      unanswered === 0 &&
      pending.every(({ state }) => typeof state !== "string")
    );
  }

  close(): void {
    this.isClosed = true;
    this.live.close();
  }
}
