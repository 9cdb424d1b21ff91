import { expect, test } from "vitest";
import { Indexer } from "../../../../src/chat/follow-up/indexing.ts";
import { WITHOUT_CALL } from "../../../../src/chat/log/tables.ts";
import type { Room } from "../../../../src/chat/room.ts";
import type { IndexReport } from "../../../../src/protocol/search.ts";
import { AT, conversationInMemory, roomInMemory } from "../tabs/in-memory.ts";

/** Questions that nobody answered. @param characters of each */
function ask(room: Room, count: number, characters: number): void {
  for (let index = 0; index < count; index += 1)
    room.transcript.insert({
      ...WITHOUT_CALL,
      id: `m${index}`,
      parent: room.transcript.head,
      question: null,
      text: "x".repeat(characters),
      files: null,
      status: "stopped",
      model: "",
      created_at: AT,
      finished_at: null,
    });
}

/**
 * A conversation of questions that nobody answered, and an index that gives it a turn after these waits.
 * @param characters of each question @param waits milliseconds; after the last one it is its turn
 */
function indexing(count: number, characters: number, waits: number[] = []) {
  const reports: IndexReport[] = [];
  let asked = 0;
  const { room, alarms } = roomInMemory({
    search: {
      turn: async () => waits[asked++] ?? 0,
      report: async (report) => {
        reports.push(report);
        return { known: report.upTo };
      },
    },
  });
  ask(room, count, characters);
  return { room, alarms, reports, indexer: new Indexer(room), asked: () => asked };
}
const charactersOf = ({ messages }: IndexReport): number => messages.reduce((sum, { text }) => sum + text.length, 0);

test("[I14] a large conversation is reported in pieces that are small whatever its size, all of it and in order", async () => {
  const { reports, indexer } = indexing(300, 2_000);
  await indexer.work();
  expect(Math.max(...reports.map(charactersOf))).toBeLessThanOrEqual(64 * 1024);
  expect(reports.flatMap(({ messages }) => messages.map(({ id }) => id))).toEqual(Array.from({ length: 300 }, (_, index) => `m${index}`));
  expect(reports.map(({ isMore }) => isMore)).toEqual([...reports.slice(1).map(() => true), false]);
  expect(indexer.isBehind).toBe(false);
});

test("[I14] whoever has much to report and not its turn reads none of it, and comes again when it was told to", async () => {
  const { room, alarms, reports, indexer } = indexing(20, 2_000, [700, 400]);
  const read: number[] = [];
  const { turn } = room.sql;
  room.sql.turn = (seq) => {
    read.push(seq);
    return turn.call(room.sql, seq);
  };
  await indexer.work();
  await indexer.work();
  expect([reports, read, alarms]).toEqual([[], [], [AT + 700, AT + 400]]);
  await indexer.work();
  expect(reports.flatMap(({ messages }) => messages)).toHaveLength(20);
  expect(indexer.isBehind).toBe(false);
});

test("the words of an answer are reported without asking for a turn", async () => {
  const { reports, indexer, asked } = indexing(1, 1_000, [700]);
  await indexer.work();
  expect([reports.length, asked()]).toEqual([1, 0]);
});

test("a conversation that an administrator has indexed anew does not wait for its turn", async () => {
  const { reports, indexer } = indexing(20, 2_000, [700]);
  await indexer.workNow();
  expect(reports.flatMap(({ messages }) => messages)).toHaveLength(20);
});

test("[I14] a conversation that never cost anything tells the list with its words, when it is its turn", async () => {
  const waits = [700];
  const told: string[] = [];
  const conversation = conversationInMemory({
    search: { turn: async () => waits.shift() ?? 0, report: async ({ upTo }) => (told.push("index"), { known: upTo }) },
    wallet: {
      hold: () => Promise.reject(new Error("nothing is asked here")),
      report: async () => void told.push("list"),
      startingWith: () => Promise.reject(new Error("nothing begins here")),
    },
  });
  ask(conversation.room, 3, 2_000);
  conversation.room.updateChat({ seq: conversation.room.transcript.seq });
  await conversation.work();
  expect(told).toEqual([]);
  await conversation.work();
  expect(told).toEqual(["index", "list"]);
});
