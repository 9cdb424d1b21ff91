/** Web Push: a double of a push service receives what Tally pushes, and a browser behind it reads it. */
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { importJWK, jwtVerify } from "jose";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ChatSummary } from "../../src/protocol/http.ts";
import { pushPayload, type PushPayload } from "../../src/protocol/push.ts";
import { fromBase64url, toBase64url } from "../../src/push/bytes.ts";
import { PushBrowser } from "../push-browser.ts";
import { accountStub, alarm, ask, chatStub, idle, send, setBudget, sleep } from "./bookkeeping.ts";
import { call, json, newChat, Tab } from "./tab.ts";

type Received = { url: string; headers: Headers; payload: PushPayload; text: string };

/** Stands where the network is. */
class PushService {
  readonly received: Received[] = [];
  readonly #browsers = new Map<string, PushBrowser>();
  readonly #answers: Response[] = [];
  /** The names of endpoints are nobody else's. */
  readonly #base = `http://127.0.0.1:9/${crypto.randomUUID()}`;

  async subscribe(as: string): Promise<{ id: string; endpoint: string }> {
    const browser = await PushBrowser.create();
    const endpoint = `${this.#base}/${this.#browsers.size}`;
    this.#browsers.set(endpoint, browser);
    const { id } = await json<{ id: string }>(call("/api/push", { as, body: { endpoint, expirationTime: null, keys: browser.keys } }));
    return { id, endpoint };
  }

  /** What it answers next, in place of 201. */
  answersOnce(status: number, headers: Record<string, string> = {}): void {
    this.#answers.push(new Response(null, { status, headers }));
  }

  fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    const browser = this.#browsers.get(request.url);
    if (browser === undefined) throw new Error(`nobody is at ${request.url}`);
    const text = await browser.read(new Uint8Array(await request.arrayBuffer()));
    this.received.push({ url: request.url, headers: request.headers, payload: pushPayload.strict().parse(JSON.parse(text)), text });
    return this.#answers.shift() ?? new Response(null, { status: 201 });
  };
}

let service: PushService;
beforeEach(() => {
  service = new PushService();
  vi.spyOn(globalThis, "fetch").mockImplementation(service.fetch);
});
afterEach(() => vi.restoreAllMocks());

let people = 0;
const somebody = (): string => `pushed-${(people += 1)}@example.com`;
const browsersOf = async (as: string): Promise<number> => (await json<{ browsers: number }>(call("/api/push", { as }))).browsers;
const chatOf = (id: string, as: string): Promise<ChatSummary> => json(call(`/api/chats/${id}`, { as }));
const waiting = (as: string) =>
  runInDurableObject(accountStub(as), (_person, { storage }) =>
    storage.sql.exec<{ chat: string; tries: number; due_at: number }>("SELECT chat, tries, due_at FROM push_notice").toArray(),
  );
const isIn = (count: number) => expect.poll(() => service.received.length).toBe(count);
/** Whatever was to be pushed has been. */
async function allIsSent(as: string): Promise<void> {
  await runDurableObjectAlarm(accountStub(as));
  await expect.poll(() => waiting(as)).toEqual([]);
}

