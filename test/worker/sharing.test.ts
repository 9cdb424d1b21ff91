/** Sharing: links that let others of the same Tally read a conversation, live, and nothing beside it. */
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { createLiveConversation } from "../../client/live/index.ts";
import type { LiveConversation } from "../../client/live/state.ts";
import type { Message } from "../../src/protocol/message.ts";
import type { OwnShare, Share } from "../../src/protocol/sharing.ts";
import { alarm, ask, chatStub, crash, idle, receiptsOf, send, sleep, spendOf, walletOf } from "./bookkeeping.ts";
import { call, json, newChat, ORIGIN, reference, stored, Tab } from "./tab.ts";

const READER = "reader-of-sharing@example.com";
const shareOf = (chat: string, as: string, body: object = {}): Promise<Share> =>
  json<Share>(call(`/api/chats/${chat}/shares`, { as, body }));
type Read = { title: string; withCosts: boolean; head: string | null; messages: Message[]; next: string | null };
const read = (id: string, as = READER, query = ""): Promise<Read> => json<Read>(call(`/api/shared/${id}${query}`, { as }));

type Listener = { socket: WebSocket; frames: string[]; closed: Promise<number>; state: { code: number | null } };

async function listen(path: string, as = READER): Promise<Listener> {
  const { webSocket: socket } = await call(path, { as, headers: { upgrade: "websocket" } });
  if (socket === null) throw new Error("no socket came");
  const frames: string[] = [];
  const state: { code: number | null } = { code: null };
  socket.addEventListener("message", ({ data }) => void frames.push(String(data)));
  const closed = new Promise<number>((resolve) =>
    socket.addEventListener("close", ({ code }) => {
      state.code = code;
      resolve(code);
    }),
  );
  socket.accept();
  return { socket, frames, closed, state };
}

/** A reader with the real client: what it holds at the end is what a page would show. */
class Reader {
  readonly live: LiveConversation;
  readonly frames: string[] = [];
  #socket: WebSocket | null = null;

  constructor(shareId: string, as = READER) {
    this.live = createLiveConversation({
      chatId: shareId,
      isShared: true,
      baseUrl: ORIGIN,
      createSocket: (url) => this.#open(url, as),
      fetch: (input) => call(new URL(String(input)).pathname + new URL(String(input)).search, { as }),
    });
  }

  #open(url: string, as: string): WebSocket {
    const target = Object.assign(new EventTarget(), {
      readyState: 0,
      send: (frame: string) => this.#socket?.send(frame),
      close: (code = 1000) => this.#socket?.close(code),
    });
    const { pathname, search } = new URL(url);
    void call(`${pathname}${search}`, { as, headers: { upgrade: "websocket" } }).then(({ webSocket: socket }) => {
      if (socket === null) return;
      this.#socket = socket;
      socket.addEventListener("message", ({ data }) => {
        this.frames.push(String(data));
        target.dispatchEvent(new MessageEvent("message", { data }));
      });
      socket.addEventListener("close", ({ code }) => {
        target.readyState = 3;
        target.dispatchEvent(Object.assign(new Event("close"), { code }));
      });
      socket.accept();
      target.readyState = 1;
      target.dispatchEvent(new Event("open"));
    });
    return target as unknown as WebSocket;
  }

  /** The network is gone for a moment; the client comes back with its cursor. */
  cut(): void {
    this.#socket?.close(1001);
  }

  until(test: () => boolean): Promise<void> {
    return vi.waitUntil(test, { timeout: 60_000, interval: 5 }).then(() => undefined);
  }

  get shown(): { id: string; text: string; status: string }[] {
    const running = this.live.getLiveText();
    return this.live.getState().path.map(({ id, text, status }) => ({ id, text: running?.answerId === id ? running.text : text, status }));
  }

  get ended(): boolean {
    return this.live.getState().connection.status === "ended";
  }
}

const branchOf = async (chat: string, as: string): Promise<{ id: string; text: string; status: string }[]> => {
  const { messages, head } = await stored(chat, as);
  const byId = new Map(messages.map((message) => [message.id, message]));
  const path: Message[] = [];
  for (let at = head === null ? undefined : byId.get(head); at !== undefined; at = at.parentId === null ? undefined : byId.get(at.parentId))
    path.unshift(at);
  return path.map(({ id, text, status }) => ({ id, text, status }));
};

