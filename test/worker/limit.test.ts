/** A conversation's own limit: what all of its model calls may cost together. */
import { describe, expect, it } from "vitest";
import { alarm, ask, audit, chatStub, COSTLY_TOKEN, crash, idle, receiptsOf, send } from "./bookkeeping.ts";
import { call, json, newChat, stored, Tab } from "./tab.ts";

type View = { maxCostNanoUsd: number | null };
const view = (chat: string, as: string): Promise<View> => json(call(`/api/chats/${chat}`, { as }));
const costly = (maxCostNanoUsd: number, as: string): Promise<string> =>
  newChat({ model: "embedded/costly", title: "Named", maxCostNanoUsd }, as);

describe("a conversation with a limit of its own [I8]", () => {
  it("[P27] stops an answer at the limit, refuses the next one with what is left, and goes on when the limit is raised", async () => {
    const as = "limited@example.com";
    const limit = 2_000_000;
    const chat = await costly(limit, as);
    await ask(chat, as, "/gen tokens=2000 rate=0");
    const { messages } = await stored(chat, as);
    expect(messages.at(-1)).toMatchObject({ status: "stopped", shortened: true, problem: { reason: "cap-reached" } });
    const { totalNanoUsd } = await receiptsOf(chat, as);
    expect(totalNanoUsd).toBeGreaterThan(limit / 2);
    expect(totalNanoUsd).toBeLessThanOrEqual(limit + COSTLY_TOKEN);

    const refused = await call(`/api/chats/${chat}/messages`, { as, body: { id: "m2", text: "/gen tokens=5" } });
    expect(refused.status).toBe(402);
    const body = await json<{ detail: string; remainingNanoUsd: number; renewsAt?: string }>(Promise.resolve(refused));
    expect(body.detail).toContain("this conversation's own limit");
    expect(body.remainingNanoUsd).toBe(Math.max(0, limit - totalNanoUsd));
    expect(body.renewsAt).toBeUndefined();
    expect((await stored(chat, as)).messages).toHaveLength(2);

    expect((await call(`/api/chats/${chat}`, { as, method: "PATCH", body: { maxCostNanoUsd: null } })).status).toBe(200);
    expect(await view(chat, as)).toMatchObject({ maxCostNanoUsd: null });
    expect((await send(chat, as, "/gen tokens=5")).status).toBe(202);
    await idle(chat, as);
    expect((await stored(chat, as)).messages.at(-1)).toMatchObject({ status: "done" });
    expect((await audit(as)).differences).toEqual([]);
  });

  it("[P26] holds for what waits: a question whose turn comes when nothing is left ends with that sentence, and no model is asked", async () => {
    const as = "queued-limit@example.com";
    const chat = await costly(2_000_000, as);
    const first = await send(chat, as, "/gen tokens=2000 rate=2000");
    const second = await send(chat, as, "/gen tokens=5");
    expect([first.status, second.status]).toEqual([202, 202]);
    await idle(chat, as);
    const { messages } = await stored(chat, as);
    expect(messages.find(({ id }) => id === second.answerId)).toMatchObject({ status: "error", problem: { reason: "over-budget" } });
    expect((await receiptsOf(chat, as)).receipts).toHaveLength(1);
  });

  it("[I1] [I7] is one limit in every tab, outlives a crash, and leaves no title that it does not cover", async () => {
    const as = "shared-limit@example.com";
    const chat = await newChat({ model: "embedded/costly" }, as);
    const [tab, other] = [new Tab(chat, as), new Tab(chat, as)];
    await Promise.all([tab.isLive(), other.isLive()]);
    tab.live.set({ maxCostNanoUsd: 1_200_000 });
    await other.until(({ state }) => state.chat?.maxCostNanoUsd === 1_200_000);
    await ask(chat, as, "How long does tea keep? Say it at length, please.");
    tab.live.set({ maxCostNanoUsd: 1 });
    await other.until(({ state }) => state.chat?.maxCostNanoUsd === 1);
    await crash(chatStub(as, chat));
    expect(await view(chat, as)).toMatchObject({ maxCostNanoUsd: 1 });
    await alarm(as, chat);
    const { receipts } = await receiptsOf(chat, as);
    expect(receipts.map(({ purpose }) => purpose)).toEqual(["answer"]);
    tab.close();
    other.close();
  });

  it("is an amount from one nano-dollar on, or none: anything else is refused with its path", async () => {
    const as = "wrong-limit@example.com";
    const chat = await newChat({}, as);
    for (const maxCostNanoUsd of [0, -1, 1.5, "1"]) {
      const response = await call(`/api/chats/${chat}`, { as, method: "PATCH", body: { maxCostNanoUsd } });
      expect(response.status).toBe(400);
      expect(await json<{ errors: unknown[] }>(Promise.resolve(response))).toMatchObject({ errors: [{ path: "maxCostNanoUsd" }] });
    }
    expect(await view(chat, as)).toMatchObject({ maxCostNanoUsd: null });
  });
});