describe("an answer that ends while no tab shows it", () => {
  it("[P131] [P132] is pushed once to every browser: title, cost and id, signed by this server, without a word of it", async () => {
    const as = somebody();
    const [one, two] = [await service.subscribe(as), await service.subscribe(as)];
    const chat = await newChat({ title: "Tea" }, as);
    await ask(chat, as, "secretquestion /gen tokens=3 log=20");
    await isIn(2);
    expect(service.received.map(({ url }) => url).toSorted()).toEqual([one.endpoint, two.endpoint]);
    const { costNanoUsd } = await chatOf(chat, as);
    expect(costNanoUsd).toBeGreaterThan(0);
    const { key } = await json<{ key: string }>(call("/api/push", { as }));
    for (const { headers, payload, text } of service.received) {
      expect(payload).toEqual({ chatId: chat, title: "Tea", costNanoUsd, simulated: true, end: "done" });
      expect(text).not.toMatch(/secretquestion|w0|w1/);
      expect(headers.get("content-encoding")).toBe("aes128gcm");
      expect(Number(headers.get("ttl"))).toBeGreaterThan(0);
      expect(headers.get("topic")).toMatch(/^[\w-]{32}$/);
      expect(JSON.stringify([...headers])).not.toMatch(new RegExp(`Tea|${chat}|${as}`));
      const [, token = "", k = ""] = /^vapid t=([^,]+), k=(\S+)$/.exec(headers.get("authorization") ?? "") ?? [];
      expect(k).toBe(key);
      const point = fromBase64url(k, 65) ?? new Uint8Array(65);
      const jwk = { kty: "EC", crv: "P-256", x: toBase64url(point.slice(1, 33)), y: toBase64url(point.slice(33)) };
      await jwtVerify(token, await importJWK(jwk, "ES256"), { audience: "http://127.0.0.1:9" });
    }
    // The gateway's log corrects the cost, and the person's object is told again: that is no end.
    await sleep(50);
    await alarm(as, chat);
    await allIsSent(as);
    expect(service.received).toHaveLength(2);
  });

  it("[P131] is pushed as stopped where money stopped it, as failed where it failed, and not at all where its person stopped it", async () => {
    const as = somebody();
    await service.subscribe(as);
    const chat = await newChat({ title: "Ends", model: "embedded/costly" }, as);
    await ask(chat, as, "/gen tokens=500", { maxCostNanoUsd: 500_000 });
    await isIn(1);
    await ask(chat, as, "/gen tokens=5 fail=3040");
    await isIn(2);
    expect(service.received.map(({ payload }) => payload.end)).toEqual(["stopped", "failed"]);
    await send(chat, as, "/gen tokens=1000 rate=10");
    await call(`/api/chats/${chat}/stop`, { as, body: {} });
    await idle(chat, as);
    await alarm(as, chat);
    await allIsSent(as);
    expect(service.received).toHaveLength(2);
  });

  it("[P131] is failed for a question that waited and was not paid for", async () => {
    const as = somebody();
    await service.subscribe(as);
    const chat = await newChat({ title: "Queue", model: "embedded/costly" }, as);
    await setBudget(as, 1_000_000_000);
    await send(chat, as, "/gen tokens=20 rate=20");
    await send(chat, as, "/gen tokens=20");
    await setBudget(as, 0);
    await idle(chat, as);
    await expect.poll(() => service.received.map(({ payload }) => payload.end)).toContain("failed");
  });

  it("[P133] a tab that shows it is enough; one that says it is hidden is not", async () => {
    const as = somebody();
    await service.subscribe(as);
    const chat = await newChat({ title: "Watched" }, as);
    const tab = new Tab(chat, as);
    await tab.isLive();
    await ask(chat, as, "/gen tokens=3 log=never");
    await alarm(as, chat);
    await allIsSent(as);
    expect(service.received).toEqual([]);
    tab.live.setShown(false);
    await expect
      .poll(() => runInDurableObject(chatStub(as, chat), (_chat, state) => state.getWebSockets()[0]?.deserializeAttachment()))
      .toMatchObject({ isHidden: true });
    await ask(chat, as, "/gen tokens=3 log=never");
    await isIn(1);
    tab.live.setShown(true);
    await expect
      .poll(() => runInDurableObject(chatStub(as, chat), (_chat, state) => state.getWebSockets()[0]?.deserializeAttachment()))
      .toMatchObject({ isHidden: false });
    await ask(chat, as, "/gen tokens=3 log=never");
    await alarm(as, chat);
    await allIsSent(as);
    expect(service.received).toHaveLength(1);
    tab.close();
  });

  it("[P132] of a temporary conversation is pushed without its title", async () => {
    const as = somebody();
    await service.subscribe(as);
    await ask(await newChat({ title: "Secret", temporary: true }, as), as, "/gen tokens=3");
    await isIn(1);
    expect(service.received[0]?.payload).toMatchObject({ title: "", end: "done" });
  });

  it("[I12] costs its person's object the rows it always did, and two for each browser beside", async () => {
    const as = somebody();
    const chat = await newChat({ title: "Rows" }, as);
    await ask(chat, as, "/gen tokens=3 log=never");
    await alarm(as, chat);
    const rows = async () => {
      const person = accountStub(as);
      return { answer: await person.rowsWritten(), pushes: await person.pushRowsWritten() };
    };
    const measured = async () => {
      const before = await rows();
      await ask(chat, as, "/gen tokens=3 log=never");
      await alarm(as, chat);
      await runDurableObjectAlarm(accountStub(as));
      await expect.poll(() => waiting(as)).toEqual([]);
      const after = await rows();
      return { answer: after.answer - before.answer, pushes: after.pushes - before.pushes };
    };
    const without = await measured();
    expect(without).toEqual({ answer: 4, pushes: 0 });
    await service.subscribe(as);
    await service.subscribe(as);
    expect(await measured()).toEqual({ answer: 4, pushes: 4 });
    expect(service.received).toHaveLength(2);
  });
});

