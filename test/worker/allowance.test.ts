/** Which models a person may ask is an administrator's word, held where the money is: in the person's object. */
import { describe, expect, it } from "vitest";
import type { Estimate, ModelInfo, PersonBudget } from "../../src/protocol/http.ts";
import { accountStub, ADMIN, alarm, ask, crash, idle, receiptsOf, send } from "./bookkeeping.ts";
import { call, json, newChat, stored } from "./tab.ts";

const allow = (email: string, models: string[] | null, wanted: string | null = null): Promise<Response> =>
  call(`/api/admin/people/${email}/models`, { as: ADMIN, method: "PUT", body: { allow: models, default: wanted } });
const offered = (as: string): Promise<{ default: string; models: ModelInfo[] }> => json(call("/api/models", { as }));

describe("a person whose models an administrator chose", () => {
  it("[P43] sees the others with the reason, begins with the chosen one, and is refused what is not on the list by every way", async () => {
    const as = "narrow@example.com";
    const before = await newChat({ model: "embedded/costly", title: "Named" }, as);
    const set = await json<PersonBudget>(allow(as, ["embedded/tally", "openai/*"], "openai/echo"));
    expect(set).toMatchObject({ email: as, models: { allow: ["embedded/tally", "openai/*"], default: "openai/echo" } });
    const { default: start, models } = await offered(as);
    expect(start).toBe("openai/echo");
    expect(models.filter(({ available }) => available).map(({ id }) => id)).toEqual(["embedded/tally", "openai/resumable", "openai/echo"]);
    expect(models.find(({ id }) => id === "embedded/costly")).toMatchObject({
      available: false,
      reason: "Not on the list of models allowed here.",
    });

    expect(await json(call("/api/chats", { as, body: {} }))).toMatchObject({ model: "openai/echo" });
    const made = await call("/api/chats", { as, body: { model: "embedded/costly" } });
    expect(made.status).toBe(422);
    const sent = await call(`/api/chats/${before}/messages`, { as, body: { id: "m1", text: "/gen tokens=3" } });
    expect(sent.status).toBe(422);
    expect(await json<{ detail: string }>(Promise.resolve(sent))).toMatchObject({
      detail: expect.stringContaining("not among the models you may ask") as string,
    });
    expect((await stored(before, as)).messages).toEqual([]);
    expect((await call("/api/estimate", { as, body: { text: "Hi", model: "embedded/costly" } })).status).toBe(422);
    const prices = await json<Estimate>(call("/api/estimate", { as, body: { text: "Hi", model: "embedded/tally", chatId: before } }));
    expect(prices.models.map(({ id }) => id)).toEqual(["embedded/tally", "openai/resumable", "openai/echo"]);
    expect((await send(before, as, "/gen tokens=3", { model: "embedded/tally" })).status).toBe(202);
    await idle(before, as);
  });

  it("keeps the list after a crash, keeps a preference that is on it, and is free again when it is taken away", async () => {
    const as = "freed@example.com";
    await allow(as, ["embedded/tally", "embedded/costly"], "embedded/tally");
    await call("/api/me", { as, method: "PATCH", body: { preferences: { model: "embedded/costly" } } });
    await crash(accountStub(as));
    expect(await json(call("/api/chats", { as, body: {} }))).toMatchObject({ model: "embedded/costly" });
    await allow(as, ["embedded/tally"]);
    expect(await json(call("/api/chats", { as, body: {} }))).toMatchObject({ model: "embedded/tally" });
    expect(await json<PersonBudget>(allow(as, null))).toMatchObject({ models: { allow: null, default: null } });
    expect(await json(call("/api/chats", { as, body: {} }))).toMatchObject({ model: "embedded/costly" });
  });

  it("[P43] takes effect on what waits already: a question whose model was forbidden meanwhile ends with that sentence", async () => {
    const as = "meanwhile@example.com";
    const chat = await newChat({ model: "embedded/costly", title: "Named" }, as);
    await send(chat, as, "/gen tokens=100 rate=200");
    const waits = await send(chat, as, "/gen tokens=3");
    await allow(as, ["embedded/tally"]);
    await idle(chat, as);
    const { messages } = await stored(chat, as);
    expect(messages.find(({ id }) => id === waits.answerId)).toMatchObject({ status: "error", problem: { reason: "model-unable" } });
  });

  it("gets titles from models on the list alone", async () => {
    const as = "title-narrow@example.com";
    await allow(as, ["embedded/costly"]);
    const chat = await newChat({}, as);
    await ask(chat, as, "How long does tea keep in a tin box?");
    await alarm(as, chat);
    const { receipts } = await receiptsOf(chat, as);
    expect(receipts.map(({ purpose, model }) => [purpose, model])).toEqual([
      ["answer", "embedded/costly"],
      ["title", "embedded/costly"],
    ]);
  });

  it("is set by administrators alone, to models that are there", async () => {
    const as = "person@example.com";
    expect((await call(`/api/admin/people/${as}/models`, { as, method: "PUT", body: { allow: null, default: null } })).status).toBe(404);
    expect((await call(`/api/admin/people/${as}/models`, { as })).status).toBe(404);
    for (const [models, wanted, path] of [
      [["nobody/*"], null, "allow"],
      [["embedded/*"], "openai/echo", "default"],
      [null, "no/such", "default"],
      [["a,b"], null, "allow.0"],
      [[], null, "allow"],
    ] as const) {
      const response = await allow(as, models === null ? null : [...models], wanted);
      expect(response.status).toBe(400);
      expect(await json<{ errors: unknown }>(Promise.resolve(response))).toMatchObject({ errors: [{ path }] });
    }
  });
});
