import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { alarm, audit, chatStub, idle, receiptsOf, send, sleep, spendOf, walletOf } from "./bookkeeping.ts";
import { call, newChat } from "./tab.ts";

/** Everything that is left in a conversation's storage, as text. */
const left = (as: string, chat: string): Promise<string> =>
  runInDurableObject(chatStub(as, chat), (_chat, state) =>
    JSON.stringify([[...state.storage.kv.list()], state.storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'turn'").toArray()]),
  );

/** Runs the alarm until the deleted conversation has told everything. */
async function untilGone(as: string, chat: string): Promise<void> {
  while ((await left(as, chat)) !== "[[],[]]") {
    await sleep(100);
    await alarm(as, chat);
  }
}

describe("a conversation that is deleted while a call of it awaits its log [I7] [I8] [I10] [I13]", () => {
  it("keeps numbers and hold, and no word, until the log was read; then wallet and D1 have what was billed", async () => {
    const as = "leaver@example.com";
    const chat = await newChat({ model: "embedded/costly", title: "secrettitle" }, as);
    await send(chat, as, `${"secretword ".repeat(300)} /gen tokens=5000 rate=3000 usage=none neurons=0 log=6000`);
    await sleep(300);
    await call(`/api/chats/${chat}/stop`, { as, body: {} });
    await idle(chat, as);
    const [estimate] = (await receiptsOf(chat, as)).receipts;
    expect(estimate).toMatchObject({ basis: "estimated", end: "stopped" });
    await sleep(50);
    const before = await walletOf(as);
    expect(before.heldNanoUsd).toBeGreaterThan(0);
    expect((await call(`/api/chats/${chat}`, { as, method: "DELETE" })).status).toBe(200);
    expect((await call(`/api/chats/${chat}`, { as })).status).toBe(404);
    expect(await walletOf(as)).toMatchObject({ heldNanoUsd: before.heldNanoUsd, spentNanoUsd: estimate?.costNanoUsd });
    expect(await left(as, chat)).not.toMatch(/secret|\[\{"name"/);
    await untilGone(as, chat);
    const after = await walletOf(as);
    expect(after.heldNanoUsd).toBe(0);
    expect(after.spentNanoUsd).toBeLessThanOrEqual(before.spentNanoUsd + before.heldNanoUsd);
    const spend = await spendOf(as, "model");
    expect(spend.totalNanoUsd).toBe(after.spentNanoUsd);
    expect(spend.rows).toMatchObject([{ calls: 1 }]);
    expect((await audit(as)).differences).toEqual([]);
  });

  it("books what a summary cost that was given up before its headers", async () => {
    const as = "hasty@example.com";
    const chat = await newChat({ title: "Named" }, as);
    await send(chat, as, "Please explain summary-slow at length.");
    await idle(chat, as);
    await sleep(3_200);
    await alarm(as, chat);
    const { totalNanoUsd } = await receiptsOf(chat, as);
    expect((await chatStub(as, chat).command({ type: "compact", id: "sum-up" })).ok).toBe(true);
    const { totalNanoUsd: withEstimate } = await receiptsOf(chat, as);
    expect(withEstimate).toBeGreaterThan(totalNanoUsd);
    expect((await call(`/api/chats/${chat}`, { as, method: "DELETE" })).status).toBe(200);
    expect((await walletOf(as)).spentNanoUsd).toBe(withEstimate);
    await untilGone(as, chat);
    const { spentNanoUsd, heldNanoUsd } = await walletOf(as);
    expect(heldNanoUsd).toBe(0);
    expect(spentNanoUsd).toBeGreaterThan(totalNanoUsd);
    expect((await spendOf(as)).totalNanoUsd).toBe(spentNanoUsd);
  });
});
