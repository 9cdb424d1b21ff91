/** Titles by a model: made once, after the first answer, paid for once, and never over a person's. */
import { runDurableObjectAlarm } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import type { Receipt } from "../../src/protocol/http.ts";
import { alarm, ask, audit, chatStub, crash, idle, receiptsOf, send, sleep, walletOf } from "./bookkeeping.ts";
import { call, json, newChat, Tab } from "./tab.ts";

type View = { title: string; running: boolean };
const view = (chat: string, as: string): Promise<View> => json(call(`/api/chats/${chat}`, { as }));
const listed = async (chat: string, as: string): Promise<View | undefined> =>
  (await json<{ chats: (View & { id: string })[] }>(call("/api/chats", { as }))).chats.find(({ id }) => id === chat);
const titles = async (chat: string, as: string): Promise<Receipt[]> =>
  (await receiptsOf(chat, as)).receipts.filter(({ purpose }) => purpose === "title");

/** The title calls of the test's AI wait, fail or stall when the question says so (worker/main.ts). */
const SLOW = "How long does tea keep in a tin box on the shelf? title-slow";
const FAILS = "How long does tea keep in a tin box on the shelf? title-fails";
const DERIVED = "How long does tea keep in a tin box on the shelf?";

describe("a conversation that nobody has named", () => {
  it("[I7] [P29] gets a title from the cheapest model after its first answer, with a receipt of its own, in every tab and list", async () => {
    const as = "titles@example.com";
    const chat = await newChat({ model: "embedded/costly" }, as);
    const tab = new Tab(chat, as);
    await tab.isLive();
    await ask(chat, as, "How long does **tea** keep in a tin box on the shelf? It was expensive.");
    expect((await view(chat, as)).title).toMatch(/^How long does tea keep in/);
    await alarm(as, chat);
    await tab.until(({ state }) => state.chat?.title === "How long does tea keep");
    const [title, ...more] = await titles(chat, as);
    expect(more).toEqual([]);
    expect(title).toMatchObject({ purpose: "title", end: "done", model: "embedded/tally", basis: "billed", simulated: true });
    expect(title?.messageId).toBeUndefined();
    const { totalNanoUsd } = await receiptsOf(chat, as);
    expect(tab.state.chat?.costNanoUsd).toBe(totalNanoUsd);
    expect(await listed(chat, as)).toMatchObject({ title: "How long does tea keep", running: false });
    expect(await walletOf(as)).toMatchObject({ spentNanoUsd: totalNanoUsd, heldNanoUsd: 0 });
    expect((await audit(as)).differences).toEqual([]);
    await ask(chat, as, "And coffee?");
    await alarm(as, chat);
    expect(await titles(chat, as)).toHaveLength(1);
    tab.close();
  });

  it("is asked about nothing when a person named it, at its beginning or before the title was made", async () => {
    const as = "named@example.com";
    const named = await newChat({ title: "Tea" }, as);
    const renamed = await newChat({}, as);
    for (const chat of [named, renamed]) await ask(chat, as, "/gen tokens=3");
    await call(`/api/chats/${renamed}`, { as, method: "PATCH", body: { title: "Tea, later" } });
    for (const chat of [named, renamed]) await alarm(as, chat);
    expect([await view(named, as), await view(renamed, as)].map(({ title }) => title)).toEqual(["Tea", "Tea, later"]);
    expect([...(await titles(named, as)), ...(await titles(renamed, as))]).toEqual([]);
  });

  it("[P29] keeps the name a person gives it while a title is being made, and pays for the title all the same", async () => {
    const as = "faster@example.com";
    const chat = await newChat({}, as);
    await ask(chat, as, SLOW);
    const making = alarm(as, chat);
    await expect.poll(() => titles(chat, as)).toHaveLength(1);
    expect((await listed(chat, as))?.running).toBe(false);
    expect((await walletOf(as)).heldNanoUsd).toBeGreaterThan(0);
    await call(`/api/chats/${chat}`, { as, method: "PATCH", body: { title: "Mine" } });
    await making;
    // The alarm may have been the object's own, which nobody here waits for.
    await expect.poll(() => titles(chat, as)).toMatchObject([{ end: "done", basis: "billed" }]);
    await expect.poll(async () => (await walletOf(as)).heldNanoUsd).toBe(0);
    expect((await view(chat, as)).title).toBe("Mine");
    expect((await audit(as)).differences).toEqual([]);
  });

  it("keeps the beginning of its question when the title fails: one receipt, free, and no second try", async () => {
    const as = "untitled-of-title@example.com";
    const chat = await newChat({}, as);
    await ask(chat, as, FAILS);
    await alarm(as, chat);
    await ask(chat, as, "/gen tokens=2");
    await crash(chatStub(as, chat));
    await alarm(as, chat);
    expect((await view(chat, as)).title).toMatch(new RegExp(`^${DERIVED.replace("?", "\\?")}`));
    expect(await titles(chat, as)).toMatchObject([{ end: "failed", basis: "free", costNanoUsd: 0 }]);
    expect((await walletOf(as)).heldNanoUsd).toBe(0);
  });

  it("answers what is sent while a title is being made without waiting for it, and a stop does not touch it", async () => {
    const as = "busy@example.com";
    const chat = await newChat({}, as);
    await ask(chat, as, SLOW);
    const making = alarm(as, chat);
    await expect.poll(() => titles(chat, as)).toHaveLength(1);
    expect((await call(`/api/chats/${chat}/stop`, { as, body: {} })).status).toBe(200);
    const started = Date.now();
    await ask(chat, as, "/gen tokens=3");
    expect(Date.now() - started).toBeLessThan(800);
    expect((await titles(chat, as))[0]).toMatchObject({ end: "crashed" });
    await making;
    expect((await titles(chat, as))[0]).toMatchObject({ end: "done" });
    expect((await view(chat, as)).title).toBe("How long does tea keep");
    expect((await audit(as)).differences).toEqual([]);
  });

  it("[I12] gets none while an answer runs: its rows are the answer's own", async () => {
    const as = "quiet@example.com";
    const chat = await newChat({}, as);
    await ask(chat, as, "How is a conversation kept?");
    await send(chat, as, "/gen tokens=400 rate=200 log=never");
    await alarm(as, chat);
    expect(await titles(chat, as)).toEqual([]);
    await idle(chat, as);
    await alarm(as, chat);
    expect(await titles(chat, as)).toHaveLength(1);
  });

  it("is not asked for when the first question is a directive, which has no subject", async () => {
    const as = "directive@example.com";
    const chat = await newChat({}, as);
    await ask(chat, as, "/gen tokens=3 log=never");
    await alarm(as, chat);
    expect(await titles(chat, as)).toEqual([]);
  });

  it("[I6] [I7] whose object dies while a title is being made has one receipt for it and asks no second time", async () => {
    const as = "mortal@example.com";
    const chat = await newChat({}, as);
    await ask(chat, as, SLOW);
    const making = runDurableObjectAlarm(chatStub(as, chat)).catch(() => false);
    await expect.poll(() => titles(chat, as)).toHaveLength(1);
    await crash(chatStub(as, chat));
    await making;
    await alarm(as, chat).catch(() => false);
    await ask(chat, as, "/gen tokens=2");
    await sleep(100);
    await alarm(as, chat);
    const [title, ...more] = await titles(chat, as);
    expect(more).toEqual([]);
    expect(title).toMatchObject({ end: "crashed" });
    expect((await audit(as)).differences).toEqual([]);
  });

  it("[I10] can be deleted while a title is being made; the call stays in the books, the hold goes with its log", async () => {
    const as = "gone-of-title@example.com";
    const chat = await newChat({}, as);
    await ask(chat, as, SLOW);
    const making = runDurableObjectAlarm(chatStub(as, chat)).catch(() => false);
    await expect.poll(() => titles(chat, as)).toHaveLength(1);
    expect((await call(`/api/chats/${chat}`, { as, method: "DELETE" })).status).toBe(200);
    await making;
    expect((await call(`/api/chats/${chat}`, { as })).status).toBe(404);
    // What the gateway's log may still add is kept back until it was read.
    await expect
      .poll(async () => alarm(as, chat).then(() => walletOf(as)))
      .toMatchObject({ heldNanoUsd: 0, spentNanoUsd: expect.any(Number) });
    expect((await walletOf(as)).spentNanoUsd).toBeGreaterThan(0);
    const report = await audit(as);
    expect([report.differences, report.orphanedHolds]).toEqual([[], []]);
  });
});
