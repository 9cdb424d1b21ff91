/** The list of conversations: each stands in it once, whatever runs, is pinned, made or deleted meanwhile. */
import { abortAllDurableObjects, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import type { ChatSummary, Me } from "../../src/protocol/http.ts";
import { accountStub, ask, chatStub, idle, send } from "./bookkeeping.ts";
import { call, json, newChat, stored } from "./tab.ts";

type Page = { chats: ChatSummary[]; next: string | null };

async function page(as: string, query: Record<string, string> = {}): Promise<Page> {
  const response = await call(`/api/chats?${new URLSearchParams(query).toString()}`, { as });
  expect(response.status).toBe(200);
  return response.json();
}

/** Every page, as `next` says. */
async function pages(as: string, query: Record<string, string> = {}): Promise<string[][]> {
  const all: string[][] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const got: Page = await page(as, { ...query, ...(cursor === "" ? {} : { cursor }) });
    all.push(got.chats.map(({ id }) => id));
    cursor = got.next;
  }
  return all;
}

/** Conversations of the list alone, oldest first, as if they had been there for long. */
async function fill(as: string, count: number, change: (index: number) => object = () => ({})): Promise<string[]> {
  const ids = Array.from({ length: count }, (_, index) => `n${String(index).padStart(5, "0")}`);
  await runInDurableObject(accountStub(as), (_object, { storage: { sql } }) => {
    for (const [index, id] of ids.entries()) {
      const row: Record<string, SqlStorageValue> = {
        id,
        title: `Title ${index}`,
        model: "embedded/tally",
        created_at: 1,
        updated_at: 1_000 + index,
        pinned: 0,
        archived: 0,
        temporary: 0,
        messages: 2,
        cost: 0,
        seq: 0,
        deleted: 0,
        ...change(index),
      };
      const names = Object.keys(row);
      sql.exec(`INSERT INTO conversation (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")})`, ...Object.values(row));
    }
  });
  return ids;
}

const patch = (as: string, id: string, body: object): Promise<Response> => call(`/api/chats/${id}`, { as, method: "PATCH", body });

