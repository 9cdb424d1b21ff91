/** What a client may say to the framework below our objects: nothing. */
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { call, newChat } from "./tab.ts";

const printed: string[] = [];
beforeEach(() => {
  printed.length = 0;
  for (const level of ["log", "info", "warn", "error", "debug", "trace"] as const) {
    vi.spyOn(console, level).mockImplementation((...values: unknown[]) => void printed.push(values.map(String).join(" ")));
  }
});
afterEach(() => vi.restoreAllMocks());

type Opened = { socket: WebSocket; frames: string[] };

async function open(path: string, headers: Record<string, string> = {}): Promise<Opened> {
  const { webSocket: socket } = await call(path, { headers: { upgrade: "websocket", ...headers } });
  if (socket === null) throw new Error("no socket came");
  const frames: string[] = [];
  socket.addEventListener("message", ({ data }) => {
    frames.push(String(data));
  });
  socket.accept();
  return { socket, frames };
}

/** Waits for the answer to a ping: whatever else was sent before it has been answered, or never is. */
async function settled({ socket, frames }: Opened): Promise<string[]> {
  const before = frames.length;
  socket.send("ping");
  await vi.waitUntil(() => frames.slice(before).includes("pong"), { timeout: 60_000 });
  return frames.filter((frame) => frame !== "pong");
}

const HOSTILE = [
  { "x-partykit-props": "{" },
  { "x-partykit-props": "%7B%7D" },
  { "x-partykit-room": "bob-of-outside@example.com/c1", "x-partykit-namespace": "chat" },
  { "x-tally-session": "bob%40example.com " },
  { "cf-agent-upgrade": "1", "x-cf-agent": "x" },
];

/** What a socket begins with. */
const firstOf = (frames: string[]): unknown => (JSON.parse(frames[0] ?? "{}") as { type?: string }).type;

describe("a header that the framework reads", () => {
  it.each(HOSTILE)("%j changes nothing on a conversation's socket or a person's, and nothing is logged", async (headers) => {
    const chat = await newChat();
    for (const path of [`/api/chats/${chat}/live?v=1`, "/api/live", `/api/chats/${chat}/live?v=1&_pk=mine`]) {
      const plain = await settled(await open(path));
      const foreign = await settled(await open(path, headers));
      expect(firstOf(foreign)).toBe(firstOf(plain));
      expect(firstOf(plain)).toMatch(/snapshot|account/);
      expect(foreign.join("")).not.toMatch(/stack|SyntaxError|bob@/);
    }
    expect(printed).toEqual([]);
  });
});

describe("a frame on the person's socket", () => {
  it.each([
    { type: "rpc", id: "1", method: "some words", args: [] },
    { type: "rpc", id: "2", method: "setLimit", args: [null] },
    { type: "cf_agent_state", state: { words: "some words" } },
    { type: "cf_agent_mcp_servers", mcp: {} },
    { type: "cf_agent_chat_request", id: "3", init: {} },
    { type: "cf_agent_identity", name: "some words" },
    { type: "ping" },
  ])("%j is neither answered nor logged", async (frame) => {
    const opened = await open("/api/live");
    const before = await settled(opened);
    opened.socket.send(JSON.stringify(frame));
    opened.socket.send("some words");
    opened.socket.send(new TextEncoder().encode("some words"));
    expect(await settled(opened)).toEqual(before);
    expect(before).toHaveLength(1);
    expect(printed.join("\n")).not.toContain("some words");
    expect(printed).toEqual([]);
  });
});

describe("routes of frameworks", () => {
  it.each(["/api/agents/account/x", "/api/live/get-messages", "/api/live?v=1"])("%s without an upgrade reaches no object", async (path) => {
    const response = await call(path);
    expect([400, 404]).toContain(response.status);
    expect(await response.text()).not.toMatch(/stack|partykit/i);
    expect(printed).toEqual([]);
  });

  it("an object that is asked over HTTP all the same answers without words of the framework", async () => {
    const response = await env.ACCOUNT.getByName("alice@example.com").fetch("http://inside/get-messages");
    expect(response.status).toBe(404);
  });
});