describe("a share [P56]", () => {
  it("has a name of 128 random bits or more and shows the selected branch, without costs unless its owner says so", async () => {
    const as = "owner-of-sharing@example.com";
    const chat = await newChat({ title: "Tea", system: "secretprompt" }, as);
    await send(chat, as, "/gen tokens=3 log=never", { id: "q1" });
    await idle(chat, as);
    await call(`/api/chats/${chat}/commands`, { as, body: { type: "edit", id: "q2", messageId: "q1", text: "/gen tokens=4 log=never" } });
    await idle(chat, as);
    const response = await call(`/api/chats/${chat}/shares`, { as, body: {} });
    expect(response.status).toBe(201);
    const share = (await response.json()) as Share;
    expect(share).toMatchObject({ url: `${ORIGIN}/s/${share.id}`, withCosts: false, until: null, openedAt: null });
    expect(share.id).toMatch(/^[\w-]{32}$/);
    const shown = await read(share.id);
    expect(shown).toMatchObject({ title: "Tea", withCosts: false, head: "q2.a", next: null });
    expect(shown.messages.map(({ id, text }) => [id, text])).toEqual([
      ["q2", "/gen tokens=4 log=never"],
      ["q2.a", reference(4)],
    ]);
    expect(JSON.stringify(shown)).not.toMatch(/q1|secretprompt|owner@|receipt|siblings|NanoUsd/);
    const priced = await shareOf(chat, as, { withCosts: true, until: new Date(Date.now() + 3_600_000).toISOString() });
    expect((await read(priced.id)).messages[1]?.receipt?.costNanoUsd).toBeGreaterThan(0);

    const listed = await json<{ shares: Share[] }>(call(`/api/chats/${chat}/shares`, { as }));
    expect(listed.shares.map(({ id, withCosts }) => [id, withCosts])).toEqual([
      [share.id, false],
      [priced.id, true],
    ]);
    await vi.waitUntil(async () => {
      const { shares } = await json<{ shares: OwnShare[] }>(call("/api/shares", { as }));
      return shares.length === 2 && shares.every(({ chatId, title, openedAt }) => chatId === chat && title === "Tea" && openedAt !== null);
    });
    expect(await json(call("/api/shares", { as: READER }))).toEqual({ shares: [] });
    const { results } = await env.DB.prepare("SELECT * FROM share WHERE person = ?").bind(as).all();
    expect(JSON.stringify(results)).not.toContain("Tea");
  });

  it("refuses a time that is over or is none, and what it does not know, with the path", async () => {
    const chat = await newChat({}, "careful-of-sharing@example.com");
    for (const body of [{ until: "2020-01-01T00:00:00Z" }, { until: "soon" }, { withCosts: "yes" }, { title: "x" }]) {
      const response = await call(`/api/chats/${chat}/shares`, { as: "careful-of-sharing@example.com", body });
      expect(response.status).toBe(400);
    }
    expect(await json(call(`/api/chats/${chat}/shares`, { as: "careful-of-sharing@example.com" }))).toEqual({ shares: [] });
  });

  it("[I1] [P58] is read live: through a cut in mid-answer, a branch that is selected, and back; a frame holds nothing else", async () => {
    const as = "live-owner@example.com";
    const chat = await newChat({ title: "Live", system: "secretprompt" }, as);
    await ask(chat, as, "/gen tokens=3 log=never", { id: "q1" });
    await call(`/api/chats/${chat}/commands`, { as, body: { type: "draft", text: "secretdraft" } });
    const owner = new Tab(chat, as);
    await owner.isLive();
    const { id } = await shareOf(chat, as);
    const reader = new Reader(id);
    await reader.until(() => reader.shown.length === 2);
    await owner.until(({ state }) => state.tabs === 2);
    owner.live.setDraft("secretdraft");
    owner.live.send("/gen tokens=400 rate=400 log=never", { id: "q2" });
    await reader.until(() => (reader.shown.at(-1)?.text.length ?? 0) > 300 && reader.live.getState().runningId === "q2.a");
    reader.cut();
    await reader.until(() => (reader.shown.at(-1)?.text.length ?? 0) > 800);
    // Another branch is shown while the answer runs: its words are not for readers any more.
    owner.live.edit("q1", "/gen tokens=2 log=never");
    await reader.until(() => reader.shown.length === 2 && reader.shown[0]?.id !== "q1");
    const before = reader.frames.length;
    owner.live.select("q1");
    await reader.until(() => reader.shown.length === 4);
    expect(reader.frames.slice(before).some((frame) => frame.includes('"running":"q2.a"') || frame.includes('"status":"done"'))).toBe(true);
    await idle(chat, as);
    await reader.until(() => reader.shown.every(({ status }) => status === "done"));
    expect(reader.shown).toEqual(await branchOf(chat, as));
    expect(reader.shown.at(-1)?.text).toBe(reference(400));
    const all = reader.frames.filter((frame) => !/^[tr]/.test(frame)).join("\n");
    expect(all).not.toMatch(/secretprompt|secretdraft|live-owner|"siblings"|"receipt"|NanoUsd":[1-9]/);
    expect(reader.frames.some((frame) => frame.startsWith("s"))).toBe(false);
    owner.close();
    reader.live.close();
  });

  it("[I9] sends a reader no text of an answer that runs on another branch, whatever its cursor claims", async () => {
    const as = "beside@example.com";
    const chat = await newChat({ title: "Beside" }, as);
    await ask(chat, as, "/gen tokens=2 log=never", { id: "q1" });
    const { id } = await shareOf(chat, as, { withCosts: true });
    await send(chat, as, "/gen tokens=3000 rate=2000 log=never", { id: "hidden", parentId: null });
    await call(`/api/chats/${chat}/commands`, { as, body: { type: "select", id: "back", messageId: "q1" } });
    const { seq } = (await stored(chat, as)).messages.at(-1) ?? { seq: 0 };
    const readers = [
      await listen(`/api/shared/${id}/live?v=2`),
      await listen(`/api/shared/${id}/live?v=2&seq=${seq}&answer=hidden.a&text=0`),
      await listen(`/api/shared/${id}/live?v=2&seq=2`),
    ];
    await idle(chat, as);
    await call(`/api/chats/${chat}/commands`, { as, body: { type: "set", id: "named", title: "The end" } });
    await vi.waitUntil(() => readers.every(({ frames }) => frames.some((frame) => frame.includes("The end"))), { timeout: 60_000 });
    for (const { frames, socket } of readers) {
      expect(frames.join("\n")).not.toMatch(/hidden/);
      expect(frames.filter((frame) => /^[trs]/.test(frame))).toEqual([]);
      socket.close(1000);
    }
    const refused = await call(`/api/shared/${id}?before=hidden.a`, { as: READER });
    expect(refused.status).toBe(400);
  });

  it("[I2] [P59] only listens: whatever it sends is refused and changes nothing; it counts among the tabs", async () => {
    const as = "deaf@example.com";
    const chat = await newChat({ title: "Deaf" }, as);
    await ask(chat, as, "/gen tokens=2 log=never", { id: "q1" });
    const { id } = await shareOf(chat, as);
    const reader = await listen(`/api/shared/${id}/live?v=2&new=1`);
    const commands = [
      { type: "send", id: "x1", text: "mine" },
      { type: "set", id: "x2", title: "mine" },
      { type: "select", id: "x3", messageId: "q1" },
      { type: "draft", text: "mine" },
      { type: "stop", id: "x4" },
    ];
    for (const frame of commands) reader.socket.send(JSON.stringify(frame));
    reader.socket.send("nonsense");
    await vi.waitUntil(() => reader.frames.filter((frame) => frame.includes('"refused"')).length === commands.length + 1, {
      timeout: 60_000,
    });
    expect(reader.frames.filter((frame) => frame.includes("read-only"))).toHaveLength(commands.length);
    const after = await json<{ title: string; messageCount: number }>(call(`/api/chats/${chat}`, { as }));
    expect(after).toMatchObject({ title: "Deaf", messageCount: 2 });
    const tab = new Tab(chat, as);
    await tab.isLive();
    expect(tab.state).toMatchObject({ tabs: 2, draft: { text: "" } });
    const others = await Promise.all(Array.from({ length: 98 }, () => listen(`/api/shared/${id}/live?v=2`)));
    expect(await (await listen(`/api/shared/${id}/live?v=2`)).closed).toBe(4429);
    for (const { socket } of [...others, reader]) socket.close(1000);
    tab.close();
  });
});

describe("[I9] a share that ends [P57]", () => {
  it("is as if it had never been, at once and for sockets that are open: taken back, run out, deleted, unknown", async () => {
    const as = "ending@example.com";
    const [kept, doomed] = [await newChat({ title: "Kept" }, as), await newChat({ title: "Doomed" }, as)];
    for (const chat of [kept, doomed]) await ask(chat, as, "/gen tokens=2 log=never");
    const back = await shareOf(kept, as);
    const out = await shareOf(kept, as, { until: new Date(Date.now() + 4_000).toISOString() });
    const gone = await shareOf(doomed, as);
    const stays = await shareOf(kept, as);
    const open = await Promise.all([back, out, gone, stays].map(({ id }) => listen(`/api/shared/${id}/live?v=2`)));
    await vi.waitUntil(() => open.every(({ frames }) => frames.length > 0), { timeout: 60_000 });
    expect((await call(`/api/chats/${kept}/shares/${back.id}`, { as, method: "DELETE" })).status).toBe(200);
    expect(await open[0]?.closed).toBe(4404);
    expect((await call(`/api/chats/${doomed}`, { as, method: "DELETE" })).status).toBe(200);
    expect(await open[2]?.closed).toBe(4404);
    expect(await open[1]?.closed).toBe(4404);
    expect(open[3]?.state.code).toBeNull();
    const answers = await Promise.all(
      [back.id, out.id, gone.id, "never-was", "x".repeat(500)].map(async (id) => {
        const answered = await call(`/api/shared/${id}`, { as: READER });
        const copied = await call(`/api/shared/${id}/copy`, { as: READER, body: {} });
        const socket = await listen(`/api/shared/${id}/live?v=2&new=1`);
        return [answered.status, await answered.text(), [...answered.headers.keys()], copied.status, await socket.closed, socket.frames];
      }),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]?.[0]).toBe(404);
    expect(answers[0]?.[4]).toBe(4404);
    // A reader is not told that it was deleted, nor who did what.
    expect(open[2]?.frames.some((frame) => frame.includes("deleted"))).toBe(false);
    expect((await call(`/api/chats/${kept}/shares/${back.id}`, { as, method: "DELETE" })).status).toBe(404);
    const { shares } = await json<{ shares: Share[] }>(call(`/api/chats/${kept}/shares`, { as }));
    expect(shares.map(({ id }) => id)).toEqual([stays.id]);
    const rows = async () => (await env.DB.prepare("SELECT id FROM share WHERE person = ?").bind(as).all()).results;
    // The directory's row of one that ran out is taken out by the conversation's alarm.
    await expect.poll(rows).toEqual([{ id: stays.id }]);
    open[3]?.socket.close(1000);
  });

  it("[I6] through a crash and with a directory that is down: a link works or is not there, and one that was taken back stays so", async () => {
    const as = "crashing@example.com";
    const chat = await newChat({ title: "Crashing" }, as);
    await ask(chat, as, "/gen tokens=2 log=never");
    const share = await shareOf(chat, as);
    await env.DB.exec("ALTER TABLE share RENAME TO share_away");
    expect((await call(`/api/chats/${chat}/shares`, { as, body: {} })).status).toBe(503);
    expect((await call(`/api/chats/${chat}/shares/${share.id}`, { as, method: "DELETE" })).status).toBe(200);
    await env.DB.exec("ALTER TABLE share_away RENAME TO share");
    // The directory still leads there, and the conversation knows better.
    expect((await call(`/api/shared/${share.id}`, { as: READER })).status).toBe(404);
    await crash(chatStub(as, chat));
    await sleep(20);
    await alarm(as, chat);
    const { results } = await env.DB.prepare("SELECT id FROM share WHERE person = ?").bind(as).all();
    expect(results).toEqual([]);
    const left = await runInDurableObject(chatStub(as, chat), (_chat, state) => state.storage.sql.exec("SELECT id FROM share").toArray());
    expect(left).toEqual([]);
    await runDurableObjectAlarm(chatStub(as, chat));
  });
});