describe("a push service that", () => {
  it.each([404, 410])("[P134] answers %i is asked never again: the browser is forgotten, the others are not", async (status) => {
    const as = somebody();
    await service.subscribe(as);
    await service.subscribe(as);
    service.answersOnce(status);
    const chat = await newChat({ title: "Gone" }, as);
    await ask(chat, as, "/gen tokens=3");
    await isIn(2);
    await expect.poll(() => browsersOf(as)).toBe(1);
    expect(await waiting(as)).toEqual([]);
    await ask(chat, as, "/gen tokens=3");
    await isIn(3);
  });

  it("[P134] is busy is asked again when it wants to be, and a conversation that was deleted meanwhile is not told", async () => {
    const as = somebody();
    await service.subscribe(as);
    service.answersOnce(429, { "retry-after": "600" });
    const chat = await newChat({ title: "Busy" }, as);
    await ask(chat, as, "/gen tokens=3");
    await isIn(1);
    await expect.poll(() => waiting(as)).toMatchObject([{ chat, tries: 1 }]);
    const [notice] = await waiting(as);
    expect((notice?.due_at ?? 0) - Date.now()).toBeGreaterThan(500_000);
    const due = () =>
      runInDurableObject(accountStub(as), (_person, { storage }) => void storage.sql.exec("UPDATE push_notice SET due_at = 0"));
    await due();
    service.answersOnce(503);
    await runDurableObjectAlarm(accountStub(as));
    await isIn(2);
    await expect.poll(() => waiting(as)).toMatchObject([{ chat, tries: 2 }]);
    await call(`/api/chats/${chat}`, { as, method: "DELETE" });
    expect(await waiting(as)).toEqual([]);
    await runDurableObjectAlarm(accountStub(as));
    expect(service.received).toHaveLength(2);
  });

  it("[P134] refuses the message, or leads elsewhere, is left alone", async () => {
    const as = somebody();
    await service.subscribe(as);
    const chat = await newChat({ title: "Refused" }, as);
    for (const [index, status] of [400, 403, 307].entries()) {
      service.answersOnce(status, { location: "http://127.0.0.1:9/elsewhere" });
      await ask(chat, as, "/gen tokens=3");
      await isIn(index + 1);
      await expect.poll(() => waiting(as)).toEqual([]);
    }
    expect(await browsersOf(as)).toBe(1);
  });
});

describe("a browser", () => {
  it("[P130] registers once, may say it again, and is told no more when it leaves", async () => {
    const as = somebody();
    const browser = await PushBrowser.create();
    const body = { endpoint: "http://127.0.0.1:9/once", keys: browser.keys };
    const [first, again] = [await call("/api/push", { as, body }), await call("/api/push", { as, body })];
    expect([first.status, again.status]).toEqual([201, 200]);
    const { id } = (await first.json()) as { id: string };
    expect(await again.json()).toEqual({ id });
    expect(await browsersOf(as)).toBe(1);
    expect((await call(`/api/push/${id}`, { as: somebody(), method: "DELETE" })).status).toBe(404);
    expect((await call(`/api/push/${id}`, { as, method: "DELETE" })).status).toBe(200);
    expect((await call(`/api/push/${id}`, { as, method: "DELETE" })).status).toBe(404);
    await ask(await newChat({ title: "Nobody" }, as), as, "/gen tokens=3");
    expect(await waiting(as)).toEqual([]);
  });

  it("[P130] is refused where its address is no push service's, and where its keys are none", async () => {
    const as = somebody();
    const { keys } = await PushBrowser.create();
    for (const endpoint of ["https://10.0.0.1/x", "https://example.com/x", "http://fcm.googleapis.com/x", "nowhere"]) {
      const refused = await call("/api/push", { as, body: { endpoint, keys } });
      expect(refused.status, endpoint).toBe(400);
      expect(await refused.json()).toMatchObject({ errors: [{ path: "endpoint" }] });
    }
    const wrong = await call("/api/push", { as, body: { endpoint: "http://127.0.0.1:9/x", keys: { ...keys, auth: "short" } } });
    expect(wrong.status).toBe(400);
    expect(await browsersOf(as)).toBe(0);
  });

  it("[P130] is one of ten at most: the one that registered first goes", async () => {
    const as = somebody();
    const ids: string[] = [];
    for (let count = 0; count < 12; count += 1) ids.push((await service.subscribe(as)).id);
    expect(await browsersOf(as)).toBe(10);
    expect((await call(`/api/push/${ids[0]}`, { as, method: "DELETE" })).status).toBe(404);
    expect((await call(`/api/push/${ids.at(-1)}`, { as, method: "DELETE" })).status).toBe(200);
  });
});
