/** A provider in trouble: every end is a message with a status, a receipt and a sentence for the person. */
import { abortAllDurableObjects, evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { Receipt } from "../../src/protocol/http.ts";
import type { Message } from "../../src/protocol/message.ts";
import { crash } from "./bookkeeping.ts";
import { call, DEFAULT_PERSON, json, newChat, reference, stored, Tab } from "./tab.ts";

const receiptsOf = async (chat: string): Promise<Receipt[]> =>
  (await json<{ receipts: Receipt[] }>(call(`/api/chats/${chat}/receipts`))).receipts;

async function ask(text: string): Promise<{ chat: string; tab: Tab; id: string; answer: Message }> {
  const chat = await newChat();
  const tab = new Tab(chat);
  await tab.isLive();
  const id = tab.live.send(text);
  await tab.ended(`${id}.a`);
  const answer = (await stored(chat)).messages.find((message) => message.id === `${id}.a`);
  if (answer === undefined) throw new Error("no answer");
  expect(tab.message(`${id}.a`)).toMatchObject({ text: answer.text, status: answer.status });
  return { chat, tab, id, answer };
}

describe("an answer", () => {
  it("that was refused before its first token is an error with a way out, tried once more, and free", async () => {
    const { chat, answer } = await ask("/gen fail=3040");
    expect(answer).toMatchObject({ status: "error", text: "", problem: { reason: "out-of-capacity", code: 3040 } });
    expect(answer.problem?.detail).toMatch(/model/i);
    const receipts = await receiptsOf(chat);
    expect(receipts).toHaveLength(2);
    expect(receipts.every(({ end, costNanoUsd, basis }) => end === "failed" && costNanoUsd === 0 && basis === "free")).toBe(true);
  });

  it.each([
    [3036, "no-credits"],
    [5035, "plan-required"],
    [429, "gateway-limit"],
  ])("that was refused with %i says so in words", async (code, reason) => {
    const { answer } = await ask(`/gen fail=${code}`);
    expect(answer.status).toBe("error");
    expect(answer.problem?.reason).toBe(reason);
    expect(answer.problem?.detail.length).toBeGreaterThan(20);
  });

  it("that was cut in mid-stream keeps what came, and Continue goes on with a second receipt", async () => {
    const { chat, tab, id, answer } = await ask("/gen tokens=50 cut=20");
    expect(answer).toMatchObject({ status: "interrupted", text: reference(20), problem: { reason: "network" } });
    tab.live.continueAnswer(`${id}.a`);
    await tab.until((one) => (one.message(`${id}.a`)?.receipt?.calls ?? 0) === 2);
    const receipts = await receiptsOf(chat);
    expect(receipts.map(({ purpose, end }) => [purpose, end])).toEqual([
      ["answer", "cut"],
      ["continuation", "done"],
    ]);
    expect(tab.message(`${id}.a`)).toMatchObject({ status: "done", text: reference(50) });
    expect((await stored(chat)).messages.at(-1)?.text).toBe(tab.message(`${id}.a`)?.text);
  });

  it("from which nothing more comes is stopped after its deadline with what there is", async () => {
    const { answer } = await ask("/gen tokens=50 stall=10");
    expect(answer).toMatchObject({ status: "interrupted", text: reference(10), problem: { reason: "stalled" } });
  });

  it.each(["response", "choices", "both", "reasoning-field", "think"])(
    "in the shape %s has its text once and its reasoning apart",
    async (shape) => {
      const { answer } = await ask(`/gen tokens=30 reasoning=${shape === "reasoning-field" || shape === "think" ? 12 : 0} shape=${shape}`);
      expect(answer.status).toBe("done");
      expect(answer.text.trim()).toBe(reference(30).trim());
      if (shape === "reasoning-field" || shape === "think")
        expect(answer.reasoning?.trim()).toBe(Array.from({ length: 12 }, (_, index) => `r${index}`).join(" "));
    },
  );

  it("without any usage costs an estimate, which says so", async () => {
    const { chat, answer } = await ask("/gen tokens=30 usage=none neurons=0 log=never");
    expect(answer.receipt?.basis).toBe("estimated");
    expect((await receiptsOf(chat))[0]).toMatchObject({ basis: "estimated", outputTokens: 30 });
  });
});

describe("[I6] [I7] an answer whose object was", () => {
  it("aborted in mid-answer is settled on wake, paid for once, and only goes on when asked to", async () => {
    const chat = await newChat();
    const tab = new Tab(chat);
    await tab.isLive();
    const id = tab.live.send("/gen tokens=4000 rate=300 log=never");
    const waiting = tab.live.send("/gen tokens=3");
    await tab.until(({ text }) => (text?.text.length ?? 0) > 2500);
    await abortAllDurableObjects();
    tab.cut();
    await tab.ended(`${waiting}.a`);
    const { messages } = await stored(chat);
    const answer = messages.find((message) => message.id === `${id}.a`);
    expect(answer).toMatchObject({ status: "interrupted", problem: { reason: "crashed" } });
    // A checkpoint is written every second: at 300 tokens a second hardly more than 300 tokens may be missing.
    expect(answer?.text.length).toBeGreaterThan(0);
    expect(reference(4000).startsWith(answer?.text ?? "?")).toBe(true);
    expect(messages.find((message) => message.id === `${waiting}.a`)).toMatchObject({ status: "done", text: reference(3) });
    expect(tab.message(`${id}.a`)?.text).toBe(answer?.text);
    const receipts = await receiptsOf(chat);
    expect(receipts.map(({ messageId, purpose, end: how }) => [messageId, purpose, how]).toSorted()).toEqual(
      [
        [`${id}.a`, "answer", "crashed"],
        [`${waiting}.a`, "answer", "done"],
      ].toSorted(),
    );
    // Nothing is held for a call that runs: what may still be held is what an estimate left, until the log is given up.
    const { holds } = await env.ACCOUNT.getByName("alice@example.com").audit({ after: "", upTo: "~" });
    expect(holds.filter((hold) => hold.chat === chat && hold.freed === null)).toEqual([]);
    tab.close();
  });
});

/** Calls that cost money so far; a resume is none. */
async function paid(): Promise<number> {
  const ai: unknown = env.AI;
  if (typeof ai !== "object" || ai === null || !("fetch" in ai) || typeof ai.fetch !== "function") throw new Error("no AI");
  const response: unknown = await ai.fetch("http://ai/paid-calls");
  return response instanceof Response ? response.json() : Promise.reject(new Error("no answer"));
}

describe("[I6] a third-party model's answer whose object was", () => {
  it.each([
    ["evicted with its sockets asleep", "hibernate"],
    ["aborted", "abort"],
  ] as const)("%s goes on at the last checkpoint, without a gap, a double or a second paid call", async (_name, how) => {
    const chat = await newChat({ model: "openai/resumable", title: "Named, so that no title is paid for" });
    const tab = new Tab(chat);
    await tab.isLive();
    const before = await paid();
    const id = tab.live.send("/gen tokens=900 rate=300");
    await tab.until(({ text }) => (text?.text.length ?? 0) > 2500);
    if (how === "abort") {
      await abortAllDurableObjects();
      tab.cut();
    } else {
      await evictDurableObject(env.CHAT.getByName(`alice@example.com/${chat}`), { webSockets: "hibernate" });
      await call(`/api/chats/${chat}`);
    }
    await tab.ended(`${id}.a`);
    expect(tab.message(`${id}.a`)).toMatchObject({ status: "done", text: reference(900) });
    expect((await stored(chat)).messages.at(-1)?.text).toBe(reference(900));
    expect((await paid()) - before).toBe(1);
    const receipts = await receiptsOf(chat);
    expect(receipts.map(({ end, model }) => [end, model])).toEqual([["done", "openai/resumable"]]);
    tab.close();
  });
});

describe("[I1] a tab that slept through", () => {
  it("[P18] a crash, its Continue and a stop ends with what storage holds, although it had seen more than the crash left", async () => {
    const chat = await newChat();
    const [sleeper, other] = [new Tab(chat), new Tab(chat)];
    await Promise.all([sleeper.isLive(), other.isLive()]);
    const id = sleeper.live.send("/gen tokens=4000 rate=300");
    await sleeper.until(({ text }) => (text?.text.length ?? 0) > 2500);
    sleeper.sleep();
    const seen = sleeper.text?.text.length ?? 0;
    await abortAllDurableObjects();
    other.cut();
    await other.ended(`${id}.a`);
    expect(other.message(`${id}.a`)?.text.length).toBeLessThan(seen);
    other.live.continueAnswer(`${id}.a`);
    await other.until((tab) => (tab.text?.text.length ?? 0) > seen || (tab.message(`${id}.a`)?.receipt?.calls ?? 0) === 2);
    sleeper.wake();
    await Promise.all([sleeper.ended(`${id}.a`), other.ended(`${id}.a`)]);
    const truth = (await stored(chat)).messages.at(-1)?.text;
    expect(sleeper.message(`${id}.a`)?.text).toBe(truth);
    expect(other.message(`${id}.a`)?.text).toBe(truth);
  });

  it("the continuation of an answer far back is told of it", async () => {
    const chat = await newChat();
    const [sleeper, other] = [new Tab(chat), new Tab(chat)];
    await Promise.all([sleeper.isLive(), other.isLive()]);
    const old = other.live.send("/gen tokens=50 cut=20");
    await other.ended(`${old}.a`);
    let last = old;
    for (let index = 0; index < 40; index += 1) {
      last = other.live.send("/gen tokens=1");
      await other.ended(`${last}.a`);
    }
    await sleeper.ended(`${last}.a`);
    sleeper.sleep();
    other.live.continueAnswer(`${old}.a`);
    await other.until((tab) => (tab.message(`${old}.a`)?.receipt?.calls ?? 0) === 2);
    sleeper.wake();
    await sleeper.until(({ state }) => state.connection.status === "live");
    const truth = (await stored(chat)).messages.find((message) => message.id === `${old}.a`)?.text;
    const shown = sleeper.message(`${old}.a`);
    // Far back it may not be in the window any more; where it is, it is the truth.
    expect(shown === undefined || shown.text === truth).toBe(true);
  });
});

describe("[I6] [I7] after a crash", () => {
  it("a continued answer far back is settled like any other", async () => {
    const chat = await newChat();
    const tab = new Tab(chat);
    await tab.isLive();
    const old = tab.live.send("/gen tokens=3000 rate=400 log=never");
    await tab.until(({ text }) => (text?.text.length ?? 0) > 300);
    tab.live.stop();
    await tab.ended(`${old}.a`);
    for (let index = 0; index < 40; index += 1) {
      const id = tab.live.send("/gen tokens=1 log=never");
      await tab.ended(`${id}.a`);
    }
    tab.live.continueAnswer(`${old}.a`);
    await tab.until(({ text }) => (text?.text.length ?? 0) > 400);
    await abortAllDurableObjects();
    tab.cut();
    await tab.until(({ state }) => state.connection.status === "live" && state.runningId === null);
    const answer = await json<{ messages: Message[] }>(call(`/api/chats/${chat}/messages?limit=200`));
    expect(answer.messages.find(({ id }) => id === `${old}.a`)?.status).toBe("interrupted");
    const receipts = (await receiptsOf(chat)).filter(({ messageId }) => messageId === `${old}.a`);
    expect(receipts.map(({ purpose, end }) => [purpose, end])).toEqual([
      ["answer", "stopped"],
      ["continuation", "crashed"],
    ]);
  });

  it("no place in the log is given out twice, and a tab that was away learns of the interrupted answer", async () => {
    const chat = await newChat();
    const [sleeper, other] = [new Tab(chat), new Tab(chat)];
    await Promise.all([sleeper.isLive(), other.isLive()]);
    const running = other.live.send("/gen tokens=3000 rate=300 log=never");
    await other.until(({ text }) => (text?.text.length ?? 0) > 300);
    const waiting = [1, 2, 3, 4].map(() => other.live.send("/gen tokens=30 rate=60 log=never"));
    await other.until((tab) => waiting.every((id) => tab.message(id)?.status === "queued"));
    for (const id of waiting.slice(0, 3)) other.live.cancel(id);
    await Promise.all(
      [sleeper, other].map((tab) => tab.until((one) => waiting.slice(0, 3).every((id) => one.message(`${id}.a`)?.status === "stopped"))),
    );
    sleeper.sleep();
    await abortAllDurableObjects();
    other.cut();
    await other.until((tab) => tab.state.runningId === `${waiting[3]}.a`);
    sleeper.wake();
    await Promise.all([sleeper.ended(`${waiting[3]}.a`), other.ended(`${waiting[3]}.a`)]);
    const { messages } = await stored(chat);
    for (const message of messages) expect(sleeper.message(message.id)).toMatchObject({ text: message.text, status: message.status });
    expect(sleeper.message(`${running}.a`)?.status).toBe("interrupted");
  });
});

it("[I6] a request whose object is reset while it runs is 503 and to be tried again, not a bug of ours", async () => {
  const chat = await newChat();
  const stub = env.CHAT.getByName(`${DEFAULT_PERSON}/${chat}`);
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const uploading = call(`/api/chats/${chat}/files?name=long.txt`, { raw: readable, headers: { "content-type": "text/plain" } });
  const writer = writable.getWriter();
  const writing = writer.write(new TextEncoder().encode("a word ".repeat(400_000))).catch(() => undefined);
  const parts = (): Promise<number> =>
    runInDurableObject(stub, (_object, { storage }) => Number(storage.sql.exec("SELECT count(*) AS parts FROM file_part").one()["parts"]));
  await expect.poll(parts).toBeGreaterThan(0);
  await crash(stub);
  await writing;
  await writer.close().catch(() => undefined);
  const response = await uploading;
  expect(response.status).toBe(503);
  expect(response.headers.get("retry-after")).toBe("1");
  expect((await stored(chat)).messages).toEqual([]);
});

it("a model that never answers the request is given up after its deadline, as an error with a receipt", async () => {
  const { answer } = await ask("/gen tokens=5 ttft=20000 fail=7003");
  expect(answer).toMatchObject({ status: "error", problem: { reason: "stalled" } });
});

it("[I10] a deletion that a crash left half-way is finished by its alarm", async () => {
  const chat = await newChat({ title: "kanarienvogel" });
  const tab = new Tab(chat);
  await tab.isLive();
  const id = tab.live.send("/gen tokens=3 log=never kanarienvogel");
  await tab.ended(`${id}.a`);
  await env.DB.exec("ALTER TABLE spend RENAME TO spend_away");
  expect((await call(`/api/chats/${chat}`, { method: "DELETE" })).status).toBe(200);
  await abortAllDurableObjects();
  await env.DB.exec("ALTER TABLE spend_away RENAME TO spend");
  const stub = env.CHAT.getByName(`alice@example.com/${chat}`);
  expect(await runDurableObjectAlarm(stub)).toBe(true);
  await runInDurableObject(stub, (_chat, state) => {
    expect(state.storage.kv.get("leftover")).toBeUndefined();
    expect(state.storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'turn'").toArray()).toEqual([]);
  });
  expect((await call(`/api/chats/${chat}`)).status).toBe(404);
});
