/** What is stored about a person, what is left of what was deleted, and an index that is made anew. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import type { DeletionReceipt, StoredPart } from "../../src/protocol/stored.ts";
import { PUSH_KEYS } from "./authorization-table.ts";
import { ADMIN, accountStub, alarm, ask, sleep, spendOf, walletOf } from "./bookkeeping.ts";
import { call, json, newChat, Tab } from "./tab.ts";

const found = async (as: string, q: string): Promise<number> =>
  (await json<{ hits: object[] }>(call(`/api/search?q=${q}`, { as }))).hits.length;

it("[I10] [P64] [P65] says store by store what is there, deletes all of it in one go, and keeps numbers that say when", async () => {
  const as = "leaving@example.com";
  await call("/api/me", { as, method: "PATCH", body: { preferences: { system: "secretword" } } });
  await call("/api/projects", { as, body: { id: "p", name: "secretword" } });
  await call("/api/presets", { as, body: { name: "secretword", system: "secretword" } });
  await call("/api/mcp", { as, body: { name: "secretword", url: "https://mcp.example/", headers: { "X-Key": "secretword" } } });
  await call("/api/tools/web_search", { as, method: "PATCH", body: { policy: "never" } });
  const chats = [await newChat({ projectId: "p", title: "secretword" }, as), await newChat({}, as)];
  for (const chat of chats) await ask(chat, as, "secretword /gen tokens=3 log=never");
  await call(`/api/chats/${chats[0]}/shares`, { as, body: {} });
  await sleep(3_100);
  for (const chat of chats) await alarm(as, chat);
  await expect.poll(() => found(as, "secretword")).toBeGreaterThan(1);
  await call("/api/push", { as, body: { endpoint: "http://127.0.0.1:9/leaving", keys: PUSH_KEYS } });
  const counts = async () =>
    Object.fromEntries((await json<{ parts: StoredPart[] }>(call("/api/me/data", { as }))).parts.map(({ store, count }) => [store, count]));
  expect(await counts()).toMatchObject({
    conversations: 2,
    list: 2,
    projects: 1,
    presets: 1,
    tools: 2,
    pushes: 1,
    preferences: 1,
    shares: 1,
    deletions: 0,
    books: 2,
  });
  type Inside = { chats: number; files: number; fileBytes: number; drafts: number };
  const inside = () => json<Inside>(call("/api/me/data/chats", { as }));
  const file = await call(`/api/chats/${chats[1]}/files?name=a.txt`, { as, raw: "secretword", method: "POST" });
  const { id: fileId } = await file.json<{ id: string }>();
  expect(await inside()).toEqual({ chats: 2, files: 1, fileBytes: 10, drafts: 0, next: null });
  await call(`/api/chats/${chats[1]}/draft/files/${fileId}`, { as, method: "PUT" });
  const tab = new Tab(chats[0] ?? "", as);
  await tab.isLive();
  tab.live.setDraft("secretword");
  await expect.poll(async () => (await inside()).drafts).toBe(2);
  tab.close();
  expect(await json(call(`/api/me/data/chats?cursor=${chats.toSorted()[0]}`, { as }))).toMatchObject({ chats: 1, next: null });
  const before = await walletOf(as);
  expect(await json(call("/api/me/data", { as, method: "DELETE" }))).toEqual({ deleted: { chats: 2 }, left: 0 });
  expect(await counts()).toEqual({
    conversations: 0,
    list: 0,
    index: 0,
    projects: 0,
    presets: 0,
    tools: 0,
    pushes: 0,
    preferences: 0,
    shares: 0,
    deletions: 2,
    books: 2,
  });
  expect(await inside()).toEqual({ chats: 0, files: 0, fileBytes: 0, drafts: 0, next: null });
  expect(await found(as, "secretword")).toBe(0);
  const stored = await runInDurableObject(accountStub(as), (_person, { storage }) =>
    ["person", "conversation", "project", "preset", "tool", "mcp_server", "deletion", "push_browser", "push_notice"].map((table) =>
      storage.sql.exec(`SELECT * FROM ${table}`).toArray(),
    ),
  );
  expect(JSON.stringify(stored)).not.toContain("secretword");
  expect((await walletOf(as)).spentNanoUsd).toBe(before.spentNanoUsd);
  expect((await spendOf(as)).totalNanoUsd).toBe(before.spentNanoUsd);
  const { deletions } = await json<{ deletions: DeletionReceipt[] }>(call("/api/deletions", { as }));
  expect(deletions.map(({ chatId, reason, messages }) => [chatId, reason, messages])).toEqual(
    chats.toSorted().map((chat) => [chat, "everything", 2]),
  );
  const csv = await (await call("/api/deletions.csv", { as })).text();
  expect(csv.split("\r\n")).toHaveLength(4);
  expect(csv).not.toContain("secretword");
  expect((await json<{ deletions: object[] }>(call("/api/deletions", { as: "other-of-stored@example.com" }))).deletions).toEqual([]);
});

it("[P66] an index that lost everything is made anew from the conversations, and what was deleted stays out", async () => {
  const as = "indexed@example.com";
  const [kept, gone] = [await newChat({ title: "Kept" }, as), await newChat({ title: "Gone" }, as)];
  for (const chat of [kept, gone]) {
    await ask(chat, as, "marigold /gen tokens=3 log=never");
    await sleep(3_100);
    await alarm(as, chat);
  }
  await expect.poll(() => found(as, "marigold")).toBe(2);
  await call(`/api/chats/${gone}`, { as, method: "DELETE" });
  await runInDurableObject(env.SEARCH.getByName(as), (_index, { storage }) => {
    for (const { id } of storage.sql.exec<{ id: string }>("SELECT id FROM chat WHERE deleted = 0").toArray())
      storage.sql.exec("UPDATE chat SET title = '', known = 0 WHERE id = ?", id);
    storage.sql.exec("DELETE FROM message");
  });
  expect(await found(as, "marigold")).toBe(0);
  expect((await call(`/api/admin/reindex?person=${as}`, { as, method: "POST" })).status).toBe(404);
  const result = await json(call(`/api/admin/reindex?person=${as}`, { as: ADMIN, method: "POST" }));
  expect(result).toEqual({ chats: 1, people: 1, next: null });
  expect(await found(as, "marigold")).toBe(1);
  type Part = { people: number; next: { person: string; chatId: string | null } | null };
  const reindex = (query: Record<string, string>): Promise<Part> =>
    json<Part>(call(`/api/admin/reindex?${new URLSearchParams(query)}`, { as: ADMIN, method: "POST" }));
  let part = await reindex({});
  let { people } = part;
  while (part.next !== null) {
    const { person, chatId } = part.next;
    part = await reindex({ after: person, ...(chatId === null ? {} : { afterChat: chatId }) });
    people += part.people;
  }
  expect(people).toBeGreaterThan(0);
  expect(await found(as, "marigold")).toBe(1);
});
