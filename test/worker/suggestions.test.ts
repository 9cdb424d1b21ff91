/** Follow-up questions: off unless a person wants them, paid for, made once for the answer everybody sees last. */
import { describe, expect, it } from "vitest";
import type { Receipt } from "../../src/protocol/http.ts";
import { alarm, ask, audit, receiptsOf, send, walletOf } from "./bookkeeping.ts";
import { call, newChat, stored, Tab } from "./tab.ts";

const want = (as: string, suggestions: boolean): Promise<Response> =>
  call("/api/me", { as, method: "PATCH", body: { preferences: { suggestions } } });
const suggestionCalls = async (chat: string, as: string): Promise<Receipt[]> =>
  (await receiptsOf(chat, as)).receipts.filter(({ purpose }) => purpose === "suggestions");

describe("follow-up questions", () => {
  it("[I7] [P44] stand with the last answer in every tab, cost one receipt of the cheapest model, and are made once", async () => {
    const as = "curious@example.com";
    await want(as, true);
    const chat = await newChat({ model: "embedded/costly", title: "Named" }, as);
    const tab = new Tab(chat, as);
    await tab.isLive();
    await ask(chat, as, "How does Tally keep its books?");
    await alarm(as, chat);
    await tab.until(({ state }) => state.path.at(-1)?.suggestions?.length === 3);
    expect((await stored(chat, as)).messages.at(-1)?.suggestions).toHaveLength(3);
    await alarm(as, chat);
    expect(await suggestionCalls(chat, as)).toMatchObject([{ model: "embedded/tally", end: "done", basis: "billed" }]);
    const { totalNanoUsd } = await receiptsOf(chat, as);
    expect(tab.state.chat?.costNanoUsd).toBe(totalNanoUsd);
    expect(await walletOf(as)).toMatchObject({ spentNanoUsd: totalNanoUsd, heldNanoUsd: 0 });
    expect((await audit(as)).differences).toEqual([]);
    tab.close();
  });

  it("are not made for people who did not ask for them, and no more for those who changed their mind", async () => {
    const as = "incurious@example.com";
    const chat = await newChat({ title: "Named" }, as);
    await ask(chat, as, "How does Tally keep its books?");
    await alarm(as, chat);
    await want(as, true);
    await want(as, false);
    await ask(chat, as, "And how does it stream?");
    await alarm(as, chat);
    expect(await suggestionCalls(chat, as)).toEqual([]);
    expect((await stored(chat, as)).messages.filter(({ suggestions }) => suggestions !== undefined)).toEqual([]);
  });

  it("[P44] are not made while somebody asks on, nor for answers that failed", async () => {
    const as = "busy-curious@example.com";
    await want(as, true);
    const chat = await newChat({ title: "Named" }, as);
    await ask(chat, as, "Tea? /gen fail=3040");
    await alarm(as, chat);
    await send(chat, as, "/gen tokens=4000 rate=100");
    await alarm(as, chat);
    expect(await suggestionCalls(chat, as)).toEqual([]);
    await call(`/api/chats/${chat}/stop`, { as, body: {} });
  });

  it("leave the answer without them when their model fails", async () => {
    const as = "failed-curious@example.com";
    await want(as, true);
    const chat = await newChat({ title: "Named" }, as);
    await ask(chat, as, "Tea? suggestions-fails");
    await alarm(as, chat);
    await alarm(as, chat);
    expect(await suggestionCalls(chat, as)).toMatchObject([{ end: "failed", costNanoUsd: 0 }]);
    expect((await stored(chat, as)).messages.at(-1)).toMatchObject({ status: "done" });
  });
});
