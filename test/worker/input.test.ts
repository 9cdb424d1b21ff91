/** Bad input: it is named, nothing of it is stored, and everybody else goes on. */
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { call, json, newChat, reference, stored, Tab } from "./tab.ts";

type Problem = { type: string; status: number; detail: string; errors?: { path: string }[] };
const seed = Number(env.TALLY_SEED) || Date.now() % 1_000_000;

async function problem(response: Promise<Response>, status: number): Promise<Problem> {
  const got = await response;
  expect(got.status).toBe(status);
  expect(got.headers.get("content-type")).toBe("application/problem+json");
  return got.json();
}

/** A socket that says whatever it is told. */
async function rawSocket(
  chat: string,
  as = "alice@example.com",
): Promise<{ socket: WebSocket; next: () => Promise<string>; closed: Promise<number> }> {
  const response = await call(`/api/chats/${chat}/live?v=1`, { as, headers: { upgrade: "websocket" } });
  const socket = response.webSocket;
  if (socket === null) throw new Error("no socket");
  const frames: string[] = [];
  let wake: (() => void) | null = null;
  const end = { isClosed: false };
  const closed = new Promise<number>((resolve) => {
    socket.addEventListener("close", (event) => {
      end.isClosed = true;
      wake?.();
      resolve(event.code);
    });
  });
  socket.addEventListener("message", (event) => {
    frames.push(String(event.data));
    wake?.();
  });
  socket.accept();
  const next = async (): Promise<string> => {
    while (frames.length === 0 && !end.isClosed) await new Promise<void>((resolve) => (wake = resolve));
    return frames.shift() ?? "closed";
  };
  return { socket, next, closed };
}

describe("bodies", () => {
  it("that are no JSON, of the wrong shape, unknown or too large are refused with what is wrong, and nothing is stored", async () => {
    const chat = await newChat();
    const messages = `/api/chats/${chat}/messages`;
    await problem(call(messages, { method: "POST", raw: "{" }), 400);
    await problem(call(messages, { method: "POST", raw: new Uint8Array([0xff, 0xfe]) }), 400);
    await problem(call(messages, { body: [] }), 400);
    expect((await problem(call(messages, { body: { id: "a", text: 3 } }), 400)).errors?.[0]?.path).toBe("text");
    expect((await problem(call(messages, { body: { id: "a b", text: "x" } }), 400)).errors?.[0]?.path).toBe("id");
    await problem(call(messages, { body: { id: "a.a", text: "an answer's id" } }), 400);
    await problem(call(messages, { body: { id: "a", text: "x", role: "assistant" } }), 400);
    await problem(call(messages, { body: { id: "a", text: "  \n" } }), 400);
    await problem(call(messages, { body: { id: "a", text: "x", parentId: "nobody" } }), 400);
    await problem(call(messages, { body: { id: "a", text: "x".repeat(256 * 1024 + 1) } }), 413);
    await problem(call(messages, { method: "POST", raw: `{"id":"a","text":"${"x".repeat(3_000_000)}"}` }), 413);
    await problem(call(messages, { body: { id: "a", text: "x", model: "no/such" } }), 422);
    await problem(call("/api/chats", { body: { title: "t".repeat(201) } }), 400);
    await problem(call("/api/chats", { body: { system: "s".repeat(32 * 1024 + 1) } }), 413);
    await problem(call("/api/chats?cursor=nonsense"), 400);
    await problem(call(`${messages}?before=nobody`), 400);
    await problem(call(`${messages}?limit=0`), 400);
    await problem(call("/api/spend?from=2026-13-01"), 400);
    expect((await stored(chat)).messages).toEqual([]);
  });

  it("that make a conversation get it whole, with the settings it begins with", async () => {
    const made = await json<{ id: string }>(
      call("/api/chats", { body: { title: "Whole", system: "Be brief.", effort: "low", maxCostNanoUsd: 5 } }),
    );
    expect(made).toMatchObject({ title: "Whole", system: "Be brief.", effort: "low", maxCostNanoUsd: 5, pinned: false });
    expect(await json(call(`/api/chats/${made.id}`))).toEqual(made);
    expect(await json(call("/api/chats", { body: { title: " " } }))).toMatchObject({ title: "" });
  });

  it("that leave a parameter of the query empty leave it out", async () => {
    const chat = await newChat({ title: "Empty" });
    for (const path of [
      "/api/search?q=words&cursor=&chatId=&limit=",
      "/api/chats?archived=&cursor=",
      `/api/chats/${chat}/messages?before=&limit=`,
      `/api/chats/${chat}/receipts?cursor=`,
      `/api/chats/${chat}/export?format=`,
      "/api/export?format=",
      "/api/spend?from=&to=&by=",
      "/api/spend.csv?from=&to=",
    ])
      expect([path, (await call(path)).status]).toEqual([path, 200]);
    await problem(call("/api/search?q="), 400);
  });

  it("of the largest message are accepted, and come back byte for byte", async () => {
    const chat = await newChat();
    const text = `/gen tokens=1 ${'é\u0000😀"\\\n'.repeat(20_000)}`.slice(0, 150_000).toWellFormed();
    expect((await call(`/api/chats/${chat}/messages`, { body: { id: "big", text } })).status).toBe(202);
    const tab = new Tab(chat);
    await tab.ended("big.a");
    expect((await stored(chat)).messages[0]?.text).toBe(text);
    expect(tab.message("big")?.text).toBe(text);
    tab.close();
  });
});

