import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ReconnectingSocket } from "../../../client/live/socket.ts";
import type { Connection } from "../../../client/live/state.ts";

class FakeSocket extends EventTarget {
  readyState = 0;
  readonly sent: string[] = [];
  open(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event("open"));
  }
  say(data: string): void {
    this.dispatchEvent(new MessageEvent("message", { data }));
  }
  send(data: string): void {
    this.sent.push(data);
  }
  close(): void {
    this.readyState = 3;
  }
  closes(code: number): void {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event("close"), { code }));
  }
}

/** A socket that the other side closes as soon as it is there. */
function refusedSocket(code: number): FakeSocket {
  const socket = new FakeSocket();
  setTimeout(() => socket.closes(code));
  return socket;
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function connect(create: (attempt: number) => FakeSocket, isSignedOut: () => Promise<boolean> = () => Promise.resolve(false)) {
  const connections: Connection["status"][] = [];
  const frames: string[] = [];
  let attempts = 0;
  const socket = new ReconnectingSocket({
    url: () => "ws://localhost/",
    createSocket: () => create(++attempts) as unknown as WebSocket,
    onHandshake: () => undefined,
    onFrame: (frame) => frames.push(frame),
    onConnection: ({ status }) => connections.push(status),
    isSignedOut,
    now: () => 0,
    random: () => 0,
  });
  return { socket, connections, frames, attempts: () => attempts };
}

test("a handshake that hangs is given up after 10 s; a first frame on a slow line is waited for much longer", () => {
  const sockets: FakeSocket[] = [];
  const { connections, frames, attempts } = connect(() => {
    const socket = new FakeSocket();
    sockets.push(socket);
    return socket;
  });
  vi.advanceTimersByTime(10_000);
  expect(connections.at(-1)).toBe("reconnecting");
  vi.advanceTimersByTime(1_000);
  expect(attempts()).toBe(2);
  sockets[1]?.open();
  vi.advanceTimersByTime(100_000);
  expect(attempts()).toBe(2);
  sockets[1]?.say("{}");
  expect([connections.at(-1), frames]).toEqual(["live", ["{}"]]);
  vi.advanceTimersByTime(20_000);
  expect(attempts()).toBe(2);
});

test("a server that accepts and then says nothing is given up in the end", () => {
  const { connections, attempts } = connect(() => {
    const socket = new FakeSocket();
    setTimeout(() => socket.open());
    return socket;
  });
  vi.advanceTimersByTime(121_000);
  expect(connections).toContain("reconnecting");
  expect(attempts()).toBe(2);
});

test("[P36] a platform that throws instead of making a socket is asked again, with growing waits", () => {
  const { connections, attempts, socket } = connect((attempt) => {
    if (attempt < 4) throw new Error("too many sockets");
    return new FakeSocket();
  });
  expect([connections.at(-1), attempts()]).toEqual(["reconnecting", 1]);
  vi.advanceTimersByTime(125 + 250 + 500);
  expect(attempts()).toBe(4);
  socket.end("closed");
});

test("[P37] who fails twice asks whether anybody is signed in, and stops only when nobody is", async () => {
  const asked: number[] = [];
  let isOut = false;
  const { connections, attempts, socket } = connect(
    () => refusedSocket(1006),
    () => {
      asked.push(attempts());
      return Promise.resolve(isOut);
    },
  );
  await vi.advanceTimersByTimeAsync(125);
  expect([attempts(), asked]).toEqual([2, []]);
  await vi.advanceTimersByTimeAsync(250);
  expect([asked[0], connections.at(-1)]).toEqual([2, "reconnecting"]);
  isOut = true;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(connections.at(-1)).toBe("ended");
  const tried = attempts();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(attempts()).toBe(tried);
  socket.end("closed");
});

test.each([4401, 4403, 4404, 4426, 4429])("[P36] after %d nobody comes back", async (code) => {
  const { connections, attempts } = connect(() => refusedSocket(code));
  await vi.advanceTimersByTimeAsync(60_000);
  expect([attempts(), connections.at(-1)]).toEqual([1, "ended"]);
});

test.each([1000, 1001, 1006, 1012, 4408, 4999])("[P36] after %d, with waits that grow to ten seconds, somebody does", async (code) => {
  const { connections, attempts, socket } = connect(() => refusedSocket(code));
  await vi.advanceTimersByTimeAsync(8_000);
  expect(attempts()).toBeGreaterThan(4);
  const before = attempts();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(attempts() - before).toBeLessThanOrEqual(13);
  expect(connections.at(-1)).toBe("reconnecting");
  socket.end("closed");
});
