/** The search index on SQLite: what is found, in which order, and that nothing stays of what was deleted. */
import { describe, expect, test, vi } from "vitest";
import type { IndexedMessage } from "../../../src/protocol/search.ts";
import { SearchIndexCore } from "../../../src/search/index-core.ts";
import { isTooShort } from "../../../src/protocol/search.ts";
import { MAX_SNIPPET } from "../../../src/search/snippet.ts";
import { SearchSql } from "../../../src/search/sql.ts";
import { fold } from "../../../src/search/words.ts";
import { NodeDatabase } from "../../storage/sqlite.ts";

let clock = 1_700_000_000_000;

function message(id: string, text: string): IndexedMessage {
  clock += 1000;
  return { id, role: "user", text, at: clock };
}

function index() {
  const storage = new NodeDatabase();
  const sql = new SearchSql(storage);
  sql.prepare();
  const core = new SearchIndexCore(sql);
  const places = new Map<string, number>();
  return {
    sql,
    core,
    storage,
    say(chatId: string, title: string, ...texts: string[]) {
      const after = places.get(chatId) ?? 0;
      const upTo = after + texts.length + 1;
      places.set(chatId, upTo);
      return core.report({
        chatId,
        title,
        updatedAt: (clock += 1000),
        after,
        upTo,
        messages: texts.map((text, at) => message(`${chatId}-${after + at}`, text)),
      });
    },
    find(q: string, options: { chatId?: string; cursor?: string | null; limit?: number } = {}) {
      const page = core.search(q, { chatId: options.chatId ?? null, cursor: options.cursor ?? null, limit: options.limit ?? 20 });
      if (page === null) throw new Error("not a cursor");
      return page;
    },
    ids(q: string) {
      return this.find(q).hits.map((hit) => hit.messageId ?? `title of ${hit.chatId}`);
    },
  };
}

