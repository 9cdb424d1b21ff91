/** Answers with tools, from the outside: rounds, steps, sources, money, decisions, stop, crash (docs/protocol.md, "Tools"). */
import { env } from "cloudflare:workers";
import { abortAllDurableObjects, evictDurableObject } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import type { Message } from "../../src/protocol/message.ts";
import type { Estimate, Receipt, Wallet } from "../../src/protocol/http.ts";
import type { Step, ToolPolicy } from "../../src/protocol/tools.ts";
import { call, json, newChat, reference, Tab } from "./tab.ts";

const SEARCH_PRICE = 250_000;

const send = (chatId: string, id: string, text: string, more: object = {}, as?: string): Promise<Response> =>
  call(`/api/chats/${chatId}/messages`, {
    body: { id, text, tools: ["web_search", "read_page"], ...more },
    ...(as === undefined ? {} : { as }),
  });
const setPolicy = (name: string, policy: ToolPolicy, as: string): Promise<Response> =>
  call(`/api/tools/${name}`, { method: "PATCH", body: { policy }, as });
const messagesOf = async (chatId: string, as?: string): Promise<Message[]> =>
  (await json<{ messages: Message[] }>(call(`/api/chats/${chatId}/messages`, as === undefined ? {} : { as }))).messages;
const receiptsOf = async (chatId: string, as?: string): Promise<Receipt[]> =>
  (await json<{ receipts: Receipt[] }>(call(`/api/chats/${chatId}/receipts`, as === undefined ? {} : { as }))).receipts;
const walletOf = async (as: string): Promise<Wallet> => (await json<{ wallet: Wallet }>(call("/api/me", { as }))).wallet;
const decide = (chatId: string, id: string, decision: string, as: string, stepId = "s1"): Promise<Response> =>
  call(`/api/chats/${chatId}/commands`, { body: { type: "decide", id, messageId: "m1.a", stepId, decision }, as });

const stepsOf = (tab: Tab, id = "m1.a"): Step[] => tab.message(id)?.steps ?? [];
const isWaiting = (tab: Tab): boolean => stepsOf(tab).some(({ status }) => status === "waiting");

