import { describe, expect, test } from "vitest";
import { ChatSql } from "../../../../src/chat/log/sql.ts";
import { MIGRATIONS } from "../../../../src/chat/log/migrations.ts";
import { Transcript } from "../../../../src/chat/log/transcript.ts";
import { CHAT_OF_VERSION_7 } from "../../../storage/chat-of-version-7.ts";
import { shapeOf } from "../../../storage/shape.ts";
import { NodeDatabase } from "../../../storage/sqlite.ts";

const NEW = {
  id: "c1",
  owner: "new@example.com",
  title: "",
  titled_by: "default",
  model: "embedded/tally",
  system: "",
  temporary: 0,
  created_at: 1,
  cap: null,
  effort: null,
  seq: 0,
} as const;

function made(): NodeDatabase {
  const database = new NodeDatabase();
  new ChatSql(database).create({ ...NEW, tools: null });
  return database;
}

function old(): { database: NodeDatabase; sql: ChatSql } {
  const database = new NodeDatabase();
  database.exec(CHAT_OF_VERSION_7);
  const sql = new ChatSql(database);
  sql.migrate();
  return { database, sql };
}

describe("a conversation's tables", () => {
  test("are the same where they are made at once, migration by migration, and out of a stored database of version 7", () => {
    const oneByOne = new NodeDatabase();
    for (const migration of MIGRATIONS) oneByOne.exec(migration);
    expect(shapeOf(made())).toEqual(shapeOf(oneByOne));
    expect(shapeOf(old().database)).toEqual(shapeOf(oneByOne));
  });

  test("of version 7 keep every row: messages, what a crash left, receipts, sums, the draft and the settings", () => {
    const { sql } = old();
    const chat = sql.chat();
    expect(chat).toMatchObject({
      title: "Kept",
      system: "Be brief.",
      draft: "half a thought",
      cap: 900_000,
      effort: "low",
      indexed_seq: 0,
    });
    if (chat === null) return;
    const transcript = new Transcript(sql, chat);
    expect(transcript.headId()).toBe("m2.a");
    expect(transcript.messages([2, 6].flatMap((seq) => sql.turn(seq) ?? []))).toMatchObject([
      { id: "m1", role: "user", text: "First question" },
      { id: "m1.a", role: "assistant", text: "First answer", reasoning: "Why", status: "done", suggestions: ["And then?"] },
      { id: "m2", role: "user", text: "Second question" },
      { id: "m2.a", role: "assistant", status: "running" },
    ]);
    expect(sql.segments("call-2").map(({ text, restates }) => [text, restates])).toEqual([
      ["Half of ", 0],
      ["an answer", 0],
    ]);
    expect(sql.receiptsOf(2)).toMatchObject([{ cost: 231, basis: "billed" }]);
    expect(sql.totals()).toMatchObject([{ cost: 231, seq: 5 }]);
  });

  test("are not touched by a second opening, nor where a newer version left them", () => {
    const { database } = old();
    const again = new ChatSql(database);
    again.migrate();
    expect(again.rows.written).toBe(0);
    database.exec("UPDATE chat SET version = 999");
    const later = new ChatSql(database);
    later.migrate();
    expect(later.rows.written).toBe(0);
    expect(later.chat()).toMatchObject({ title: "Kept" });
  });
});
