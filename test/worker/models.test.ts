/** One conversation, one provider client, models of every shape: the only thing that changes is the model's name. */
import { describe, expect, it } from "vitest";
import type { ModelInfo, Receipt } from "../../src/protocol/http.ts";
import { alarm, audit, receiptsOf, walletOf } from "./bookkeeping.ts";
import { call, json, newChat, reference, stored, Tab } from "./tab.ts";
import { COUNTED } from "./third-parties.ts";

const SHAPES = [
  { model: "@cf/meta/llama-3.2-1b-instruct", shape: "response", reasoning: 0 },
  { model: "@cf/ibm-granite/granite-4.0-h-micro", shape: "choices", reasoning: 0 },
  { model: "@cf/meta/llama-4-scout-17b-16e-instruct", shape: "both", reasoning: 0 },
  { model: "@cf/deepseek-ai/deepseek-r1-distill-qwen-32b", shape: "think", reasoning: 7 },
  { model: "@cf/zai-org/glm-4.7-flash", shape: "reasoning-field", reasoning: 7 },
] as const;

/** Nano-dollars of a call by the prices that GET /api/models shows: USD per million tokens is 1,000 nano-dollars a token. */
function listed(info: ModelInfo | undefined, { inputTokens, cachedTokens, outputTokens }: Receipt): number {
  const price = info?.priceUsdPerMTok;
  if (price == null) throw new Error("no price");
  const cached = price.cachedInput ?? price.input;
  return ((inputTokens - cachedTokens) * price.input + cachedTokens * cached + outputTokens * price.output) * 1000;
}

describe("one conversation", () => {
  it("[I1] [I7] switches between seven models of seven shapes, reasoning apart, each with a receipt that its prices explain", async () => {
    const as = "switcher@example.com";
    const { models } = await json<{ models: ModelInfo[] }>(call("/api/models", { as }));
    const chat = await newChat({ title: "Named", system: "Be brief." }, as);
    const [tab, other] = [new Tab(chat, as), new Tab(chat, as)];
    await Promise.all([tab.isLive(), other.isLive()]);
    for (const [index, { model, shape, reasoning }] of SHAPES.entries()) {
      const tokens = 20 + index;
      const id = tab.live.send(`/gen tokens=${tokens} reasoning=${reasoning} shape=${shape} log=0`, { model });
      await tab.ended(`${id}.a`);
      const answer = tab.message(`${id}.a`);
      expect(answer).toMatchObject({ status: "done", model });
      expect(answer?.text.trim()).toBe(reference(tokens).trim());
      expect((answer?.reasoning ?? "").trim()).toBe(Array.from({ length: reasoning }, (_, token) => `r${token}`).join(" "));
    }
    const question = "What did the others say?";
    const asked = tab.live.send(question, { model: "openai/echo" });
    await tab.ended(`${asked}.a`);
    // The system prompt, five exchanges, the question.
    expect(tab.message(`${asked}.a`)).toMatchObject({ status: "done", text: `I read 12: ${question}`, reasoning: "thought" });
    tab.live.set({ model: "anthropic/echo" });
    const last = tab.live.send("And you?");
    await Promise.all([tab.ended(`${last}.a`), other.ended(`${last}.a`)]);
    expect(tab.message(`${last}.a`)).toMatchObject({ status: "done", text: "I read 13: And you?", reasoning: "told: Be brief." });
    expect(tab.shown()).toEqual(other.shown());

    const { receipts, totalNanoUsd } = await receiptsOf(chat, as);
    expect(receipts.map(({ model }) => model)).toEqual([...SHAPES.map(({ model }) => model), "openai/echo", "anthropic/echo"]);
    for (const [index, receipt] of receipts.entries()) {
      const isThirdParty = index >= SHAPES.length;
      expect(receipt).toMatchObject({ end: "done", simulated: false, basis: isThirdParty ? "listed" : "billed" });
      expect(
        Math.abs(
          receipt.costNanoUsd -
            listed(
              models.find(({ id }) => id === receipt.model),
              receipt,
            ),
        ),
      ).toBeLessThanOrEqual(1);
      if (isThirdParty)
        expect(receipt).toMatchObject({ inputTokens: COUNTED.input, cachedTokens: COUNTED.cached, outputTokens: COUNTED.output });
      else expect(receipt.outputTokens).toBe(20 + index + (SHAPES[index]?.reasoning ?? 0));
    }
    expect(receipts.reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0)).toBe(totalNanoUsd);
    await alarm(as, chat);
    expect((await walletOf(as)).spentNanoUsd).toBe(totalNanoUsd);
    expect((await audit(as)).differences).toEqual([]);
    tab.close();
    other.close();
  });

  it("regenerates an answer with a model of another wire, as a sibling with a receipt of its own", async () => {
    const as = "again@example.com";
    const chat = await newChat({ title: "Named", model: "openai/echo" }, as);
    const tab = new Tab(chat, as);
    await tab.isLive();
    const first = tab.live.send("Hello");
    await tab.ended(`${first}.a`);
    tab.live.regenerate(`${first}.a`, { model: "anthropic/echo" });
    await tab.until(({ state }) => state.head !== `${first}.a` && state.runningId === null);
    const { messages } = await stored(chat, as);
    expect(messages.filter(({ role }) => role === "assistant").map(({ model, text }) => [model, text])).toEqual([
      ["openai/echo", "I read 1: Hello"],
      ["anthropic/echo", "I read 1: Hello"],
    ]);
    expect((await receiptsOf(chat, as)).receipts.map(({ model, basis }) => [model, basis])).toEqual([
      ["openai/echo", "listed"],
      ["anthropic/echo", "listed"],
    ]);
    tab.close();
  });
});

