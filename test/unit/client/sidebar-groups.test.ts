import { expect, test, vi } from "vitest";
import { groupedRows, groupOf } from "../../../client/sidebar/groups.ts";
import type { ChatSummary } from "../../../src/protocol/http.ts";

const NOW = new Date(2026, 10, 26, 0, 30).getTime();

test.each([
  [new Date(2026, 10, 26, 0, 1), "Today"],
  [new Date(2026, 10, 27, 9), "Today"],
  [new Date(2026, 10, 25, 23, 59), "Yesterday"],
  [new Date(2026, 10, 24, 12), "Last 7 days"],
  [new Date(2026, 10, 19, 0, 0), "Last 7 days"],
  [new Date(2026, 10, 18, 23, 59), "November"],
  [new Date(2026, 0, 3), "January"],
  [new Date(2025, 10, 26), "November 2025"],
])("a conversation of %s stands under %s", (at, label) => {
  expect(groupOf(at.getTime(), NOW)).toBe(label);
});

const chat = (id: string, at: Date, pinned = false): ChatSummary => ({
  id,
  title: id,
  model: "m",
  createdAt: at.toISOString(),
  updatedAt: at.toISOString(),
  running: false,
  pinned,
  archived: false,
  temporary: false,
  messageCount: 2,
  costNanoUsd: 0,
  simulated: false,
  projectId: null,
});

test("each group has one heading, the pinned one first", () => {
  const chats = [
    chat("p", new Date(2025, 1, 1), true),
    chat("a", new Date(NOW)),
    chat("b", new Date(NOW)),
    chat("c", new Date(2026, 8, 1)),
  ];
  expect(groupedRows(chats, NOW).map((row) => (row.kind === "chat" ? row.chat.id : row.label))).toEqual([
    "Pinned",
    "p",
    "Today",
    "a",
    "b",
    "September",
    "c",
  ]);
  expect(groupedRows([], NOW)).toEqual([]);
});

test("each month is named once, however many conversations stand in it: a list grows by pages, and each page groups all of it anew", () => {
  const named = vi.spyOn(Date.prototype, "toLocaleDateString");
  const many = Array.from({ length: 900 }, (_, index) => chat(`c${index}`, new Date(2026, 8 - Math.floor(index / 300), 20)));
  const headings = groupedRows(many, NOW).filter(({ kind }) => kind === "heading");
  expect([headings.length, named.mock.calls.length]).toEqual([3, 3]);
  named.mockRestore();
});
