import { expect, test } from "vitest";
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
    ...change,
  };
}
const ACTIVE = { archived: false };
const ARCHIVED = { archived: true };
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

test("pinned first, then newest; the filter wants every word", () => {
  const list: ChatPages = {
    pages: [
      {
        chats: [chat("old"), chat("new", { updatedAt: "2026-11-02T00:00:00Z" }), chat("pin", { pinned: true, title: "Tea and cake" })],
        next: null,
      },
    ],
    pageParams: [null],
  };
  expect(listed(list, "").map((each) => each.id)).toEqual(["pin", "new", "old"]);
  expect(listed(list, " CAKE tea").map((each) => each.id)).toEqual(["pin"]);
  expect(listed(list, "tea coffee")).toEqual([]);
  expect(listed(undefined, "")).toEqual([]);
});
