/** A summary in place of a long branch: made on request, paid for once, sent instead of what it sums up, taken back. */
import { describe, expect, it } from "vitest";
import type { Message } from "../../src/protocol/message.ts";
import type { Estimate, Receipt, SummaryEstimate } from "../../src/protocol/http.ts";
import { MAX_QUEUED } from "../../src/protocol/limits.ts";
import { ADMIN, alarm, ask, audit, chatStub, crash, idle, receiptsOf, send, walletOf } from "./bookkeeping.ts";
import { call, json, newChat, stored, Tab } from "./tab.ts";

/** So many turns later a turn is not looked at one by one any more. */
const FAR = MAX_QUEUED + 4;

type Accepted = { status: number; body: { messageId?: string; detail?: string; type?: string } };

async function command(chat: string, as: string, body: object): Promise<Accepted> {
  const response = await call(`/api/chats/${chat}/commands`, { as, body });
  return { status: response.status, body: await response.json() };
}
const compact = (chat: string, as: string, more: object = {}): Promise<Accepted> =>
  command(chat, as, { type: "compact", id: crypto.randomUUID(), model: "embedded/tally", ...more });
const summaries = async (chat: string, as: string): Promise<Receipt[]> =>
  (await receiptsOf(chat, as)).receipts.filter(({ purpose }) => purpose === "summary");
const price = (chatId: string, as: string, more: object = {}): Promise<Response> =>
  call("/api/estimate/summary", { as, body: { chatId, ...more } });
const lastAnswer = async (chat: string, as: string): Promise<string | undefined> => (await stored(chat, as)).messages.at(-1)?.text;
const find = async (chat: string, as: string, id: string): Promise<Message | undefined> =>
  (await stored(chat, as)).messages.find((message) => message.id === id);

/** Storage has the summary. */
async function summarised(chat: string, as: string, answerId: string): Promise<void> {
  await expect.poll(async () => (await find(chat, as, answerId))?.summary).toBeDefined();
}
const isIdle = ({ state }: Tab): boolean => state.compactingId === null;

/** A conversation with an echo, which says how many messages it was shown. */
async function threeAnswers(as: string, texts = ["Tea", "Coffee", "Water"]): Promise<{ chat: string; answers: string[] }> {
  const chat = await newChat({ title: "Named", model: "openai/echo" }, as);
  const answers: string[] = [];
  for (const text of texts) {
    answers.push((await send(chat, as, text)).answerId);
    await idle(chat, as);
  }
  return { chat, answers };
}