describe("going on from a share [P60]", () => {
  it("[I15] copies the branch into an own conversation: marked as imported, at no cost, once for each id", async () => {
    const as = "giver-of-sharing@example.com";
    const taker = "taker-of-sharing@example.com";
    const chat = await newChat({ title: "Given", system: "secretprompt" }, as);
    await ask(chat, as, "/gen tokens=3 log=never", { id: "q1" });
    await ask(chat, as, "/gen tokens=4 log=never", { id: "q2" });
    const { id } = await shareOf(chat, as, { withCosts: true });
    const before = await walletOf(as);
    const first = await call(`/api/shared/${id}/copy`, { as: taker, body: { id: "mine" } });
    expect([first.status, await first.json()]).toEqual([201, { chatId: "mine", title: "Given", messages: 4 }]);
    expect((await call(`/api/shared/${id}/copy`, { as: taker, body: { id: "mine" } })).status).toBe(200);
    const { messages } = await stored("mine", taker);
    expect(messages.map(({ text, imported, receipt }) => [text, imported, receipt])).toEqual([
      ["/gen tokens=3 log=never", undefined, undefined],
      [reference(3), true, undefined],
      ["/gen tokens=4 log=never", undefined, undefined],
      [reference(4), true, undefined],
    ]);
    expect(await json(call("/api/chats/mine", { as: taker }))).toMatchObject({ title: "Given", system: "", costNanoUsd: 0 });
    expect(await walletOf(taker)).toMatchObject({ spentNanoUsd: 0, heldNanoUsd: 0 });
    expect((await receiptsOf("mine", taker)).receipts).toEqual([]);
    await ask("mine", taker, "/gen tokens=2 log=never", { id: "own" });
    expect((await stored("mine", taker)).head).toBe("own.a");
    expect((await stored(chat, as)).messages).toHaveLength(4);
    expect(await walletOf(as)).toEqual(before);
    expect((await spendOf(as)).rows.length).toBeLessThanOrEqual(1);
  });

  it("a branch of many pages is read and copied whole, and older messages page by page", async () => {
    const as = "long-giver@example.com";
    const messages = Array.from({ length: 1_000 }, (_, at) => ({
      uuid: `m${at}`,
      sender: at % 2 === 0 ? "human" : "assistant",
      text: `w${at}`,
    }));
    await call("/api/import", { as, body: [{ uuid: "long", name: "Long", chat_messages: messages }] });
    const { id } = await shareOf("claude-long", as);
    const whole = await read(id);
    expect(whole.messages.map(({ text }) => text)).toEqual(messages.map(({ text }) => text));
    const page = await read(id, READER, `?before=${whole.messages[900]?.id}&limit=30`);
    expect(page.messages.map(({ text }) => text)).toEqual(messages.slice(870, 900).map(({ text }) => text));
    expect(page.next).toBe(page.messages[0]?.id);
    const reader = new Reader(id);
    await reader.until(() => reader.shown.length > 0);
    while (reader.live.getState().path.length < 1_000) await reader.live.loadEarlier();
    expect(reader.shown.map(({ text }) => text)).toEqual(messages.map(({ text }) => text));
    reader.live.close();
    const { chatId } = await json<{ chatId: string }>(call(`/api/shared/${id}/copy`, { as: READER, body: {} }));
    expect((await stored(chatId, READER)).messages.map(({ text }) => text)).toEqual(messages.map(({ text }) => text));
  });
});

