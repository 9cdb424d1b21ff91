/** One person's program that floods: free commands and sockets have a limit, and everybody else goes on. */
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { TOO_FAST_TOGETHER } from "../../src/chat/tabs/pace.ts";
import { FRAMES_AT_ONCE, FRAMES_PER_SECOND, FREE_AT_ONCE, MAX_LIST_SOCKETS, REFUSED_FRAMES } from "../../src/protocol/limits.ts";
import { chatStub } from "./bookkeeping.ts";
import { RawTab } from "./raw-tab.ts";
import { call, newChat, stored } from "./tab.ts";

const AS = "flood@example.com";

const isLive = (tab: RawTab): Promise<void> => tab.until((frames) => frames.some((frame) => frame.includes('"type":"snapshot"')));
const statuses = (tab: RawTab): Set<number | undefined> =>
  new Set(tab.events().flatMap(({ type, problem }) => (type === "refused" ? [problem?.status] : [])));

describe("P55 a socket that sends without end", () => {
  it.each([
    ["stop", (index: number) => ({ type: "stop", id: `s${index}` })],
    ["set", (index: number) => ({ type: "set", id: `t${index}`, title: `Title ${index}` })],
    ["draft", (index: number) => ({ type: "draft", text: `draft ${index}` })],
    ["no sense", (index: number) => ({ type: "nonsense", id: `n${index}` })],
  ])("%s is refused with 429, then closed with 4429; another tab is heard and the rows stay few", async (kind, frame) => {
    const chat = await newChat({ title: "Named" }, AS);
    const flood = await RawTab.open(chat, AS, "");
    const other = await RawTab.open(chat, AS, "");
    await Promise.all([isLive(flood), isLive(other)]);
    const startedAtMs = Date.now();
    for (let index = 0; index < 3_000; index += 1) flood.say(frame(index));
    await flood.untilClosed();
    expect(flood.closeCode).toBe(4429);
    expect(statuses(flood)).toContain(429);
    expect(flood.events().filter(({ problem }) => problem?.status === 429).length).toBeGreaterThanOrEqual(REFUSED_FRAMES);
    const seconds = (Date.now() - startedAtMs) / 1_000;
    const written = await runInDurableObject(
      chatStub(AS, chat),
      (_chat, { storage }) => storage.sql.exec<{ n: number }>("SELECT count(*) AS n FROM command").one().n,
    );
    expect(written, kind).toBeLessThan(2 * FRAMES_AT_ONCE + seconds * FRAMES_PER_SECOND);
    other.say({ type: "send", id: "m1", text: "/gen tokens=2 log=never" });
    await other.until((frames) => frames.some((frame) => frame.includes('"closed"')));
    expect((await stored(chat, AS)).messages).toHaveLength(2);
    other.close();
  });
});

describe("P55 twenty thousand stops over many sockets and requests", () => {
  it("are refused beyond what one person may send a conversation, and messages still come through", async () => {
    const chat = await newChat({ title: "Named" }, AS);
    const tabs = await Promise.all(Array.from({ length: 20 }, () => RawTab.open(chat, AS, "")));
    await Promise.all(tabs.map(isLive));
    for (const [at, tab] of tabs.entries())
      for (let index = 0; index < FRAMES_AT_ONCE; index += 1) tab.say({ type: "stop", id: `s${at}-${index}` });
    await Promise.race(tabs.map((tab) => tab.until((frames) => frames.at(-1)?.includes(TOO_FAST_TOGETHER.detail) === true)));
    const done = tabs.flatMap((tab) => tab.events()).filter(({ type }) => type === "ack").length;
    expect(done).toBeGreaterThanOrEqual(FREE_AT_ONCE);
    const stopped = await call(`/api/chats/${chat}/commands`, { as: AS, body: { type: "stop", id: "over-http" } });
    expect([202, 429]).toContain(stopped.status);
    const sent = await call(`/api/chats/${chat}/messages`, { as: AS, body: { id: "m1", text: "/gen tokens=2 log=never" } });
    expect(sent.status).toBe(202);
    for (const tab of tabs) tab.close();
  });
});

async function listSocket(): Promise<{ socket: WebSocket; first: Promise<string | number> }> {
  const { webSocket: socket } = await call("/api/live", { as: AS, headers: { upgrade: "websocket" } });
  if (socket === null) return expect.fail("no socket");
  const first = new Promise<string | number>((resolve) => {
    socket.addEventListener("message", ({ data }) => resolve(String(data)));
    socket.addEventListener("close", ({ code }) => resolve(code));
  });
  socket.accept();
  return { socket, first };
}

describe("the list of a person's conversations", () => {
  it("has so many sockets at once; the next one is closed with 4429, and is let in when one has gone", async () => {
    const open = await Promise.all(Array.from({ length: MAX_LIST_SOCKETS }, listSocket));
    for (const { first } of open) expect(await first).toContain('"type":"account"');
    const turnedAway = await listSocket();
    expect(await turnedAway.first).toBe(4429);
    open[0]?.socket.close(1000);
    await expect
      .poll(async () => {
        const again = await listSocket();
        const first = await again.first;
        again.socket.close(1000);
        return first;
      })
      .toContain("account");
    for (const { socket } of open.slice(1)) socket.close(1000);
  });
});