describe("a conversation that is compacted", () => {
  it("[I7] [I8] [P42] is asked on with the summary instead of what it sums up, in every tab; the price was told, the receipt is one", async () => {
    const as = "compact@example.com";
    const { chat, answers } = await threeAnswers(as, ["Tea ".repeat(600), "Coffee ".repeat(600), "Water ".repeat(600)]);
    const [tab, other] = [new Tab(chat, as), new Tab(chat, as)];
    await Promise.all([tab.isLive(), other.isLive()]);
    const estimate = await json<SummaryEstimate>(price(chat, as, { model: "embedded/tally" }));
    expect(estimate).toMatchObject({ model: "embedded/tally", simulated: true, leavesOut: false });
    expect(estimate.savedTokens).toBeGreaterThan(500);

    const id = crypto.randomUUID();
    expect(await compact(chat, as, { id })).toEqual({ status: 202, body: { messageId: answers[2] } });
    expect(await compact(chat, as, { id })).toEqual({ status: 200, body: { messageId: answers[2] } });
    await other.until(({ state }) => state.messages.get(answers[2] ?? "")?.summary !== undefined);
    await Promise.all([tab.until(isIdle), other.until(isIdle)]);
    expect(tab.message(answers[2] ?? "")?.summary).toMatchObject({ model: "embedded/tally", text: expect.stringContaining("- Tea Tea") });

    const [receipt, ...more] = await summaries(chat, as);
    expect(more).toEqual([]);
    expect(receipt).toMatchObject({ end: "done", model: "embedded/tally", basis: "billed" });
    expect(receipt?.messageId).toBeUndefined();
    expect(receipt?.costNanoUsd).toBeGreaterThan(0);
    expect(receipt?.costNanoUsd).toBeLessThanOrEqual(estimate.worstNanoUsd);

    await ask(chat, as, "And milk?");
    expect(await lastAnswer(chat, as)).toBe("I read 3: And milk?");
    expect((await stored(chat, as)).messages).toHaveLength(8);
    const { totalNanoUsd } = await receiptsOf(chat, as);
    expect(tab.state.chat?.costNanoUsd).toBe(totalNanoUsd);
    await alarm(as, chat);
    expect(await walletOf(as)).toMatchObject({ spentNanoUsd: totalNanoUsd, heldNanoUsd: 0 });
    expect((await audit(as)).differences).toEqual([]);
    for (const each of [tab, other]) each.close();
  });

  it("is sent whole again when the summary is taken back, and on branches that begin above it", async () => {
    const as = "expand@example.com";
    const { chat, answers } = await threeAnswers(as);
    const tab = new Tab(chat, as);
    await tab.isLive();
    await compact(chat, as, { messageId: answers[1] });
    await tab.until(({ state }) => state.messages.get(answers[1] ?? "")?.summary !== undefined);
    await ask(chat, as, "Below?");
    expect(await lastAnswer(chat, as)).toBe("I read 5: Below?");
    await ask(chat, as, "Beside?", { parentId: answers[0] });
    expect(await lastAnswer(chat, as)).toBe("I read 3: Beside?");
    expect((await command(chat, as, { type: "expand", id: "e1", messageId: answers[1] })).status).toBe(202);
    expect((await command(chat, as, { type: "expand", id: "e1", messageId: answers[1] })).status).toBe(200);
    await tab.until(({ state }) => state.messages.get(answers[1] ?? "")?.summary === undefined);
    await ask(chat, as, "Whole?", { parentId: answers[2] });
    expect(await lastAnswer(chat, as)).toBe("I read 7: Whole?");
    tab.close();
  });

  it("is priced as what the provider has not cached, until a model has read the summary", async () => {
    const as = "cached-summary@example.com";
    const chat = await newChat({ title: "Named" }, as);
    for (const text of [`${"Tea? ".repeat(100)} /gen tokens=9`, `${"Coffee? ".repeat(100)} /gen tokens=9`]) await ask(chat, as, text);
    const cached = async (): Promise<number> =>
      (await json<Estimate>(call("/api/estimate", { as, body: { chatId: chat, text: "And?", model: "embedded/tally" } }))).cachedTokens;
    expect(await cached()).toBeGreaterThan(100);
    const tab = new Tab(chat, as);
    await tab.isLive();
    expect((await compact(chat, as)).status).toBe(202);
    await tab.until(({ state }) => state.path.at(-1)?.summary !== undefined);
    expect(await cached()).toBe(0);
    await ask(chat, as, "And? /gen tokens=9");
    expect(await cached()).toBeGreaterThan(0);
    tab.close();
  });

  it("[I5] is compacted for a tab that was away, also where the answer is far back", async () => {
    const as = "away@example.com";
    const { chat, answers } = await threeAnswers(as);
    for (let index = 0; index < FAR; index += 1) await ask(chat, as, `More ${index}`);
    const tab = new Tab(chat, as);
    await tab.isLive();
    tab.sleep();
    expect((await compact(chat, as, { messageId: answers[1] })).status).toBe(202);
    await summarised(chat, as, answers[1] ?? "");
    tab.wake();
    await tab.isLive();
    // What the tab knew of that answer is not what storage has: it has forgotten it, or learned of the summary.
    if (tab.message(answers[1] ?? "") === undefined) await tab.live.loadEarlier();
    expect(tab.message(answers[1] ?? "")?.summary).toBeDefined();
    tab.close();
  });

  it("[P42] refuses what makes no sense, with a sentence, and stores nothing", async () => {
    const as = "refused-summary@example.com";
    const empty = await newChat({ title: "Named" }, as);
    expect((await compact(empty, as)).status).toBe(409);
    const { chat, answers } = await threeAnswers(as);
    expect((await compact(chat, as, { messageId: "nothing" })).status).toBe(400);
    expect((await compact(chat, as, { model: "no/such" })).status).toBe(422);
    expect((await price(chat, as, { model: "no/such" })).status).toBe(422);
    expect((await command(chat, as, { type: "expand", id: "e2", messageId: "nothing" })).status).toBe(400);
    await send(chat, as, "/gen tokens=4000 rate=200", { model: "embedded/tally" });
    expect((await compact(chat, as)).body.detail).toContain("An answer is being written");
    await call(`/api/chats/${chat}/stop`, { as, body: {} });
    await idle(chat, as);
    const tab = new Tab(chat, as);
    await tab.isLive();
    expect((await compact(chat, as, { messageId: answers[2] })).status).toBe(202);
    await tab.until(({ state }) => state.messages.get(answers[2] ?? "")?.summary !== undefined && isIdle(tab));
    expect((await compact(chat, as, { messageId: answers[2] })).body.detail).toContain("summed up already");
    expect(await summaries(chat, as)).toHaveLength(1);
    tab.close();
  });

  it("[I8] costs no more than the conversation's own limit and the person's models allow", async () => {
    const as = "narrow-summary@example.com";
    const { chat } = await threeAnswers(as);
    await call(`/api/chats/${chat}`, { as, method: "PATCH", body: { maxCostNanoUsd: 1 } });
    const refused = await compact(chat, as);
    expect([refused.status, refused.body.detail]).toEqual([402, expect.stringContaining("this conversation's own limit")]);
    await call(`/api/chats/${chat}`, { as, method: "PATCH", body: { maxCostNanoUsd: null } });
    await call(`/api/admin/people/${as}/models`, { as: ADMIN, method: "PUT", body: { allow: ["openai/*"], default: null } });
    expect((await compact(chat, as)).status).toBe(422);
    expect((await price(chat, as, { model: "embedded/tally" })).status).toBe(422);
    expect(await summaries(chat, as)).toEqual([]);
  });

  it("reads as much as a small window holds: the summary takes a quarter of it at most", async () => {
    const as = "small-window@example.com";
    const chat = await newChat({ title: "Named", model: "@cf/meta/llama-3.3-70b-instruct-fp8-fast" }, as);
    await ask(chat, as, `${"window ".repeat(14_000)} /gen tokens=5 log=never`);
    await ask(chat, as, `${"window ".repeat(5_000)} /gen tokens=5 log=never`);
    expect((await stored(chat, as)).messages.at(-1)?.contextFrom).toBeDefined();
    const estimate = await json<SummaryEstimate>(price(chat, as));
    expect(estimate.leavesOut).toBe(false);
    expect(estimate.inputTokens).toBeGreaterThan(19_000);
  });

  it("is as it was when the model fails, and every tab is told why", async () => {
    const as = "failed-summary@example.com";
    const { chat, answers } = await threeAnswers(as, ["Tea", "summary-fails"]);
    const [tab, other] = [new Tab(chat, as), new Tab(chat, as)];
    await Promise.all([tab.isLive(), other.isLive()]);
    expect((await compact(chat, as)).status).toBe(202);
    await Promise.all([tab, other].map((each) => each.until(({ state }) => state.notice !== null && state.compactingId === null)));
    expect(other.message(answers[1] ?? "")?.summary).toBeUndefined();
    expect(await summaries(chat, as)).toMatchObject([{ end: "failed", costNanoUsd: 0 }]);
    expect((await walletOf(as)).heldNanoUsd).toBe(0);
    await ask(chat, as, "On?");
    expect(await lastAnswer(chat, as)).toBe("I read 5: On?");
    for (const each of [tab, other]) each.close();
  });

  it("[I6] [I7] is not left compacting by a crash: one receipt, no summary, the hold given back", async () => {
    const as = "crashed-summary@example.com";
    const { chat } = await threeAnswers(as, ["Tea", "summary-slow"]);
    const id = crypto.randomUUID();
    expect((await compact(chat, as, { id })).status).toBe(202);
    await crash(chatStub(as, chat));
    const tab = new Tab(chat, as);
    await tab.isLive();
    expect(tab.state.compactingId).toBeNull();
    expect((await compact(chat, as, { id })).status).toBe(200);
    expect(await summaries(chat, as)).toMatchObject([{ end: "crashed" }]);
    await alarm(as, chat);
    expect((await audit(as)).differences).toEqual([]);
    tab.close();
  });

  it("[I6] leaves no answer running for ever that was continued far back while a summary was being made", async () => {
    const as = "both@example.com";
    const chat = await newChat({ title: "Named" }, as);
    const stopped = await send(chat, as, "/gen tokens=4000 rate=50");
    const first = new Tab(chat, as);
    await first.until(({ text }) => (text?.text.length ?? 0) > 10);
    await call(`/api/chats/${chat}/stop`, { as, body: {} });
    await idle(chat, as);
    const summed = await send(chat, as, "/gen tokens=3 summary-slow");
    await idle(chat, as);
    for (let index = 0; index < FAR; index += 1) await ask(chat, as, "/gen tokens=2 rate=0");
    expect((await compact(chat, as, { messageId: summed.answerId })).status).toBe(202);
    expect((await command(chat, as, { type: "continue", id: "c1", messageId: stopped.answerId })).status).toBe(202);
    await summarised(chat, as, summed.answerId);
    expect((await find(chat, as, stopped.answerId))?.status).toBe("running");
    await crash(chatStub(as, chat));
    first.close();
    expect((await find(chat, as, stopped.answerId))?.status).toBe("interrupted");
  });
});
