import { expect, test } from "vitest";
import { emptyList } from "../../../client/sidebar/empty-list.ts";
import { listed, withChat, withFirstPage, withoutChat, type ChatPages } from "../../../client/account/chat-list.ts";
import type { ChatSummary } from "../../../src/protocol/http.ts";

function chat(id: string, change: Partial<ChatSummary> = {}): ChatSummary {
  return {
    id,
    title: `Title ${id}`,
    model: "embedded/tally",
    createdAt: "2026-11-01T00:00:00Z",
    updatedAt: "2026-11-01T00:00:00Z",
    running: false,
    pinned: false,
    archived: false,
    temporary: false,
    messageCount: 2,
    costNanoUsd: 0,
    simulated: false,
    projectId: null,
    ...change,
  };
}
const ACTIVE = { archived: false, filter: "" };
const ARCHIVED = { archived: true, filter: "" };
const pages: ChatPages = {
  pages: [
    { chats: [chat("a"), chat("b")], next: "x" },
    { chats: [chat("c")], next: null },
  ],
  pageParams: [null, "x"],
};
const ids = (of: ChatPages) => of.pages.map((page) => page.chats.map((each) => each.id));

test("a changed conversation is replaced where it stands, on whichever page", () => {
  const changed = withChat(pages, chat("c", { running: true }), ACTIVE);
  expect(ids(changed)).toEqual([["a", "b"], ["c"]]);
  expect(changed.pages[1]?.chats[0]?.running).toBe(true);
  expect(changed.pages[0]).toBe(pages.pages[0]);
});

test("a new conversation comes first, and never twice", () => {
  const once = withChat(pages, chat("d"), ACTIVE);
  expect(ids(once)).toEqual([["d", "a", "b"], ["c"]]);
  expect(ids(withChat(once, chat("d"), ACTIVE))).toEqual([["d", "a", "b"], ["c"]]);
});

test("archiving moves a conversation from one list to the other", () => {
  const archived = chat("b", { archived: true });
  expect(ids(withChat(pages, archived, ACTIVE))).toEqual([["a"], ["c"]]);
  expect(ids(withChat(withFirstPage({ chats: [], next: null }, ARCHIVED), archived, ARCHIVED))).toEqual([["b"]]);
});

test("a deleted conversation is gone from every page; a first page holds only what belongs to its list", () => {
  expect(ids(withoutChat(pages, "c"))).toEqual([["a", "b"], []]);
  expect(ids(withFirstPage({ chats: [chat("a"), chat("z", { archived: true })], next: null }, ACTIVE))).toEqual([["a"]]);
});

test("pinned first, then newest; one that moved from page to page stands there once", () => {
  const list: ChatPages = {
    pages: [
      { chats: [chat("pin", { pinned: true }), chat("new", { updatedAt: "2026-11-02T00:00:00Z" })], next: "x" },
      { chats: [chat("late", { pinned: true, updatedAt: "2026-11-03T00:00:00Z" }), chat("old"), chat("new")], next: null },
    ],
    pageParams: [null, "x"],
  };
  expect(listed(list).map((each) => each.id)).toEqual(["late", "pin", "new", "old"]);
  expect(listed(undefined)).toEqual([]);
});

test("a filtered list holds what the server found: a change shows, a title that nobody looked at does not enter", () => {
  const filtered = { archived: false, filter: "tea" };
  expect(ids(withChat(pages, chat("d", { title: "Tea" }), filtered))).toEqual([["a", "b"], ["c"]]);
  expect(withChat(pages, chat("c", { running: true }), filtered).pages[1]?.chats[0]?.running).toBe(true);
  expect(ids(withChat(pages, chat("c", { archived: true }), filtered))).toEqual([["a", "b"], []]);
});

test("an empty list says what was searched", () => {
  expect(emptyList("", false, false)).toBe("Your conversations will appear here.");
  expect(emptyList("tea", false, false)).toContain("Nothing found for “tea” in the titles of all your conversations.");
  expect(emptyList("tea", true, true)).toBe("Nothing found for “tea” in the titles of your newest archived conversations.");
});
