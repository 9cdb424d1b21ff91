/** What a person's object learns of finished calls: better guesses for the next conversation, and what was simulated. */
import { abortAllDurableObjects, runInDurableObject } from "cloudflare:test";
import { expect, it } from "vitest";
import type { ChatSummary, Estimate } from "../../src/protocol/http.ts";
import { AccountSql } from "../../src/account/sql.ts";
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

it("a person's object of an earlier version gets the new columns, and keeps its list", async () => {
  const as = "earlier@example.com";
  const chat = await newChat({ title: "Kept" }, as);
  await runInDurableObject(accountStub(as), (_object, { storage: { sql } }) => {
    for (const column of ["simulated", "lesson"]) sql.exec(`ALTER TABLE conversation DROP COLUMN ${column}`);
    new AccountSql(sql).prepare();
    new AccountSql(sql).prepare();
  });
  expect((await listed(as)).map(({ id, simulated }) => [id, simulated])).toEqual([[chat, false]]);
});
