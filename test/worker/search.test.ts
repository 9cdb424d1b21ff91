/** Search through the API: fed by the alarm after an answer, own words only, nothing of what is deleted. */
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { SearchPage } from "../../src/protocol/search.ts";
import { chatgptConversation } from "../unit/transfer/documents.ts";
import { alarm, ask, chatStub, crash, idle, send } from "./bookkeeping.ts";
import { call, json, newChat } from "./tab.ts";

const find = (as: string, q: string, more = "") => json<SearchPage>(call(`/api/search?q=${encodeURIComponent(q)}${more}`, { as }));
const ids = async (as: string, q: string, more = "") => (await find(as, q, more)).hits.map(({ messageId }) => messageId);
const indexOf = (as: string) => env.SEARCH.getByName(as);

describe("search", () => {
  it("[P48] finds questions, answers and titles after the alarm, and tells where", async () => {
    const as = "finder@example.com";
    const chat = await newChat({ title: "Gardening notes" }, as);
    const { answerId } = await send(chat, as, "When do I plant Dahlias? /gen tokens=3 log=never");
    await idle(chat, as);
    await alarm(as, chat);
    const { hits, next } = await find(as, "dahl");
    expect(next).toBeNull();
    expect(hits).toHaveLength(1);
    expect(hits[0]).toMatchObject({ chatId: chat, title: "Gardening notes", role: "user" });
    const [start, end] = hits[0]?.matches[0] ?? [0, 0];
    expect(hits[0]?.snippet.slice(start, end)).toBe("Dahlias");
    expect(await ids(as, "w0")).toEqual([answerId]);
    expect(await ids(as, "gardening")).toEqual([null]);
    expect(await ids(as, "dahlias", `&chatId=${chat}`)).toHaveLength(1);
    expect(await ids(as, "dahlias", "&chatId=another")).toEqual([]);
  });

  it("[I9] looks through one's own words alone", async () => {
    const chat = await newChat({ title: "Named" }, "owner-of-search@example.com");
    await ask(chat, "owner-of-search@example.com", "a secret pomegranate /gen tokens=1 log=never");
    await alarm("owner-of-search@example.com", chat);
    expect(await ids("owner-of-search@example.com", "pomegranate")).toHaveLength(1);
    expect(await ids("stranger-of-search@example.com", "pomegranate")).toEqual([]);
    expect(await ids("stranger-of-search@example.com", "pomegranate", `&chatId=${chat}`)).toEqual([]);
  });

  it.each(["q=", "q=%20%20", "q=a", "", "q=ab&limit=0", "q=ab&limit=51", "q=ab&cursor=nonsense"])("?%s is refused", async (query) => {
    expect((await call(`/api/search?${query}`, { as: "finder@example.com" })).status).toBe(400);
  });

  it("a new title is found and the old one is not", async () => {
    const as = "renamer@example.com";
    const chat = await newChat({ title: "Rhubarb" }, as);
    await ask(chat, as, "hello /gen tokens=1 log=never");
    await alarm(as, chat);
    await call(`/api/chats/${chat}`, { as, method: "PATCH", body: { title: "Artichoke" } });
    await alarm(as, chat);
    expect([await ids(as, "rhubarb"), await ids(as, "artichoke")]).toEqual([[], [null]]);
  });

  it("[I10] nothing of a deleted conversation is found, and no word of it stays in the index", async () => {
    const as = "deleter@example.com";
    const chat = await newChat({ title: "Xylophone" }, as);
    await ask(chat, as, "the quetzal flies /gen tokens=1 log=never");
    await alarm(as, chat);
    expect(await ids(as, "quetzal")).toHaveLength(1);
    // A report that was on its way when the conversation was deleted comes too late.
    const late = {
      chatId: chat,
      title: "Xylophone",
      updatedAt: 1,
      after: 0,
      upTo: 99,
      messages: [{ id: "x", role: "user" as const, text: "quetzal", at: 1 }],
      isMore: false,
    };
    await call(`/api/chats/${chat}`, { as, method: "DELETE" });
    await indexOf(as).report(late);
    expect([await ids(as, "quetzal"), await ids(as, "xylophone")]).toEqual([[], []]);
    const left = await runInDurableObject(indexOf(as), (_index, { storage }) =>
      storage.sql
        .exec<{ name: string }>(
          "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
        )
        .toArray()
        .flatMap(({ name }) => storage.sql.exec(`SELECT * FROM "${name}"`).toArray())
        .flatMap((row) => Object.values(row))
        .map((value) => (value instanceof ArrayBuffer ? new TextDecoder("latin1").decode(value) : String(value)))
        .filter((text) => /quetzal|xylophone/i.test(text)),
    );
    expect(left).toEqual([]);
  });

  it("a temporary conversation is never in the index", async () => {
    const as = "passing-of-search@example.com";
    const chat = await newChat({ temporary: true, title: "Named" }, as);
    await ask(chat, as, "ephemeral words /gen tokens=1 log=never");
    await alarm(as, chat);
    expect(await ids(as, "ephemeral")).toEqual([]);
  });

  it("[I6] what was said before a crash is indexed after it, once; an index that lost it is told again", async () => {
    const as = "crasher@example.com";
    const chat = await newChat({ title: "Named" }, as);
    await ask(chat, as, "before the persimmon /gen tokens=1 log=never");
    await crash(chatStub(as, chat));
    await call(`/api/chats/${chat}`, { as });
    await alarm(as, chat);
    expect(await ids(as, "persimmon")).toHaveLength(1);
    await runInDurableObject(indexOf(as), (_index, { storage }) => storage.deleteAll());
    await crash(indexOf(as));
    await ask(chat, as, "after the persimmon /gen tokens=1 log=never");
    await alarm(as, chat);
    expect(await ids(as, "persimmon")).toHaveLength(2);
  });

  it("an import is found", async () => {
    const as = "importer@example.com";
    await call("/api/import", { as, body: [chatgptConversation] });
    await alarm(as, "chatgpt-gpt-1");
    expect(await ids(as, "green tea")).toEqual(["q1.a"]);
    expect(await ids(as, '"and white"')).toEqual(["q2"]);
  });

  it("[I12] the index costs a conversation one row more after an answer, and nothing before its end", async () => {
    const as = "counter@example.com";
    const chat = await newChat({ title: "Named" }, as);
    await ask(chat, as, "count my rows /gen tokens=5 log=never");
    const rows = async () => (await json<{ rowsWritten: number }>(call(`/api/chats/${chat}/stats`, { as }))).rowsWritten;
    const indexed = async () =>
      runInDurableObject(chatStub(as, chat), (_chat, { storage }) => storage.sql.exec("SELECT indexed_seq FROM chat").one()["indexed_seq"]);
    expect(await indexed()).toBe(0);
    const before = await rows();
    expect(before).toBeGreaterThan(0);
    await runDurableObjectAlarm(chatStub(as, chat));
    expect(await indexed()).toBeGreaterThan(0);
    // The alarm's own: settled and flushed in one change, what the index knows in another.
    expect((await rows()) - before).toBeLessThanOrEqual(3);
  });
});