describe("pages of conversations", () => {
  it("hold each once while an old one runs, which stands first", async () => {
    const as = "running@example.com";
    const oldest = await newChat({ title: "Oldest" }, as);
    await runInDurableObject(accountStub(as), (_object, { storage }) => void storage.sql.exec("UPDATE conversation SET updated_at = 1"));
    await fill(as, 120);
    await send(oldest, as, "/gen tokens=2000 rate=200 log=never");
    const all = await pages(as);
    expect(all.map(({ length }) => length)).toEqual([50, 50, 21]);
    expect(new Set(all.flat()).size).toBe(121);
    expect(all[0]?.[0]).toBe(oldest);
    await call(`/api/chats/${oldest}/stop`, { as, body: {} });
    await idle(oldest, as);
    expect((await pages(as))[0]?.[0]).toBe(oldest);
  });

  it("[P38] begin with the pinned ones, however old, among archived ones too, in an order that stays", async () => {
    const as = "pinned@example.com";
    const ids = await fill(as, 130, (index) => ({ pinned: index < 60 && index % 2 === 0 ? 1 : 0, updated_at: 1_000 }));
    const pinned = ids.filter((_, index) => index < 60 && index % 2 === 0).toReversed();
    const [first = [], ...rest] = await pages(as);
    expect(first.slice(0, 30)).toEqual(pinned);
    expect([...first, ...rest.flat()]).toEqual([...pinned, ...ids.filter((id) => !pinned.includes(id)).toReversed()]);
    await runInDurableObject(accountStub(as), (_object, { storage }) => void storage.sql.exec("UPDATE conversation SET archived = 1"));
    expect(await pages(as, { archived: "1" })).toEqual([first, ...rest]);
    expect(await pages(as)).toEqual([[]]);
  });

  it("go on where they were although the conversation at their end was pinned, unpinned or deleted meanwhile", async () => {
    const as = "cursor@example.com";
    const ids = (await fill(as, 120, (index) => ({ pinned: index < 70 ? 1 : 0 }))).toReversed();
    const inOrder = [...ids.slice(50), ...ids.slice(0, 50)];
    const first = await page(as);
    expect(first.chats.map(({ id }) => id)).toEqual(inOrder.slice(0, 50));
    await runInDurableObject(accountStub(as), (account) => account.deleteChat(inOrder[49] ?? ""));
    const second = await page(as, { cursor: first.next ?? "" });
    expect(second.chats.map(({ id }) => id)).toEqual(inOrder.slice(50, 100));
    const last = second.chats.at(-1)?.id ?? "";
    await runInDurableObject(
      accountStub(as),
      (_object, { storage }) => void storage.sql.exec("UPDATE conversation SET pinned = 1 WHERE id = ?", last),
    );
    expect((await page(as, { cursor: second.next ?? "" })).chats.map(({ id }) => id)).toEqual(inOrder.slice(100));
    expect((await call("/api/chats?cursor=nonsense", { as })).status).toBe(400);
  });

  it("are filtered by titles, without regard to case and accents, over all conversations", async () => {
    const as = "filter@example.com";
    await fill(as, 300, (index) => ({ title: index === 3 ? "Crème brûlée für ÄLTERE" : index % 2 === 0 ? "100% TEA_time" : "Coffee" }));
    expect((await page(as, { q: "altere CREME" })).chats.map(({ id }) => id)).toEqual(["n00003"]);
    expect((await pages(as, { q: "tea" })).map(({ length }) => length)).toEqual([50, 50, 50]);
    expect((await pages(as, { q: "100% _" })).flat()).toHaveLength(150);
    expect(await pages(as, { q: "%tea" })).toEqual([[]]);
    expect((await pages(as, { q: " " })).flat()).toHaveLength(300);
    expect(await pages(as, { q: "tea", archived: "1" })).toEqual([[]]);
    expect((await call(`/api/chats?q=${"x".repeat(201)}`, { as })).status).toBe(400);
  });

  it("of a filter that finds little end after a bounded look, and go on", async () => {
    const as = "many-of-list@example.com";
    await fill(as, 20_100, (index) => ({ title: index === 5 ? "Needle" : "Hay" }));
    const first = await page(as, { q: "needle" });
    expect(first.chats).toEqual([]);
    expect(first.next).not.toBeNull();
    expect(await pages(as, { q: "needle" })).toEqual([[], ["n00005"]]);
  });
});

