import { describe, expect, it } from "vitest";
import type { Receipt } from "../../src/protocol/http.ts";
import { alarm, audit, idle, receiptsOf, send, sleep, walletOf } from "./bookkeeping.ts";
import { call, newChat, stored } from "./tab.ts";

/** Some 6,000 input tokens. */
const LONG = "A long document. ".repeat(2_000);

/** The receipt once the gateway's log was read; fails by the test's own limit when it never is. */
async function logged(chat: string, as: string): Promise<Receipt> {
  for (;;) {
    const [receipt] = (await receiptsOf(chat, as)).receipts;
    if (receipt?.loggedNanoUsd !== undefined) return receipt;
    await sleep(100);
    await alarm(as, chat);
  }
}

async function statusOf(chat: string, as: string, answerId: string): Promise<string | undefined> {
  return (await stored(chat, as)).messages.find(({ id }) => id === answerId)?.status;
}

describe("a call that is over before its response's headers [I13]", () => {
  it("stopped by a person: the estimate is booked at once, the whole hold stays, and the late headers' log corrects it [I7] [I8]", async () => {
    const as = "early@example.com";
    const chat = await newChat({ title: "Named" }, as);
    const { answerId } = await send(chat, as, `${LONG} /gen tokens=200 rate=100 headers=900 log=0`);
    const { heldNanoUsd: heldBefore } = await walletOf(as);
    await call(`/api/chats/${chat}/stop`, { as, body: {} });
    await idle(chat, as);
    const [booked] = (await receiptsOf(chat, as)).receipts;
    expect(booked).toMatchObject({ end: "stopped", basis: "estimated", outputTokens: 0 });
    expect(booked?.costNanoUsd).toBeGreaterThan(50_000);
    const waiting = await walletOf(as);
    // What is booked and what is still held are together what was held.
    expect(waiting.spentNanoUsd + waiting.heldNanoUsd).toBe(heldBefore);
    const corrected = await logged(chat, as);
    expect(corrected).toMatchObject({ end: "stopped", basis: "billed" });
    expect(corrected.outputTokens).toBeGreaterThan(0);
    expect((await receiptsOf(chat, as)).receipts).toHaveLength(1);
    await alarm(as, chat);
    expect(await walletOf(as)).toMatchObject({ heldNanoUsd: 0, spentNanoUsd: corrected.costNanoUsd });
    expect(await statusOf(chat, as, answerId)).toBe("stopped");
    expect((await audit(as)).differences).toEqual([]);
  });

  it("given up because the headers took too long: the same", async () => {
    const as = "patient@example.com";
    const chat = await newChat({ title: "Named" }, as);
    const { answerId } = await send(chat, as, `${LONG} /gen tokens=200 rate=100 headers=4800 log=0`);
    await idle(chat, as);
    expect(await statusOf(chat, as, answerId)).toBe("error");
    const [booked] = (await receiptsOf(chat, as)).receipts;
    expect(booked).toMatchObject({ end: "stalled", basis: "estimated" });
    const corrected = await logged(chat, as);
    expect(corrected).toMatchObject({ end: "stalled", basis: "billed" });
    expect(corrected.outputTokens).toBeGreaterThan(100);
  });

  it("that waited for its headers and then was answered is whole, and billed once", async () => {
    const as = "late-of-late-headers@example.com";
    const chat = await newChat({ title: "Named" }, as);
    const { answerId } = await send(chat, as, "/gen tokens=30 headers=400 log=0");
    await idle(chat, as);
    expect(await statusOf(chat, as, answerId)).toBe("done");
    expect((await receiptsOf(chat, as)).receipts).toMatchObject([{ end: "done", basis: "billed", outputTokens: 30 }]);
  });
});
