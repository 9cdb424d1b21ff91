/** A first message through a reload of its tab: sent again where nobody has answered it, shown again where it was refused. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";

class FakeSocket extends EventTarget {
  static readonly all: FakeSocket[] = [];
  readyState = 0;
  readonly sent: { type: string; id: string; text: string }[] = [];
  constructor() {
    super();
    FakeSocket.all.push(this);
  }
  opens(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event("open"));
  }
  says(event: object): void {
    this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(event) }));
  }
  send(frame: string): void {
    this.sent.push(JSON.parse(frame));
  }
  close(): void {
    this.readyState = 3;
  }
}

const REFUSED = { type: "urn:tally:problem:over-budget", title: "Over the budget", status: 402, detail: "Nothing is left." };

beforeEach(() => {
  vi.useFakeTimers();
  const kept = new Map<string, string>();
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.stubGlobal("location", new URL("http://127.0.0.1:8787/"));
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  FakeSocket.all.length = 0;
});

/** What a page that was just loaded has: nothing but what the tab keeps. */
async function loaded() {
  vi.resetModules();
  return import("../../../client/conversation/open-conversations.ts");
}

/** The socket that was opened last. */
const socket = (): FakeSocket => FakeSocket.all.at(-1) ?? expect.fail("no socket");

test("one that nobody has answered is sent again, with its id", async () => {
  (await loaded()).beginConversation("c1", "Hello", { model: "embedded/tally" });
  socket().opens();
  const [first] = socket().sent;
  expect(first).toMatchObject({ type: "send", text: "Hello" });
  (await loaded()).openConversation("c1");
  socket().opens();
  expect(socket().sent).toEqual([first]);
});

test("one that was refused is not sent again: it stands as it stood, until the person tries again", async () => {
  (await loaded()).beginConversation("c1", "Hello", { model: "embedded/tally" });
  socket().opens();
  const [first] = socket().sent;
  socket().says({ type: "refused", id: first?.id, problem: REFUSED });
  await vi.advanceTimersByTimeAsync(100);
  for (let reloads = 0; reloads < 2; reloads += 1) {
    const live = (await loaded()).openConversation("c1");
    socket().opens();
    await vi.advanceTimersByTimeAsync(100);
    expect(socket().sent).toEqual([]);
    expect(live.getState().pending).toMatchObject([{ id: first?.id, text: "Hello", state: { refused: REFUSED } }]);
  }
  const live = (await loaded()).openConversation("c1");
  socket().opens();
  live.retryPending(first?.id ?? "");
  await vi.advanceTimersByTimeAsync(100);
  expect(socket().sent).toEqual([first]);
  // Under way again: a reload now sends it.
  (await loaded()).openConversation("c1");
  socket().opens();
  expect(socket().sent).toEqual([first]);
});

test("one that was taken away is gone", async () => {
  (await loaded()).beginConversation("c1", "Hello", {});
  socket().opens();
  const [first] = socket().sent;
  socket().says({ type: "refused", id: first?.id, problem: REFUSED });
  const live = (await loaded()).openConversation("c1");
  expect(live.discardPending(first?.id ?? "")).toBe("Hello");
  await vi.advanceTimersByTimeAsync(100);
  expect((await loaded()).openConversation("c1").getState().pending).toEqual([]);
});
