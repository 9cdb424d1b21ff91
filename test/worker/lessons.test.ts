/** What a person's object learns of finished calls: better guesses for the next conversation, and what was simulated. */
import { abortAllDurableObjects, runInDurableObject } from "cloudflare:test";
import { expect, it } from "vitest";
import type { ChatSummary, Estimate } from "../../src/protocol/http.ts";
import { ACCOUNT_OF_AN_AGENT, KEYS_OF_AN_AGENT, SWEEP_PLANNED_MS } from "../storage/account-of-an-agent.ts";
import { accountStub, ask, receiptsOf, walletOf } from "./bookkeeping.ts";
import { call, json, newChat } from "./tab.ts";

const estimate = (as: string, body: object): Promise<Estimate> => json(call("/api/estimate", { as, body }));
const listed = async (as: string): Promise<ChatSummary[]> => (await json<{ chats: ChatSummary[] }>(call("/api/chats", { as }))).chats;

it("[I12] a first message is estimated by what the model took in other conversations, at no row more", async () => {
  const as = "learner@example.com";
  const text = "/gen tokens=40 log=never";
  const unknown = await estimate(as, { text, model: "embedded/tally" });
  expect(unknown.outputTokens).toBe(500);
  const chat = await newChat({ title: "Named" }, as);
  const rowsOf = (): Promise<number> => runInDurableObject(accountStub(as), (object) => object.rowsWritten());
  const before = await rowsOf();
  await ask(chat, as, text);
  await expect.poll(async () => (await walletOf(as)).heldNanoUsd).toBe(0);
  expect((await rowsOf()) - before).toBeLessThanOrEqual(4);
  const taken = (await receiptsOf(chat, as)).receipts[0];
  const known = await estimate(as, { text, model: "embedded/tally" });
  expect(known).toMatchObject({ outputTokens: 40, inputTokens: taken?.inputTokens });
  // Another model has taught nothing, and a crash forgets nothing.
  expect((await estimate(as, { text, model: "embedded/costly" })).outputTokens).toBe(500);
  await abortAllDurableObjects();
  expect(await estimate(as, { text, model: "embedded/tally" })).toMatchObject({ outputTokens: 40, inputTokens: taken?.inputTokens });
});

it("a sum is marked as simulated where it is one, and nowhere before", async () => {
  const as = "marked@example.com";
  const chat = await newChat({ title: "Named" }, as);
  expect((await walletOf(as)).simulated).toBe(false);
  expect((await listed(as))[0]).toMatchObject({ id: chat, costNanoUsd: 0, simulated: false });
  await ask(chat, as, "/gen tokens=10");
  await expect.poll(async () => (await listed(as))[0]).toMatchObject({ simulated: true });
  expect((await walletOf(as)).simulated).toBe(true);
  const real = await newChat({ title: "Real", model: "openai/echo" }, as);
  await ask(real, as, "Hello");
  await expect.poll(async () => (await walletOf(as)).simulated).toBe(false);
  expect((await listed(as)).map(({ id, simulated }) => [id, simulated])).toEqual([
    [real, false],
    [chat, true],
  ]);
});

it("a person's object that was an Agent opens with its list, its preferences and its planned deletion, and keeps nothing of the class", async () => {
  const as = "earlier@example.com";
  await runInDurableObject(accountStub(as), async (_object, { storage }) => {
    const tables = storage.sql
      .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%cf%'")
      .toArray();
    for (const { name } of tables) storage.sql.exec(`DROP TABLE ${name}`);
    storage.sql.exec(ACCOUNT_OF_AN_AGENT);
    for (const [key, version] of KEYS_OF_AN_AGENT) storage.kv.put(key, version);
    await storage.sync();
  });
  await abortAllDurableObjects();
  expect((await listed(as)).map(({ title, pinned, costNanoUsd }) => [title, pinned, costNanoUsd])).toEqual([["Kept", true, 231]]);
  expect(await json(call("/api/me", { as }))).toMatchObject({
    preferences: { retentionDays: 30, theme: "dark" },
    // The conversation of its hold is none that this server knows.
    wallet: { limitNanoUsd: 5_000_000_000, spentNanoUsd: 331, heldNanoUsd: 0 },
  });
  await runInDurableObject(accountStub(as), async (_object, { storage }) => {
    expect(await storage.getAlarm()).toBe(SWEEP_PLANNED_MS);
    expect([...storage.kv.list()]).toEqual([]);
    expect(storage.sql.exec("SELECT name FROM sqlite_master WHERE name LIKE '%agent%'").toArray()).toEqual([]);
  });
  // What it says live is what it said before.
  const chat = await newChat({ title: "New", model: "embedded/tally" }, as);
  expect((await listed(as)).map(({ id, title }) => [id === chat, title])).toContainEqual([true, "New"]);
});