describe("an answer with tools", () => {
  test("[P80] [P82] [P83] asks, is shown what came back, and answers: steps in every tab, sources numbered through, a receipt for each call", async () => {
    const chatId = await newChat({});
    const tabs = [new Tab(chatId), new Tab(chatId)];
    for (const tab of tabs) await tab.isLive();
    expect((await send(chatId, "m1", "/gen tokens=5 tool=web_search rounds=2")).status).toBe(202);
    for (const tab of tabs) {
      await tab.ended("m1.a");
      const answer = tab.message("m1.a");
      expect(answer).toMatchObject({ status: "done", text: reference(5) });
      expect(stepsOf(tab).map(({ id, tool, status, arguments: args }) => ({ id, tool, status, args }))).toEqual([
        { id: "s1", tool: "web_search", status: "done", args: { query: "w1" } },
        { id: "s2", tool: "web_search", status: "done", args: { query: "w2" } },
      ]);
      expect(stepsOf(tab).flatMap(({ sources = [] }) => sources)).toHaveLength(6);
      expect(stepsOf(tab)[1]?.result).toContain("[4] First simulated page");
      tab.close();
    }
    const stored = (await messagesOf(chatId)).at(-1);
    expect(stored?.steps).toEqual(stepsOf(tabs[0] ?? new Tab(chatId)));
    const receipts = await receiptsOf(chatId);
    const own = receipts.filter(({ messageId }) => messageId === "m1.a");
    expect(own.filter(({ purpose }) => purpose === "answer")).toHaveLength(3);
    const searches = own.filter(({ purpose }) => purpose === "tool");
    expect(searches.map(({ costNanoUsd, simulated, model }) => ({ costNanoUsd, simulated, model }))).toEqual(
      [1, 2].map(() => ({ costNanoUsd: SEARCH_PRICE, simulated: true, model: "tool/web_search" })),
    );
    expect(stored?.receipt?.costNanoUsd).toBe(own.reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0));
  });

  test("[P80] stopped in its words and continued says the rest, and nothing is searched again", async () => {
    const chatId = await newChat({});
    const tab = new Tab(chatId);
    await tab.isLive();
    await send(chatId, "m1", "/gen tokens=300 rate=300 tool=web_search");
    await tab.until(({ text }) => (text?.text.length ?? 0) > 20);
    tab.live.stop();
    await tab.ended("m1.a");
    expect(tab.message("m1.a")?.status).toBe("stopped");
    tab.live.continueAnswer("m1.a");
    await tab.until((one) => one.message("m1.a")?.status === "done");
    expect(tab.message("m1.a")?.text).toBe(reference(300));
    expect(stepsOf(tab)).toHaveLength(1);
    tab.close();
  });

  test("[P80] at most 12 rounds ask for tools; then it answers with what it has. `[]` offers none", async () => {
    const chatId = await newChat({ tools: ["web_search"] });
    const tab = new Tab(chatId);
    await tab.isLive();
    await call(`/api/chats/${chatId}/messages`, { body: { id: "m1", text: "/gen tokens=3 tool=web_search rounds=20" } });
    await tab.ended("m1.a");
    expect(tab.message("m1.a")).toMatchObject({ status: "done", text: reference(3) });
    expect(stepsOf(tab)).toHaveLength(12);
    await send(chatId, "m2", "/gen tokens=3 tool=web_search", { tools: [] });
    await tab.ended("m2.a");
    expect(tab.message("m2.a")).toMatchObject({ status: "done", text: reference(3) });
    expect(stepsOf(tab, "m2.a")).toEqual([]);
    tab.close();
  });

  test("several calls of a round run at once; a page of a search is read without being asked about", async () => {
    const chatId = await newChat({});
    const tab = new Tab(chatId);
    await tab.isLive();
    await send(chatId, "m1", "/gen tokens=2 tool=web_search calls=3");
    await tab.ended("m1.a");
    expect(stepsOf(tab).map(({ status }) => status)).toEqual(["done", "done", "done"]);
    await send(chatId, "m2", '/gen tokens=2 tool=read_page args={"url":"https://example.com/tally/two"}');
    await tab.ended("m2.a");
    expect(stepsOf(tab, "m2.a")).toMatchObject([
      { status: "done", sources: [{ url: "https://example.com/tally/two" }], title: "Read example.com" },
    ]);
    expect(stepsOf(tab, "m2.a")[0]?.result).toContain("Second simulated page");
    tab.close();
  });

  test("a tool that nobody offered, or arguments that are no JSON, are told to the model once; the second time it answers without", async () => {
    const chatId = await newChat({});
    const tab = new Tab(chatId);
    await tab.isLive();
    for (const [id, directives] of [
      ["m1", "tool=launch_rockets"],
      ["m2", "tool=web_search args={broken"],
    ] as const) {
      await send(chatId, id, `/gen tokens=2 rounds=9 ${directives}`);
      await tab.ended(`${id}.a`);
      expect(stepsOf(tab, `${id}.a`).map(({ status }) => status)).toEqual(["failed", "failed"]);
      expect(tab.message(`${id}.a`)).toMatchObject({ status: "done", text: reference(2) });
    }
    expect((await send(chatId, "m3", "x", { tools: ["launch_rockets"] })).status).toBe(400);
    tab.close();
  });
});