/** What everybody may do with a conversation, and with a share of it, by its name. 404 for all that is not theirs. */
const ROUTES = (chat: string, share: string): [string, string, object | undefined, "owner" | "everybody"][] => [
  ["GET", `/api/chats/${chat}`, undefined, "owner"],
  ["GET", `/api/chats/${chat}/messages`, undefined, "owner"],
  ["GET", `/api/chats/${chat}/receipts`, undefined, "owner"],
  ["GET", `/api/chats/${chat}/stats`, undefined, "owner"],
  ["GET", `/api/chats/${chat}/export`, undefined, "owner"],
  ["GET", `/api/chats/${chat}/shares`, undefined, "owner"],
  ["POST", `/api/chats/${chat}/shares`, {}, "owner"],
  ["PATCH", `/api/chats/${chat}`, { title: "Matrix" }, "owner"],
  ["POST", `/api/chats/${chat}/stop`, {}, "owner"],
  ["POST", `/api/chats/${chat}/commands`, { type: "set", id: "t", title: "Matrix" }, "owner"],
  ["GET", `/api/shared/${share}`, undefined, "everybody"],
  ["POST", `/api/shared/${share}/copy`, {}, "everybody"],
  ["GET", `/api/shared/${chat}`, undefined, "owner"],
  ["DELETE", `/api/shared/${share}`, undefined, "owner"],
  ["POST", `/api/shared/${share}`, { id: "x", text: "x" }, "owner"],
  ["DELETE", `/api/chats/${chat}/shares/${share}`, undefined, "owner"],
  ["DELETE", `/api/chats/${chat}`, undefined, "owner"],
];
/** A share's name is no conversation, and the other way round: not even for the owner. */
const NOBODYS = /^(GET \/api\/shared\/matrix|(DELETE|POST) \/api\/shared\/[\w-]{32})$/;