describe("changes", () => {
  it("of title and pin are all or nothing, and put a conversation back that the list had lost", async () => {
    const as = "half@example.com";
    const chat = await newChat({ title: "Old" }, as);
    expect((await patch(as, chat, { title: "New", pinned: true, model: "no/such" })).status).toBe(422);
    expect(await json(call(`/api/chats/${chat}`, { as }))).toMatchObject({ title: "Old", pinned: false });
    await runInDurableObject(accountStub(as), (_object, { storage }) => void storage.sql.exec("DELETE FROM conversation"));
    expect((await patch(as, chat, { title: "New", pinned: true })).status).toBe(200);
    expect(await json(call(`/api/chats/${chat}`, { as }))).toMatchObject({ title: "New", pinned: true });
    expect((await page(as)).chats).toMatchObject([{ id: chat, title: "New", pinned: true }]);
    expect((await patch(as, "nobody", { pinned: true })).status).toBe(404);
    expect((await pages(as)).flat()).toEqual([chat]);
  });

  it("[P4] write no row under an id that nobody can send again", async () => {
    const as = "rows-of-list@example.com";
    const chat = await newChat({ title: "Old" }, as);
    for (let index = 0; index < 5; index += 1) await patch(as, chat, { title: `New ${index}` });
    const count = await runInDurableObject(chatStub(as, chat), (_object, { storage }) =>
      storage.sql.exec("SELECT count(*) AS n FROM command").one(),
    );
    expect(count).toEqual({ n: 0 });
  });

  it("that race leave the list and the conversations agreed: made, changed and deleted at once, whichever came first", async () => {
    const as = "race-of-list@example.com";
    const person = accountStub(as);
    const settings = {
      title: "Raced",
      model: null,
      system: null,
      temporary: false,
      effort: null,
      maxCostNanoUsd: null,
      tools: [],
      projectId: null,
    };
    for (let round = 0; round < 8; round += 1) {
      const id = `r${round}`;
      const make = async (): Promise<unknown> => person.createChat({ id, ...settings });
      const remove = async (): Promise<unknown> => person.deleteChat(id);
      const pin = async (): Promise<unknown> => person.patchChat(id, { own: {}, listed: { pinned: true } });
      const orders = [
        () => [make(), remove()],
        () => [remove(), make()],
        () => [make(), remove(), make()],
        () => [make(), remove(), pin()],
      ];
      await Promise.all(orders[round % orders.length]?.() ?? []);
      const exists = (await call(`/api/chats/${id}`, { as })).status === 200;
      expect((await pages(as)).flat().includes(id), `round ${round}`).toBe(exists);
      await remove();
    }
    expect((await pages(as)).flat()).toEqual([]);
  });

  it("money for a call in a deleted conversation is refused as not there, not as a budget that is empty", async () => {
    const as = "gone@example.com";
    const chat = await newChat({ title: "Gone" }, as);
    await call(`/api/chats/${chat}`, { as, method: "DELETE" });
    const answer = await accountStub(as).hold({
      runId: "r",
      chatId: chat,
      worstNanoUsd: 1,
      leastNanoUsd: 1,
      title: "",
      model: "embedded/tally",
      createdAt: 1,
      nowMs: 1,
    });
    expect(answer).toEqual({ granted: false, why: "gone" });
  });

  it("of preferences wait for one another: the last one counts", async () => {
    const as = "prefs@example.com";
    const set = (preferences: object): Promise<Response> => call("/api/me", { as, method: "PATCH", body: { preferences } });
    await Promise.all([set({ retentionDays: 30 }), set({ theme: "dark" }), set({ retentionDays: null }), set({ retentionDays: 60 })]);
    const { preferences } = await json<Me>(call("/api/me", { as }));
    expect(preferences).toMatchObject({ theme: "dark", retentionDays: 60, favouriteModels: [] });
    expect((await set({ favouriteModels: ["embedded/costly", "gone/by-now"] })).status).toBe(200);
    expect((await set({ favouriteModels: Array.from({ length: 51 }, (_, index) => `m/${index}`) })).status).toBe(400);
    expect((await json<Me>(call("/api/me", { as }))).preferences.favouriteModels).toEqual(["embedded/costly", "gone/by-now"]);
  });
});

describe("what a newer version stored", () => {
  it("[I14] of preferences neither locks a person out nor is lost", async () => {
    const as = "newer@example.com";
    await runInDurableObject(
      accountStub(as),
      (_object, { storage }) =>
        void storage.sql.exec(
          `UPDATE person SET preferences = '{"theme":"sepia","system":"Short.","sendWith":"mod-enter","voice":"calm"}'`,
        ),
    );
    await abortAllDurableObjects();
    const { preferences } = await json<Me>(call("/api/me", { as }));
    expect(preferences).toMatchObject({ theme: "system", system: "Short.", sendWith: "mod-enter" });
    const chat = await newChat({ title: "Named" }, as);
    expect(await ask(chat, as, "/gen tokens=2 log=never")).toBe(202);
    expect((await stored(chat, as)).messages.at(-1)?.status).toBe("done");
    await call("/api/me", { as, method: "PATCH", body: { preferences: { system: "Long." } } });
    const column = await runInDurableObject(accountStub(as), (_object, { storage }) =>
      storage.sql.exec<{ preferences: string }>("SELECT preferences FROM person").one(),
    );
    expect(JSON.parse(column.preferences)).toMatchObject({ theme: "sepia", voice: "calm", system: "Long." });
  });
});