describe("a step that waits for a person", () => {
  const as = "decider@example.com";

  test("[P84] [P85] keeps its place through a crash, holds no money, and runs once when a tab says so; the queue waits behind it", async () => {
    await setPolicy("web_search", "ask", as);
    const chatId = await newChat({}, as);
    let tab = new Tab(chatId, as);
    await tab.isLive();
    await send(chatId, "m1", "/gen tokens=4 tool=web_search", {}, as);
    await send(chatId, "m2", "/gen tokens=2", {}, as);
    await tab.until(isWaiting);
    expect(tab.message("m1.a")?.status).toBe("running");
    await tab.until(({ state }) => state.messages.has("m2"));
    expect(tab.message("m2.a")?.status).toBe("queued");
    tab.close();
    await evictDurableObject(env.CHAT.getByName(`${as}/${chatId}`));
    await abortAllDurableObjects();
    expect((await walletOf(as)).heldNanoUsd).toBe(0);
    tab = new Tab(chatId, as);
    await tab.isLive();
    expect(tab.state.runningId).toBe("m1.a");
    expect(isWaiting(tab)).toBe(true);
    tab.live.decide("m1.a", "s1", "once");
    await tab.ended("m2.a");
    expect(tab.message("m1.a")).toMatchObject({ status: "done", text: reference(4) });
    expect(stepsOf(tab)).toMatchObject([{ status: "done", costNanoUsd: SEARCH_PRICE }]);
    // Its decision was made: another one is refused, the same again is answered again.
    expect((await decide(chatId, "late", "deny", as)).status).toBe(409);
    expect((await receiptsOf(chatId, as)).filter(({ purpose }) => purpose === "tool")).toHaveLength(1);
    tab.close();
  });

  test("[P85] [I3] a decision takes effect once, whoever says it; no is told to the model, always is the tool's policy from then on", async () => {
    await setPolicy("web_search", "ask", as);
    const chatId = await newChat({}, as);
    const tab = new Tab(chatId, as);
    await tab.isLive();
    await send(chatId, "m1", "/gen tokens=1 tool=web_search rounds=2", {}, as);
    await tab.until(isWaiting);
    const said = await Promise.all([decide(chatId, "d1", "deny", as), decide(chatId, "d2", "once", as), decide(chatId, "d1", "deny", as)]);
    expect(said.map(({ status }) => status).toSorted()).toEqual([200, 202, 409]);
    await tab.until((one) => stepsOf(one)[1]?.status === "waiting");
    expect(stepsOf(tab)[0]).toMatchObject({ status: "denied", result: "The person said no." });
    expect((await decide(chatId, "d1", "always", as, "s2")).status).toBe(409);
    expect((await decide(chatId, "d3", "always", as, "s2")).status).toBe(202);
    await tab.ended("m1.a");
    expect(stepsOf(tab)[1]?.status).toBe("done");
    const { tools } = await json<{ tools: { name: string; policy: string }[] }>(call("/api/tools", { as }));
    expect(tools.find(({ name }) => name === "web_search")?.policy).toBe("always");
    tab.close();
  });

  test("[P84] stop ends it, and what waits behind it begins", async () => {
    await setPolicy("web_search", "ask", as);
    const chatId = await newChat({}, as);
    const tab = new Tab(chatId, as);
    await tab.isLive();
    await send(chatId, "m1", "/gen tokens=4 tool=web_search", {}, as);
    await tab.until(isWaiting);
    await send(chatId, "m2", "/gen tokens=2", { tools: [] }, as);
    expect((await call(`/api/chats/${chatId}/stop`, { body: {}, as })).status).toBe(202);
    await tab.ended("m2.a");
    expect(tab.message("m1.a")).toMatchObject({ status: "stopped", steps: [{ status: "denied" }] });
    expect(tab.message("m2.a")?.text).toBe(reference(2));
    expect((await receiptsOf(chatId, as)).filter(({ purpose }) => purpose === "tool")).toHaveLength(0);
    // It goes on where it stood: the model asks, and is answered.
    await setPolicy("web_search", "always", as);
    tab.live.continueAnswer("m1.a");
    await tab.until((one) => one.message("m1.a")?.status === "done");
    expect(tab.message("m1.a")?.text).toBe(reference(4));
    tab.close();
  });
});

describe("a step that hangs", () => {
  test("[P84] [P86] stop ends it at once in every tab; a search that had left is booked, and nothing stays held", async () => {
    const as = "hanging@example.com";
    const chatId = await newChat({}, as);
    const tabs = [new Tab(chatId, as), new Tab(chatId, as)] as const;
    for (const tab of tabs) await tab.isLive();
    await send(chatId, "m1", '/gen tokens=4 tool=web_search args={"query":"search-hangs"}', {}, as);
    for (const tab of tabs) await tab.until((one) => stepsOf(one)[0]?.status === "running");
    expect((await walletOf(as)).heldNanoUsd).toBe(SEARCH_PRICE);
    tabs[1].live.stop();
    for (const tab of tabs) {
      await tab.ended("m1.a");
      expect(tab.message("m1.a")?.status).toBe("stopped");
      expect(stepsOf(tab)).toMatchObject([{ status: "failed", costNanoUsd: SEARCH_PRICE }]);
      tab.close();
    }
    expect((await receiptsOf(chatId, as)).filter(({ purpose }) => purpose === "tool")).toMatchObject([
      { costNanoUsd: SEARCH_PRICE, messageId: "m1.a" },
    ]);
    await expect.poll(async () => (await walletOf(as)).heldNanoUsd).toBe(0);
  });
});

const writtenBy = async (chatId: string): Promise<number> =>
  (await json<{ rowsWritten: number }>(call(`/api/chats/${chatId}/stats`))).rowsWritten;

