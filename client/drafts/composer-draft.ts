/**
 * What stands in the composer of a conversation, shared between its tabs. The rule:
 *
 * - What is typed here stands here at once and goes to the other tabs. Focus is not typing.
 * - Another tab's text is shown at once, unless somebody types here: then it waits for a pause of `PAUSE_MS` (and for the
 *   end of an input method's composition) and is merged, so that neither loses a word. The result goes to all tabs.
 *
 * Until the server has a text it is kept in the tab (kept-words.ts), so that a reload loses nothing.
 */
import type { LiveConversation } from "../live/index.ts";
import { forgetWordsOf, keepUnsentDraft, unsentDraft, keepStartPageWords, startPageWords } from "./kept-words.ts";
import { merge, nearest } from "./merge.ts";

/** So long after the last input event one still types, in milliseconds. */
export const PAUSE_MS = 1500;
/** Another tab's text may have left it so long before ours came there, in milliseconds. */
const UNDER_WAY_MS = 2000;

/** The composer's text as a store for React. */
export interface ComposerDraft {
  getText: () => string;
  subscribe: (listener: () => void) => () => void;
  /** The person changed the text. */
  type: (text: string) => void;
  /** An input method is at work, or has ended: its text must not change under it. */
  compose: (isComposing: boolean) => void;
  /** Follows the other tabs until the returned function is called. */
  attach: () => () => void;
}

/** Before there is a conversation. */
export function startPageDraft(): ComposerDraft {
  const listeners = new Set<() => void>();
  let text = startPageWords();
  return {
    getText: () => text,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    type(next) {
      text = next;
      keepStartPageWords(next);
      for (const listener of listeners) listener();
    },
    compose: () => undefined,
    attach: () => () => undefined,
  };
}

type Live = Pick<LiveConversation, "getState" | "subscribe" | "setDraft" | "flushDraft">;

export function conversationDraft(chatId: string, live: Live): ComposerDraft {
  return new SharedDraft(chatId, live);
}

class SharedDraft implements ComposerDraft {
  readonly #chatId: string;
  readonly #live: Live;
  readonly #listeners = new Set<() => void>();
  #text: string;
  /** The last text that the server and this tab both had, or the one that waiting text of another tab was written over. */
  #base: string;
  /** Texts before `#base` that the server had, and until when (milliseconds) it had them; the last ones alone. */
  #before: { text: string; until: number }[] = [];
  /** Another tab's text that waits for a pause. */
  #theirs: string | null = null;
  #seenVersion = -1;
  #pause: ReturnType<typeof setTimeout> | null = null;
  #isComposing = false;
  readonly #isRestored: boolean;

  constructor(chatId: string, live: Live) {
    this.#chatId = chatId;
    this.#live = live;
    const unsent = unsentDraft(chatId);
    const known = live.getState().draft.text;
    this.#isRestored = unsent !== null;
    this.#text = unsent?.text ?? known;
    this.#base = unsent?.base ?? known;
  }

  getText = (): string => this.#text;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  type = (text: string): void => {
    if (this.#pause !== null) clearTimeout(this.#pause);
    this.#pause = setTimeout(this.#paused, PAUSE_MS);
    this.#send(text);
  };

  compose = (isComposing: boolean): void => {
    this.#isComposing = isComposing;
    if (!isComposing) this.#settle();
  };

  attach = (): (() => void) => {
    const unsubscribe = this.#live.subscribe(this.#changed);
    const leave = () => this.#live.flushDraft();
    window.addEventListener("pagehide", leave);
    document.addEventListener("visibilitychange", leave);
    if (this.#isRestored) this.#live.setDraft(this.#text);
    this.#changed();
    return () => {
      unsubscribe();
      window.removeEventListener("pagehide", leave);
      document.removeEventListener("visibilitychange", leave);
      this.#live.flushDraft();
    };
  };

  readonly #paused = (): void => {
    this.#pause = null;
    this.#settle();
  };

  readonly #changed = (): void => {
    const { chat, draft, connection } = this.#live.getState();
    if (connection.status === "ended" && (connection.reason === "deleted" || connection.reason === "not-found"))
      return forgetWordsOf(this.#chatId);
    if (chat === null || draft.version === this.#seenVersion) return;
    this.#seenVersion = draft.version;
    if (draft.isOwn) {
      // While another tab's text waits, the base stays what both began with.
      if (this.#theirs === null) {
        const now = Date.now();
        this.#before = [...this.#before.filter(({ until }) => now - until < UNDER_WAY_MS), { text: this.#base, until: now }];
        this.#base = draft.text;
      }
      if (draft.text === this.#text) keepUnsentDraft(this.#chatId, null);
      return;
    }
    // It may have left its tab before our last words came there: then those are not among what it was written over, and
    // are not what it deletes.
    if (this.#theirs === null && draft.text !== "") {
      const now = Date.now();
      const before = this.#before.filter(({ until }) => now - until < UNDER_WAY_MS).map(({ text }) => text);
      this.#base = nearest([this.#base, ...before.toReversed()], draft.text);
    }
    this.#theirs = draft.text;
    this.#settle();
  };

  #settle(): void {
    if (this.#theirs === null || this.#pause !== null || this.#isComposing) return;
    const theirs = this.#theirs;
    const text = merge(this.#base, this.#text, theirs);
    this.#theirs = null;
    this.#base = theirs;
    this.#before = [];
    if (text === theirs) keepUnsentDraft(this.#chatId, null);
    if (text !== theirs) this.#send(text);
    else if (text !== this.#text) this.#show(text);
  }

  #send(text: string): void {
    this.#show(text);
    keepUnsentDraft(this.#chatId, { text, base: this.#base });
    this.#live.setDraft(text);
  }

  #show(text: string): void {
    this.#text = text;
    for (const listener of this.#listeners) listener();
  }
}