describe("how hard a model thinks", () => {
  it("is told to it in its wire's own words, and kept when the answer is regenerated or waits", async () => {
    const as = "thinker@example.com";
    const chat = await newChat({ title: "Named", model: "openai/echo" }, as);
    const tab = new Tab(chat, as);
    await tab.isLive();
    const send = (body: object): Promise<Response> => call(`/api/chats/${chat}/messages`, { as, body });
    expect((await send({ id: "first", text: "/gen tokens=300 rate=600", model: "embedded/tally" })).status).toBe(202);
    expect((await send({ id: "waits", text: "Hello", effort: "high" })).status).toBe(202);
    await tab.ended("waits.a");
    expect(tab.message("waits.a")?.reasoning).toBe("thought (high)");
    expect((await call(`/api/chats/${chat}/regenerate`, { as, body: { id: "again", messageId: "waits.a", effort: "low" } })).status).toBe(
      202,
    );
    await tab.ended("again.a");
    expect(tab.message("again.a")?.reasoning).toBe("thought (low)");
    tab.close();
  });

  it("[P27] is a setting of the conversation, the same in every tab, for models that reason and no hindrance to others", async () => {
    const as = "settled-thinker@example.com";
    const chat = await newChat({ title: "Named", model: "openai/echo", effort: "high" }, as);
    const [tab, other] = [new Tab(chat, as), new Tab(chat, as)];
    await Promise.all([tab.isLive(), other.isLive()]);
    expect(other.state.chat?.effort).toBe("high");
    const asked = async (body: object): Promise<string | undefined> => {
      const id = crypto.randomUUID();
      expect((await call(`/api/chats/${chat}/messages`, { as, body: { id, text: "Hello", ...body } })).status).toBe(202);
      await tab.ended(`${id}.a`);
      return tab.message(`${id}.a`)?.reasoning;
    };
    expect([await asked({}), await asked({ effort: "low" })]).toEqual(["thought (high)", "thought (low)"]);
    expect(await asked({ model: "@cf/ibm-granite/granite-4.0-h-micro", text: "/gen tokens=3" })).toBeUndefined();
    await call(`/api/chats/${chat}`, { as, method: "PATCH", body: { effort: null } });
    await other.until(({ state }) => state.chat?.effort === null);
    expect(await asked({})).toBe("thought");
    for (const each of [tab, other]) each.close();
  });

  it("[P27] is refused for a model that does not reason (422), and nothing is stored", async () => {
    const as = "thoughtless@example.com";
    const chat = await newChat({ model: "@cf/ibm-granite/granite-4.0-h-micro" }, as);
    const refused = await call(`/api/chats/${chat}/messages`, { as, body: { id: "m1", text: "Hello", effort: "low" } });
    expect([refused.status, (await stored(chat, as)).messages]).toEqual([422, []]);
    expect((await call(`/api/chats/${chat}/messages`, { as, body: { id: "m1", text: "Hello", effort: "extreme" } })).status).toBe(400);
  });
});

describe("a conversation longer than the model's window", () => {
  it("says from which message on the model was shown it, and nothing where it was shown all", async () => {
    const as = "long@example.com";
    const chat = await newChat({ title: "Named", model: "@cf/meta/llama-3.3-70b-instruct-fp8-fast" }, as);
    const tab = new Tab(chat, as);
    await tab.isLive();
    // Some 8,000 tokens by the estimate: two such questions and an answer's room fit into the window of 24,000, three do not.
    const words = "window ".repeat(8_000);
    const ids: string[] = [];
    for (let index = 0; index < 4; index += 1) {
      const id = tab.live.send(`${words} /gen tokens=5 log=never`);
      ids.push(id);
      await tab.ended(`${id}.a`);
      expect(tab.message(`${id}.a`)?.status).toBe("done");
    }
    const from = ids.map((id) => tab.message(`${id}.a`)?.contextFrom);
    expect(from).toEqual([undefined, undefined, ids[1], ids[2]]);
    const long = tab.live.send(`${"window ".repeat(14_400)} /gen tokens=5 log=never`);
    await tab.ended(`${long}.a`);
    expect(tab.message(`${long}.a`)?.contextFrom).toBe(long);
    expect((await stored(chat, as)).messages.at(-1)?.contextFrom).toBe(long);
    tab.close();
  });
});
