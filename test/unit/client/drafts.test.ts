import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { conversationDraft, PAUSE_MS } from "../../../client/drafts/composer-draft.ts";
import { caretIn, merge, nearest } from "../../../client/drafts/merge.ts";
import { keepEdit, keptEdit, unsentDraft } from "../../../client/drafts/kept-words.ts";
import { EMPTY } from "../../../client/live/fold.ts";
import type { ConversationState } from "../../../client/live/state.ts";

/** `Object.keys` lists what is stored, as in a browser. */
class MemoryStorage {
  getItem(key: string): string | null {
    const value: unknown = Reflect.get(this, key);
    return typeof value === "string" ? value : null;
  }
  setItem(key: string, value: string): void {
    Object.assign(this, { [key]: value });
  }
  removeItem(key: string): void {
    Reflect.deleteProperty(this, key);
  }
}

const CHAT = {
  id: "c1",
  title: "",
  model: "embedded/tally",
  system: "",
  effort: null,
  createdAt: "2026-11-23T00:00:00Z",
  temporary: false,
  maxCostNanoUsd: null,
  tools: [],
  costNanoUsd: 0,
  simulated: true,
  messageCount: 0,
};

/** A conversation of which only the draft matters. */
class Live {
  state: ConversationState = { ...EMPTY, chat: CHAT };
  readonly sent: string[] = [];
  readonly #listeners = new Set<() => void>();
  getState = () => this.state;
  subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  flushDraft = () => undefined;
  setDraft = (text: string) => {
    this.sent.push(text);
  };
  become(change: Partial<ConversationState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.#listeners) listener();
  }
  /** What this tab sent has gone out, or (`isOwn` false) another tab's text has come. */
  draft(text: string, isOwn = false): void {
    this.become({ draft: { text, version: this.state.draft.version + 1, isOwn } });
  }
}

function opened(live = new Live()) {
  const draft = conversationDraft("c1", live);
  return { live, draft, detach: draft.attach() };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("window", new EventTarget());
  vi.stubGlobal("document", new EventTarget());
  vi.stubGlobal("sessionStorage", new MemoryStorage());
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("another tab's words are followed as long as nobody types here, however many come", () => {
  const { live, draft } = opened();
  for (const text of ["H", "Hel", "Hello"]) live.draft(text);
  expect(draft.getText()).toBe("Hello");
  live.draft("");
  expect(draft.getText()).toBe("");
});

test("what is typed is not changed by another tab while one types; at the pause both have their words, and all tabs hear of it", () => {
  const { live, draft } = opened();
  live.draft("tea");
  draft.type("tea for two");
  live.draft("green tea");
  expect(draft.getText()).toBe("tea for two");
  vi.advanceTimersByTime(PAUSE_MS - 1);
  draft.type("tea for two!");
  vi.advanceTimersByTime(PAUSE_MS - 1);
  expect(draft.getText()).toBe("tea for two!");
  vi.advanceTimersByTime(1);
  expect(draft.getText()).toBe("green tea for two!");
  expect(live.sent.at(-1)).toBe("green tea for two!");
});

test("an input method's composition is not disturbed, however long it takes", () => {
  const { live, draft } = opened();
  draft.compose(true);
  draft.type("に");
  vi.advanceTimersByTime(10 * PAUSE_MS);
  live.draft("green");
  expect(draft.getText()).toBe("に");
  draft.compose(false);
  expect(draft.getText()).toBe("green\nに");
});

test("a message sent by another tab takes its words away, not what was typed after them here", () => {
  const { live, draft } = opened();
  live.draft("What is tea?");
  draft.type("What is tea? And coffee?");
  live.draft("");
  vi.advanceTimersByTime(PAUSE_MS);
  expect(draft.getText()).toBe(" And coffee?");
});

test("words that the server does not have yet outlive a reload, and go when it has them", () => {
  const { live, draft, detach } = opened();
  live.draft("ab");
  draft.type("abc");
  detach();
  const reloaded = new Live();
  reloaded.draft("ab");
  const again = opened(reloaded);
  expect(again.draft.getText()).toBe("abc");
  expect(again.live.sent.at(-1)).toBe("abc");
  again.live.draft("ab");
  expect(again.draft.getText()).toBe("abc");
  again.live.draft("abc", true);
  expect(unsentDraft("c1")).toBeNull();
});

test("[I10] with a deleted conversation everything goes that was typed in it", () => {
  const { live, draft } = opened();
  draft.type("secret");
  keepEdit("c1", "m1", "also secret");
  keepEdit("c2", "m1", "of another");
  live.become({ connection: { status: "ended", reason: "deleted" } });
  expect(unsentDraft("c1")).toBeNull();
  expect(keptEdit("c1", "m1")).toBeNull();
  expect(keptEdit("c2", "m1")).toBe("of another");
});

test("a merge keeps every word of both, and is the same in both tabs", () => {
  const cases: readonly [base: string, one: string, other: string, merged: string][] = [
    ["", "one", "two", "one\ntwo"],
    ["", "one", "", "one"],
    ["a b", "x a b", "a b y", "x a b y"],
    ["a b c", "a c", "a b c d", "a c d"],
    ["a b c", "a B c", "a b! c", "a B! c"],
    ["", "hello", "hello world", "hello world"],
    ["x", "", "x y", " y"],
    ["", "😀", "😁", "😀\n😁"],
  ];
  for (const [base, one, other, merged] of cases) {
    expect(merge(base, one, other)).toBe(merged);
    expect(merge(base, other, one)).toBe(merged);
  }
});

test("the caret stays beside its words", () => {
  expect(caretIn("tea", "green tea", 3)).toBe(9);
  expect(caretIn("tea", "tea for two", 3)).toBe(3);
  expect(caretIn("one two", "one\ntwo and", 5)).toBe(5);
});

test("another tab's words that left it before ours came there take none of ours away", () => {
  const { live, draft } = opened();
  live.draft("tea for two, please");
  draft.type("tea for two, please and");
  live.draft("tea for two, please and", true);
  draft.type("tea for two, please and soon");
  // Written over the text before "and".
  live.draft("Green tea for two, please");
  vi.advanceTimersByTime(PAUSE_MS);
  expect(draft.getText()).toBe("Green tea for two, please and soon");
});

test("what another tab deletes is deleted, a moment after it was typed here too", () => {
  const { live, draft } = opened();
  live.draft("tea");
  draft.type("tea for two");
  live.draft("tea for two", true);
  live.draft("");
  vi.advanceTimersByTime(PAUSE_MS);
  expect(draft.getText()).toBe("");
  draft.type("tea");
  live.draft("tea", true);
  vi.advanceTimersByTime(5_000);
  draft.type("tea for two");
  live.draft("tea for two", true);
  vi.advanceTimersByTime(5_000);
  live.draft("tea");
  expect(draft.getText()).toBe("tea");
});

test("the text that was changed least is the one another was written over", () => {
  expect(nearest(["tea for two, and", "tea for two"], "Green tea for two")).toBe("tea for two");
  expect(nearest(["tea"], "coffee")).toBe("tea");
});
