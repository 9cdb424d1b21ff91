import { abortAllDurableObjects, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { ALARM_EVERY_MS } from "../../src/storage/alarm.ts";
import { accountStub, alarm, audit, chatStub, idle, receiptsOf, send, sleep, walletOf } from "./bookkeeping.ts";
import { call, json, newChat, stored, Tab } from "./tab.ts";

/** Nothing can be written to the receipts of a conversation until they are mended. */
const breakReceipts = (as: string, chat: string): Promise<void> =>
  runInDurableObject(chatStub(as, chat), (_chat, state) => {
    state.storage.sql.exec("CREATE TRIGGER full BEFORE INSERT ON receipt BEGIN SELECT RAISE(ABORT, 'full'); END");
  });
const mendReceipts = (as: string, chat: string): Promise<void> =>
  runInDurableObject(chatStub(as, chat), (_chat, state) => {
    state.storage.sql.exec("DROP TRIGGER IF EXISTS full");
  });
const statusInStorage = (as: string, chat: string): Promise<unknown> =>
  runInDurableObject(chatStub(as, chat), (_chat, state) => state.storage.sql.exec("SELECT status FROM turn").one()["status"]);
describe("a settlement that storage refuses [I6] [I7]", () => {
  it("changes nothing, is tried again, and then the answer has its receipt, its text and its end in every tab", async () => {
    const as = "broken@example.com";
    const chat = await newChat({ title: "Named" }, as);
    const tab = new Tab(chat, as);
    await tab.isLive();
    const id = tab.live.send("/gen tokens=300 rate=400 log=never");
    await tab.until(({ text }) => (text?.text.length ?? 0) > 100);
    await breakReceipts(as, chat);
    await tab.until(({ text }) => text?.text.endsWith(" w299") === true);
    await sleep(100);
    // Half of it would be an answer that is done and was never paid for.
    expect(await statusInStorage(as, chat)).toBe("running");
    await mendReceipts(as, chat);
    await tab.ended(`${id}.a`);
    expect(tab.message(`${id}.a`)).toMatchObject({ status: "done" });
    expect(tab.state.runningId).toBeNull();
    const { receipts } = await receiptsOf(chat, as);
    expect(receipts).toMatchObject([{ end: "done", basis: "billed", outputTokens: 300 }]);
    expect(await json<{ running: boolean }>(call(`/api/chats/${chat}`, { as }))).toMatchObject({ running: false });
    await alarm(as, chat);
    expect((await walletOf(as)).heldNanoUsd).toBe(0);
    expect((await audit(as)).differences).toEqual([]);
    tab.close();
  });

  it("and dies before the next try is settled from what storage has", async () => {
    const as = "unlucky-of-settlement@example.com";
    const chat = await newChat({ title: "Named" }, as);
    await send(chat, as, "/gen tokens=600 rate=400 log=never");
    await sleep(1_300);
    await breakReceipts(as, chat);
    await sleep(500);
    await abortAllDurableObjects();
    await mendReceipts(as, chat);
    await idle(chat, as);
    const { receipts } = await receiptsOf(chat, as);
    expect(receipts).toMatchObject([{ end: "crashed", basis: "estimated" }]);
    expect((await audit(as)).differences).toEqual([]);
  });
});

describe("an answer whose object dies in its first second [I6] [I7]", () => {
  it("is settled by an alarm that was stored with it, without anybody's visit", async () => {
    const as = "nobody-looks@example.com";
    const chat = await newChat({ title: "Named" }, as);
    await send(chat, as, "/gen tokens=600 rate=20");
    const alarmMs = await runInDurableObject(chatStub(as, chat), (_chat, state) => state.storage.getAlarm());
    expect(alarmMs).toBeLessThanOrEqual(Date.now() + ALARM_EVERY_MS);
    await abortAllDurableObjects();
    // The person's list alone is looked at: it asks nobody, and learns of the end by the conversation's report.
    const listed = async (): Promise<boolean | undefined> => (await accountStub(as).findChat(chat))?.running;
    expect(await listed()).toBe(true);
    await expect.poll(listed, { timeout: 15_000, interval: 200 }).toBe(false);
    expect((await receiptsOf(chat, as)).receipts).toMatchObject([{ end: "crashed" }]);
  });
});

describe("a question that storage refuses after its money was held", () => {
  it("gives the money back, and the conversation is not busy for ever", async () => {
    const as = "full@example.com";
    const chat = await newChat({ title: "Named" }, as);
    await runInDurableObject(chatStub(as, chat), (_chat, state) => {
      state.storage.sql.exec("CREATE TRIGGER full BEFORE INSERT ON turn BEGIN SELECT RAISE(ABORT, 'full'); END");
    });
    expect((await send(chat, as, "/gen tokens=3 log=never")).status).toBe(503);
    await runInDurableObject(chatStub(as, chat), (_chat, state) => {
      state.storage.sql.exec("DROP TRIGGER full");
    });
    expect(await json<{ running: boolean }>(call(`/api/chats/${chat}`, { as }))).toMatchObject({ running: false });
    expect((await send(chat, as, "/gen tokens=3 log=never")).status).toBe(202);
    await idle(chat, as);
    expect((await stored(chat, as)).messages.map(({ status }) => status)).toEqual(["done", "done"]);
    await sleep(50);
    expect((await walletOf(as)).heldNanoUsd).toBe(0);
  });
});

describe("a third-party run that is resumed", () => {
  it("from a gateway that does not answer ends after the deadline of a first word", async () => {
    const as = "hang@example.com";
    const chat = await newChat({ model: "openai/resumable", title: "Named" }, as);
    const { answerId } = await send(chat, as, "/gen tokens=900 rate=300");
    await sleep(1_600);
    await abortAllDurableObjects();
    const exec = env.DB.exec.bind(env.DB);
    env.DB.exec = async (query) => {
      await sleep(9_000);
      return exec(query);
    };
    await idle(chat, as);
    env.DB.exec = exec;
    expect((await stored(chat, as)).messages.find(({ id }) => id === answerId)?.status).toBe("interrupted");
    expect((await receiptsOf(chat, as)).receipts).toHaveLength(1);
  });
});