describe("strangers", () => {
  it("[I9] [P3] learn nothing: another person's conversation answers as one that does not exist", async () => {
    const chat = await newChat();
    await call(`/api/chats/${chat}/messages`, { body: { id: "m", text: "/gen tokens=2" } });
    const routes: [string, string, object | undefined][] = [
      ["GET", "", undefined],
      ["PATCH", "", { title: "mine now" }],
      ["DELETE", "", undefined],
      ["GET", "/messages", undefined],
      ["POST", "/messages", { id: "x", text: "x" }],
      ["POST", "/regenerate", { id: "y", messageId: "m" }],
      ["POST", "/commands", { type: "stop", id: "z" }],
      ["POST", "/stop", {}],
      ["GET", "/receipts", undefined],
      ["GET", "/stats", undefined],
    ];
    for (const [method, path, body] of routes) {
      const foreign = await call(`/api/chats/${chat}${path}`, { method, body, as: "mallory@example.com" });
      const unknown = await call(`/api/chats/nobody${path}`, { method, body, as: "mallory@example.com" });
      expect(foreign.status, `${method} ${path}`).toBe(404);
      expect(unknown.status).toBe(404);
      expect(await foreign.text()).toBe(await unknown.text());
      expect([...foreign.headers.keys()]).toEqual([...unknown.headers.keys()]);
    }
    const foreign = await rawSocket(chat, "mallory@example.com");
    const unknown = await rawSocket("nobody", "mallory@example.com");
    expect([await foreign.closed, await unknown.closed]).toEqual([4404, 4404]);
    expect((await stored(chat)).messages).toHaveLength(2);
  });

  it("[P2] of another origin are refused on every changing route and on sockets", async () => {
    const chat = await newChat();
    await problem(call(`/api/chats/${chat}/messages`, { body: { id: "x", text: "x" }, headers: { origin: "https://evil.example" } }), 403);
    const response = await call(`/api/chats/${chat}/live?v=1`, { headers: { upgrade: "websocket", origin: "https://evil.example" } });
    const closed = new Promise<number>((resolve) => response.webSocket?.addEventListener("close", (event) => resolve(event.code)));
    response.webSocket?.accept();
    expect(await closed).toBe(4403);
  });

  it("cannot hand themselves an identity inside", async () => {
    const chat = await newChat();
    const response = await call(`/api/chats/${chat}/live?v=1&_pk=stolen`, {
      as: "mallory@example.com",
      headers: { upgrade: "websocket", "x-tally-session": "alice%40example.com " },
    });
    const closed = new Promise<number>((resolve) => response.webSocket?.addEventListener("close", (event) => resolve(event.code)));
    response.webSocket?.accept();
    expect(await closed).toBe(4404);
  });
});