describe("a step", () => {
  test.each([
    ["read_page", '{"url":"https://example.com/tally/two"}', 2],
    // Its receipt, and the day's sum with it.
    ["web_search", '{"query":"tea"}', 4],
  ])("[I12] of %s costs at most as many rows as the table says", async (tool, args, most) => {
    const rows = async (calls: number): Promise<number> => {
      const chatId = await newChat({});
      const tab = new Tab(chatId);
      await tab.isLive();
      const before = await writtenBy(chatId);
      await send(chatId, "m1", `/gen tokens=1 tool=${tool} calls=${calls} args=${args}`);
      await tab.ended("m1.a");
      expect(stepsOf(tab)).toHaveLength(calls);
      tab.close();
      return (await writtenBy(chatId)) - before;
    };
    expect((await rows(9)) - (await rows(1))).toBeLessThanOrEqual(8 * most);
  });
});

describe("money stops the loop", () => {
  test("the estimate says how many searches there may be at most, and at what price", async () => {
    const body = { text: "Tea?", model: "embedded/tally" };
    const plain = await json<Estimate>(call("/api/estimate", { body }));
    const withTools = await json<Estimate>(call("/api/estimate", { body: { ...body, tools: ["web_search", "read_page"] } }));
    expect(plain.tools).toEqual([]);
    expect(withTools.tools).toEqual([{ name: "web_search", most: 12, priceNanoUsd: SEARCH_PRICE }]);
    expect(withTools.inputTokens).toBeGreaterThan(plain.inputTokens);
    const chatId = await newChat({ tools: ["web_search"] });
    expect((await json<Estimate>(call("/api/estimate", { body: { ...body, chatId } }))).tools).toHaveLength(1);
    expect((await call("/api/estimate", { body: { ...body, tools: ["nothing"] } })).status).toBe(400);
  });

  test("[I8] [P86] between and inside rounds: a message's cap, and a conversation's, refuse the search they do not cover, and words close the answer", async () => {
    for (const settings of [
      { message: { maxCostNanoUsd: 2 * SEARCH_PRICE + 200_000 }, chat: {} },
      { message: {}, chat: { maxCostNanoUsd: 2 * SEARCH_PRICE + 200_000 } },
    ]) {
      const chatId = await newChat(settings.chat);
      const tab = new Tab(chatId);
      await tab.isLive();
      await send(chatId, "m1", "/gen tokens=4 tool=web_search rounds=9", settings.message);
      await tab.ended("m1.a");
      expect(stepsOf(tab).map(({ status }) => status)).toEqual(["done", "done", "failed"]);
      expect(stepsOf(tab)[2]).toMatchObject({ costNanoUsd: 0, result: expect.stringContaining("does not cover") as string });
      expect(tab.message("m1.a")).toMatchObject({ status: "done", text: reference(4) });
      expect(tab.message("m1.a")?.receipt?.costNanoUsd).toBeLessThanOrEqual(2 * SEARCH_PRICE + 200_000);
      tab.close();
    }
  });

  test("[I8] a project's budget likewise", async () => {
    const as = "planner-of-tools@example.com";
    const budget = { limitNanoUsd: SEARCH_PRICE + 150_000, per: "total" };
    const { id: projectId } = await json<{ id: string }>(call("/api/projects", { body: { name: "Tea", budget }, as }));
    const chatId = await newChat({ projectId }, as);
    const tab = new Tab(chatId, as);
    await tab.isLive();
    await send(chatId, "m1", "/gen tokens=4 tool=web_search rounds=9", {}, as);
    await tab.ended("m1.a");
    expect(stepsOf(tab).map(({ status }) => status)).toEqual(["done", "failed"]);
    expect(tab.message("m1.a")).toMatchObject({ status: "done", text: reference(4) });
    expect(tab.message("m1.a")?.receipt?.costNanoUsd).toBeLessThanOrEqual(budget.limitNanoUsd);
    tab.close();
  });

  test("[I8] a person's budget likewise; nothing stays held", async () => {
    const as = "poor@example.com";
    await call(`/api/admin/people/${as}/budget`, { method: "PUT", body: { limitNanoUsd: SEARCH_PRICE + 150_000 }, as: "admin@localhost" });
    const chatId = await newChat({}, as);
    const tab = new Tab(chatId, as);
    await tab.isLive();
    await send(chatId, "m1", "/gen tokens=4 tool=web_search rounds=9", {}, as);
    await tab.ended("m1.a");
    expect(stepsOf(tab).map(({ status }) => status)).toEqual(["done", "failed"]);
    expect(tab.message("m1.a")?.text).toBe(reference(4));
    const wallet = await walletOf(as);
    expect(wallet.spentNanoUsd).toBeLessThanOrEqual(SEARCH_PRICE + 150_000);
    expect(wallet.heldNanoUsd).toBe(0);
    tab.close();
  });
});