describe("search", () => {
  test.each([
    ["CRÈME", "Crème brûlée"],
    ["creme brulee", "Crème brûlée"],
    ["bru", "Crème brûlée"],
    ['"creme bru', "Crème brûlée"],
    ["strasse", "Straße"],
    ["ﬁle", "the file"],
    ["京都", "東京都庁です"],
    ["東京都庁", "新しい東京都庁です"],
    ["국어", "한국어를 배운다"],
    ["ไทย", "ภาษาไทยง่าย"],
    ["学习", "我们学习中文"],
    ["c++", "I like C++ more"],
    ["🥰", "thank you 🥰"],
    ["NEAR(", "near( the sea"],
    ["AND OR NOT", "and, or, not"],
    ["a-b", "an a-b test"],
    ["text:word", "the text: word"],
    ["кафе", "Кафе́ у моря"],
  ])("%s finds “%s”", (query, text) => {
    const found = index();
    found.say("one", "", "something else altogether", text);
    expect(found.ids(query)).toEqual(["one-1"]);
  });

  test.each(['"', "*", "-", ":", "()", "'; DROP TABLE chat; --", '"""', '" "', "^", "\u0000\u0000", "{col}: x"])(
    "%j is words or nothing, never an error",
    (query) => {
      const found = index();
      found.say("one", "A title", "some words");
      expect(() => found.find(query)).not.toThrow();
    },
  );

  test("[P48] nothing and one letter are too short to look for", () => {
    for (const short of ["", "  ", "a", " é ", "東", "7"]) expect(isTooShort(short), short).toBe(true);
    for (const long of ["ab", "東京", "a b"]) expect(isTooShort(long), long).toBe(false);
  });

  test("[P50] a title comes before words, a whole word before a beginning, the newer before the older", () => {
    const found = index();
    found.say("one", "", "sugar in the morning");
    found.say("two", "", "sugar in the evening");
    found.say("three", "", "sugary words");
    found.say("four", "All about sugar", "nothing of it");
    expect(found.ids("sugar")).toEqual(["title of four", "two-0", "one-0", "three-0"]);
  });

  test("[P50] pages have every hit once, whatever comes in between", () => {
    const found = index();
    for (let at = 0; at < 7; at += 1) found.say(`chat${at}`, at % 2 === 0 ? `Apple ${at}` : "", `apple number ${at}`, `apples ${at}`);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = found.find("apple", { cursor, limit: 3 });
      seen.push(...page.hits.map((hit) => `${hit.chatId}/${hit.messageId}`));
      cursor = page.next;
      if (cursor !== null) found.say("later", "", `apple while paging ${seen.length}`);
    } while (cursor !== null);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((id) => !id.startsWith("later"))).toHaveLength(4 + 7 + 7);
    expect(found.core.search("apple", { chatId: null, cursor: "no such", limit: 3 })).toBeNull();
  });

  test("a conversation is looked through alone", () => {
    const found = index();
    found.say("one", "Tea", "green tea");
    found.say("two", "", "black tea");
    expect(found.find("tea", { chatId: "two" }).hits.map((hit) => hit.messageId)).toEqual(["two-0"]);
    expect(found.find("tea", { chatId: "never made" }).hits).toEqual([]);
  });

  test("[P50] snippets hold what was found, at most 240 characters, and say where it stands", () => {
    const found = index();
    found.say("one", "", `${"long ago ".repeat(200)}the Crème\nbrûlée\u202e burned ${"and then ".repeat(200)}`);
    const [hit] = found.find("creme brul").hits;
    expect(hit?.snippet.length).toBeLessThanOrEqual(MAX_SNIPPET);
    expect(hit?.matches.map(([start, end]) => hit.snippet.slice(start, end))).toEqual(["Crème", "brûlée"]);
    // oxlint-disable-next-line no-control-regex -- that none is there is the point
    expect(hit?.snippet).not.toMatch(/[\u0000-\u001f\u202e]/);
    expect(found.find("京").hits).toEqual([]);
  });

  test("what changed is found anew and no longer as it was; what is told twice stands once", () => {
    const found = index();
    const reported = {
      chatId: "one",
      updatedAt: clock,
      after: 0,
      upTo: 3,
      messages: [{ id: "a", role: "user" as const, text: "apples", at: clock }],
    };
    found.core.report({ ...reported, title: "First" });
    found.core.report({ ...reported, title: "First" });
    expect(found.ids("apples")).toEqual(["a"]);
    found.core.report({ ...reported, title: "Second", after: 3, upTo: 5, messages: [{ id: "a", role: "user", text: "pears", at: clock }] });
    expect([found.ids("apples"), found.ids("pears"), found.ids("first"), found.ids("second")]).toEqual([[], ["a"], [], ["title of one"]]);
  });

  test("a report that begins behind what is known is a gap, and the conversation is asked for the rest", () => {
    const found = index();
    found.say("one", "", "known words");
    expect(found.core.report({ chatId: "one", title: "", updatedAt: clock, after: 90, upTo: 99, messages: [] })).toEqual({ known: 2 });
    found.core.forget("one");
    expect(found.ids("known")).toEqual([]);
    expect(found.core.report({ chatId: "one", title: "", updatedAt: clock, after: 2, upTo: 4, messages: [] })).toEqual({ known: 0 });
  });

  test("[I10] of a deleted conversation no word is found, taken again, or left in a live row of any table", () => {
    const found = index();
    for (let at = 0; at < 300; at += 1) found.say(`kept${at}`, `Kept ${at}`, `ordinary words number ${at} stay where they are`);
    for (let at = 0; at < 40; at += 1) found.say("gone", "Xylophone", `quetzal${at} jacaranda zyzzyva${at}`);
    expect(found.ids("jacaranda")).toHaveLength(20);
    found.core.remove("gone");
    expect([found.ids("jacaranda"), found.ids("xylophone"), found.ids("quetzal7")]).toEqual([[], [], []]);
    found.say("gone", "Xylophone", "jacaranda again");
    expect(found.ids("jacaranda")).toEqual([]);
    expect(found.ids("ordinary")).toHaveLength(20);
    const tables = found.storage
      .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'")
      .toArray();
    const left = tables.flatMap(({ name }) =>
      found.storage
        .exec(`SELECT * FROM "${name}"`)
        .toArray()
        .flatMap((row) => Object.values(row))
        .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : String(value)))
        .filter((value) => /quetzal|jacaranda|zyzzyva|xylophone/i.test(value)),
    );
    expect(tables.length).toBeGreaterThan(8);
    expect(left).toEqual([]);
  });

  test("a long answer is found to its last word, and once", () => {
    const found = index();
    found.say("one", "", `${"first ".repeat(60_000)}middle ${"second ".repeat(60_000)}last`);
    expect([found.ids("middle"), found.ids("last")]).toEqual([["one-0"], ["one-0"]]);
    expect(found.ids("second")).toEqual(["one-0"]);
  });

  test("folding loses neither vowel signs nor syllables", () => {
    expect(fold("हिन्दी")).toBe("हिन्दी".normalize("NFC"));
    expect(fold("한글")).toBe("한글");
    expect(fold("が")).toBe("が");
  });
});

test("[I14] more messages of one millisecond than it has places for are taken in beside those of the next one", () => {
  const { core, sql } = index();
  const at = 1_800_000_000_000;
  const words = { role: "user" as const, text: "tea" };
  core.report({
    chatId: "c",
    title: "",
    updatedAt: at,
    after: 0,
    upTo: 1,
    messages: [{ ...words, id: "next", at: at + 1 }, ...Array.from({ length: 1_030 }, (_, number) => ({ ...words, id: `m${number}`, at }))],
  });
  expect(sql.count()).toBe(1_031);
});

test("[I14] messages of a conversation without times, which share a millisecond, do not look through each other for a place", () => {
  const { core, sql, storage } = index();
  const asked = vi.spyOn(storage, "exec");
  const messages = Array.from({ length: 1_100 }, (_, number) => ({
    id: `m${number}`,
    role: "user" as const,
    text: "tea",
    at: 1_800_000_000_000,
  }));
  core.report({ chatId: "c", title: "", updatedAt: 1_800_000_000_000, after: 0, upTo: 1, messages });
  expect(sql.count()).toBe(1_100);
  const from = asked.mock.calls.filter(([query]) => query.includes("NOT EXISTS")).map(([, taken]) => Number(taken));
  expect(from).toHaveLength(1_100 - 1_024);
  expect(new Set(from).size).toBe(from.length);
});