describe("frames", () => {
  it("[P14] [P23] that make no sense get a typed refusal; the socket and the other tabs live on", async () => {
    const chat = await newChat();
    const other = new Tab(chat);
    await other.isLive();
    const { socket, next } = await rawSocket(chat);
    expect(JSON.parse(await next())).toMatchObject({ type: "snapshot" });
    for (const frame of [
      "",
      "{",
      "null",
      "[]",
      "7",
      '{"type":"nonsense","id":"q"}',
      '{"type":"send"}',
      '{"type":"send","id":"q","text":"x","role":"assistant"}',
      "t forged text",
    ]) {
      socket.send(frame);
      const answer = JSON.parse(await next()) as { type: string; problem: Problem };
      expect(answer.type).toBe("refused");
      expect(answer.problem.status).toBe(400);
    }
    socket.send(new Uint8Array([1, 2, 3]).buffer);
    expect(JSON.parse(await next())).toMatchObject({ type: "refused" });
    socket.send("ping");
    expect(await next()).toBe("pong");
    const id = other.live.send("/gen tokens=5");
    await other.ended(`${id}.a`);
    expect(other.message(`${id}.a`)?.text).toBe(reference(5));
    expect((await stored(chat)).messages).toHaveLength(2);
    other.close();
  });

  it(`[I2] whatever a client sends, no assistant text, cost or role of its making enters (seed ${seed})`, async () => {
    const chat = await newChat();
    const watcher = new Tab(chat);
    await watcher.isLive();
    const first = watcher.live.send("/gen tokens=4");
    await watcher.ended(`${first}.a`);
    const before = await stored(chat);
    const word = fc.oneof(
      fc.constantFrom(
        "send",
        "edit",
        "regenerate",
        "continue",
        "stop",
        "cancel",
        "select",
        "set",
        "draft",
        "received",
        first,
        `${first}.a`,
        "nobody",
        "",
        "a".repeat(300),
      ),
      fc.string(),
    );
    const value = fc.oneof(
      { depthSize: "small" },
      word,
      fc.integer(),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.array(word, { maxLength: 2 }),
    );
    // Every frame has one field that is unknown or wrong, so that none of them is a command.
    const wrong = fc
      .record(
        {
          type: word,
          id: value,
          text: value,
          messageId: value,
          parentId: value,
          model: value,
          title: value,
          role: value,
          costNanoUsd: value,
          answer: value,
        },
        { requiredKeys: ["type", "role"] },
      )
      .map((frame) => JSON.stringify(frame));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(wrong, fc.string(), fc.json()), { minLength: 1, maxLength: 30 }), async (frames) => {
        const { socket, next } = await rawSocket(chat);
        await next();
        const refusals = frames.filter((frame) => frame !== "ping");
        for (const frame of refusals) socket.send(frame);
        for (let refused = 0; refused < refusals.length; refused += 1) {
          let answer: { type: string };
          do answer = JSON.parse(await next()) as { type: string };
          while (answer.type === "tabs");
          expect(answer.type).toBe("refused");
        }
        socket.close(1000);
      }),
      { seed, numRuns: 25, endOnFailure: true },
    );
    expect(await stored(chat)).toEqual(before);
    expect(watcher.state.connection.status).toBe("live");
    watcher.close();
  });

  it(`no body makes a 500, and none of a wrong shape is stored (seed ${seed})`, async () => {
    const chat = await newChat();
    const paths = ["messages", "regenerate", "stop", "commands"].map((name) => `/api/chats/${chat}/${name}`);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...paths, "/api/chats", "/api/estimate", "/api/me"),
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.json().map((text) => `{"id":"x","text":${text},"role":"assistant"}`),
        ),
        async (path, raw) => {
          const method = path === "/api/me" ? "PATCH" : "POST";
          const response = await call(path, { method, raw });
          await response.text();
          expect(response.status).toBeLessThan(path === "/api/estimate" ? 502 : 500);
        },
      ),
      { seed, numRuns: 150, endOnFailure: true },
    );
    expect((await stored(chat)).messages).toEqual([]);
  });
});

describe("limits", () => {
  it("[P11] [P36] lets 100 tabs look, and tells the next one so", async () => {
    const chat = await newChat();
    const tabs = await Promise.all(Array.from({ length: 100 }, async () => rawSocket(chat)));
    await Promise.all(tabs.map(({ next }) => next()));
    const { closed } = await rawSocket(chat);
    expect(await closed).toBe(4429);
    const { answerId } = await json<{ answerId: string }>(
      call(`/api/chats/${chat}/messages`, { body: { id: "all", text: "/gen tokens=3" } }),
    );
    for (const { next } of tabs) {
      let frame = await next();
      while (!frame.includes('"closed"')) frame = await next();
      expect(frame).toContain(answerId);
    }
    for (const { socket } of tabs) socket.close(1000);
  });

  it("[P33] drops a tab that reads nothing, and the others get every word", async () => {
    const chat = await newChat();
    const reader = new Tab(chat);
    await reader.isLive();
    const { closed } = await rawSocket(chat);
    const ids = [reader.live.send("/gen tokens=200000"), reader.live.send("/gen tokens=200000")];
    expect(await closed).toBe(4408);
    await reader.ended(`${ids[1]}.a`);
    expect(reader.message(`${ids[1]}.a`)?.text).toBe(reference(200_000));
    expect(reader.sockets).toHaveLength(1);
    reader.close();
  });
});