it("[I9] [P56] files beside shown questions are read and copied, those of another branch are not", async () => {
  const as = "filer@example.com";
  const chat = await newChat({ title: "Files" }, as);
  const upload = async (text: string) =>
    (
      await json<{ id: string }>(
        call(`/api/chats/${chat}/files?name=${text}.txt`, { as, raw: text, headers: { "content-type": "text/plain" } }),
      )
    ).id;
  const [shown, hidden] = [await upload("shown"), await upload("hidden")];
  await ask(chat, as, "/gen tokens=2 log=never", { id: "q1", files: [hidden] });
  await ask(chat, as, "/gen tokens=2 log=never", { id: "q2", parentId: null, files: [shown] });
  const { id } = await shareOf(chat, as);
  expect((await read(id)).messages[0]?.files).toMatchObject([{ id: shown, name: "shown.txt" }]);
  expect(await (await call(`/api/shared/${id}/files/${shown}`, { as: READER })).text()).toBe("shown");
  for (const path of [`${id}/files/${hidden}`, `never-was/files/${shown}`])
    expect((await call(`/api/shared/${path}`, { as: READER })).status).toBe(404);
  await call(`/api/shared/${id}/copy`, { as: READER, body: { id: "with-files" } });
  expect(await (await call(`/api/chats/with-files/files/${shown}`, { as: READER })).text()).toBe("shown");
  expect((await call(`/api/chats/with-files/files/${hidden}`, { as: READER })).status).toBe(404);
});

describe("the authorization matrix [I2] [I9]", () => {
  it("lets readers, strangers and administrators read a share by its name, and nothing of the conversation", async () => {
    const as = "matrix@example.com";
    const chat = await newChat({ id: "matrix", title: "Matrix" }, as);
    await ask(chat, as, "/gen tokens=2 log=never", { id: "q1" });
    const { id } = await shareOf(chat, as);
    const routes = ROUTES(chat, id);
    for (const person of [READER, "stranger-of-sharing@example.com", "admin@localhost"])
      for (const [method, path, body, who] of routes) {
        const { status } = await call(path, { method, body, as: person });
        expect([person, method, path, status < 300]).toEqual([person, method, path, who === "everybody"]);
        if (who === "owner") expect(status).toBe(404);
      }
    for (const [method, path, body] of routes) {
      const { status } = await call(path, { method, body, as });
      expect([method, path, status < 300]).toEqual([method, path, !NOBODYS.test(`${method} ${path}`)]);
    }
  });
});
