/** [I3] A command takes effect once, its id is its own, and remembering it does not grow for ever. */
import { abortAllDurableObjects, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { KEPT_COMMANDS } from "../../src/chat/log/repeats.ts";
import type { Command } from "../../src/protocol/commands.ts";
import { ask, chatStub, idle, receiptsOf, send, sleep } from "./bookkeeping.ts";
import { call, json, newChat, stored } from "./tab.ts";

const rows = (as: string, chat: string): Promise<number> =>
  runInDurableObject(
    chatStub(as, chat),
    (_object, { storage }) => storage.sql.exec<{ n: number }>("SELECT count(*) AS n FROM command").one().n,
  );

describe("an id that comes again", () => {
  it("[I3] [P6] with the same command is answered again, with another one refused, whatever differs", async () => {
    const as = "same@example.com";
    const chat = await newChat({ title: "Named" }, as);
    await ask(chat, as, "/gen tokens=2 log=never");
    const [, first] = (await stored(chat, as)).messages;
    const post = async (route: string, body: object): Promise<number> => (await call(`/api/chats/${chat}/${route}`, { as, body })).status;
    const asked = { id: "m1", text: "/gen tokens=2 log=never" };
    expect(await post("messages", asked)).toBe(202);
    await idle(chat, as);
    for (const same of [asked, { ...asked, parentId: first?.id }, { ...asked, model: "embedded/tally" }]) {
      expect(await post("messages", same)).toBe(200);
    }
    const others = [
      { ...asked, text: "something else entirely" },
      { ...asked, parentId: null },
      { ...asked, model: "embedded/costly" },
      { ...asked, maxCostNanoUsd: 5 },
    ];
    for (const other of others) expect(await post("messages", other), JSON.stringify(other)).toBe(409);
    expect(await post("regenerate", { id: "m1", messageId: "m1" })).toBe(409);
    expect(await post("commands", { type: "edit", id: "m1", messageId: "m1", text: "another" })).toBe(409);
    expect(await post("regenerate", { id: "r1", messageId: "m1.a" })).toBe(202);
    await idle(chat, as);
    expect(await post("regenerate", { id: "r1", messageId: "m1" })).toBe(200);
    expect(await post("regenerate", { id: "r1", messageId: first?.id })).toBe(409);
    expect(await post("messages", { id: "r1", text: "/gen tokens=2 log=never" })).toBe(409);
    expect((await receiptsOf(chat, as)).receipts).toHaveLength(3);
    expect((await stored(chat, as)).messages).toHaveLength(5);
  });

  it("[I3] [P6] of a command without a turn likewise, also after the object was woken anew", async () => {
    const as = "settings@example.com";
    const chat = await newChat({ title: "Named" }, as);
    await ask(chat, as, "/gen tokens=2 log=never");
    const run = (command: Command) => chatStub(as, chat).command(command);
    expect(await run({ type: "set", id: "t", title: "One" })).toEqual({ ok: true, value: {} });
    await abortAllDurableObjects();
    expect(await run({ type: "set", id: "t", title: "One" })).toEqual({ ok: true, value: { repeated: true } });
    expect(await run({ type: "set", id: "t", title: "Two" })).toMatchObject({ ok: false, failure: { reason: "conflict" } });
    expect(await run({ type: "expand", id: "t", messageId: "x.a" })).toMatchObject({ ok: false, failure: { reason: "conflict" } });
    expect(await json(call(`/api/chats/${chat}`, { as }))).toMatchObject({ title: "One" });
  });
});

describe("what is remembered of commands", () => {
  it("[I12] [P6] is nothing of stops and cancels; a stop that comes again ends nothing more", async () => {
    const as = "stops@example.com";
    const chat = await newChat({ title: "Named" }, as);
    for (let index = 0; index < 10; index += 1) await call(`/api/chats/${chat}/stop`, { as, body: {} });
    await send(chat, as, "/gen tokens=4000 rate=200 log=never");
    const { answerId } = await send(chat, as, "/gen tokens=4000 rate=200 log=never");
    const stub = chatStub(as, chat);
    const written = async (): Promise<number> =>
      (await json<{ rowsWritten: number }>(call(`/api/chats/${chat}/stats`, { as }))).rowsWritten;
    expect(await stub.command({ type: "stop", id: "s" })).toEqual({ ok: true, value: { stopped: true } });
    await idleButOne(chat, as);
    expect(await stub.command({ type: "stop", id: "s" })).toEqual({ ok: true, value: { repeated: true } });
    expect((await stored(chat, as)).messages.find(({ id }) => id === answerId)?.status).toBe("running");
    expect(await stub.command({ type: "stop", id: "s", queue: true })).toMatchObject({ ok: false, failure: { reason: "conflict" } });
    await stub.command({ type: "stop", id: "s2", queue: true });
    await idle(chat, as);
    const before = await written();
    for (let index = 0; index < 200; index += 1) await stub.command({ type: "stop", id: `idle${index}` });
    expect(await written()).toBe(before);
    expect(await rows(as, chat)).toBe(0);
  });

  it("[P6] is bounded: of thousands of selections the last ones are known, and the first ones are forgotten", async () => {
    const as = "many-of-repeats@example.com";
    const chat = await newChat({ title: "Named" }, as);
    await ask(chat, as, "/gen tokens=2 log=never");
    const messageId = (await stored(chat, as)).head ?? "";
    const stub = chatStub(as, chat);
    /** A second sees 100 commands at most: one that is refused for that is sent again. */
    const select = async (id: string): Promise<unknown> => {
      for (;;) {
        const result = await stub.command({ type: "select", id, messageId });
        if (result.ok || result.failure.reason !== "too-many") return result;
        await sleep(100);
      }
    };
    for (let index = 0; index < KEPT_COMMANDS + 250; index += 1) await select(`b${index}`);
    const kept = await rows(as, chat);
    expect(kept).toBeGreaterThanOrEqual(KEPT_COMMANDS);
    expect(kept).toBeLessThan(KEPT_COMMANDS + 100);
    const last = `b${KEPT_COMMANDS + 249}`;
    expect(await select(last)).toEqual({ ok: true, value: { repeated: true } });
    expect(await select("b0")).toEqual({ ok: true, value: {} });
  });
});

/** One answer runs and nothing waits. */
async function idleButOne(chat: string, as: string): Promise<void> {
  for (;;) {
    const open = (await stored(chat, as)).messages.filter(({ role, status }) => role === "assistant" && status !== "stopped");
    if (open.length === 1 && open[0]?.status === "running") return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
