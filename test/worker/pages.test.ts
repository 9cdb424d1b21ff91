/** Pages reach everything there is, and neither a page nor a window can outgrow what the platform carries. */
import { abortAllDurableObjects, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { PAGE_BYTES } from "../../src/protocol/limits.ts";
import type { Receipt } from "../../src/protocol/http.ts";
import type { Message } from "../../src/protocol/message.ts";
import { ask, chatStub, idle, send } from "./bookkeeping.ts";
import { call, json, newChat, stored, Tab } from "./tab.ts";

type Page = { messages: Message[]; head: string | null; next: string | null };

/** Ids of all messages, page by page as `next` says, oldest first; with the sizes of the pages, newest first. */
async function walk(chat: string, as: string, limit?: number): Promise<{ ids: string[]; sizes: number[] }> {
  const ids: string[] = [];
  const sizes: number[] = [];
  for (let before: string | null = ""; before !== null;) {
    const query = new URLSearchParams({ ...(before === "" ? {} : { before }), ...(limit === undefined ? {} : { limit: String(limit) }) });
    const response = await call(`/api/chats/${chat}/messages?${query.toString()}`, { as });
    expect(response.status).toBe(200);
    const page: Page = await response.json();
    ids.unshift(...page.messages.map(({ id }) => id));
    sizes.push(page.messages.length);
    before = page.next;
  }
  return { ids, sizes };
}

/** Copies of the first turn behind it, each as `change` says, as if they had been asked one after the other. */
async function copyTurn(as: string, chat: string, count: number, change: (index: number, seq: number) => object): Promise<void> {
  await runInDurableObject(chatStub(as, chat), (_object, state) => {
    const [row] = state.storage.sql.exec("SELECT * FROM turn").toArray();
    for (let index = 0; index < count; index += 1) {
      const seq = 11 + 2 * index;
      const copy: Record<string, SqlStorageValue> = {
        ...row,
        seq,
        id: `t${index}`,
        question: seq,
        changed: seq + 1,
        ...change(index, seq),
      };
      const names = Object.keys(copy);
      state.storage.sql.exec(`INSERT INTO turn (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")})`, ...Object.values(copy));
    }
  });
  await abortAllDurableObjects();
}

describe("messages", () => {
  it("[I4] are all reached, each once, although answers were regenerated, whatever the size of a page", async () => {
    const as = "paging@example.com";
    const chat = await newChat({ title: "Named" }, as);
    let last = "";
    for (let turn = 0; turn < 12; turn += 1) {
      last = (await send(chat, as, "/gen tokens=1 log=never")).answerId;
      await idle(chat, as);
      if (turn % 4 !== 0) continue;
      for (let again = 0; again < 3; again += 1) {
        await call(`/api/chats/${chat}/regenerate`, { as, body: { id: crypto.randomUUID(), messageId: last } });
        await idle(chat, as);
      }
    }
    const { ids: all } = await walk(chat, as, 200);
    expect(all).toHaveLength(12 * 2 + 3 * 3);
    expect(new Set(all).size).toBe(all.length);
    for (const limit of [1, 2, 3, 7, 10, 50]) {
      const { ids, sizes } = await walk(chat, as, limit);
      expect(ids, `pages of ${limit}`).toEqual(all);
      expect(sizes.slice(0, -1).every((size) => size === limit)).toBe(true);
    }
    expect((await walk(chat, as)).ids).toEqual(all);
  });

  it("of the largest size are on as many pages as it takes, none of them near the 32 MiB that objects may hand out", async () => {
    const as = "big@example.com";
    const chat = await newChat({ title: "Named" }, as);
    await ask(chat, as, "/gen tokens=1 log=never");
    const answer = "\u4e2d".repeat(500_000);
    await copyTurn(as, chat, 30, () => ({ answer }));
    const response = await call(`/api/chats/${chat}/messages?limit=200`, { as });
    expect(response.status).toBe(200);
    const body = await response.text();
    expect(body.length * 3).toBeLessThan(PAGE_BYTES + 2_000_000);
    const page: Page = JSON.parse(body);
    expect(page.messages.length).toBeGreaterThan(1);
    expect(page.next).toBe(page.messages[0]?.id);
    const { ids } = await walk(chat, as, 200);
    expect(ids).toHaveLength(62);
    expect(new Set(ids).size).toBe(62);
  });

  it("with thousands of siblings do not repeat them beyond a page's bytes", async () => {
    const as = "family@example.com";
    const chat = await newChat({ title: "Named" }, as);
    await ask(chat, as, "/gen tokens=1 log=never");
    await copyTurn(as, chat, 4_000, (index, seq) => ({ question: 1, text: null, id: `${"x".repeat(90)}${index}`, seq }));
    const response = await call(`/api/chats/${chat}/messages?limit=200`, { as });
    expect(response.status).toBe(200);
    expect((await response.text()).length).toBeLessThan(PAGE_BYTES + 1_000_000);
  });

  it("[I5] that a tab missed are told one by one up to a bound, then by a snapshot; a window holds few large ones", async () => {
    const as = "missed@example.com";
    const chat = await newChat({ title: "Named" }, as);
    await ask(chat, as, "/gen tokens=1 log=never");
    const opening = async (seq: number): Promise<{ type: string; messages?: unknown[] }> => {
      const response = await call(`/api/chats/${chat}/live?v=1&seq=${seq}`, { as, headers: { upgrade: "websocket" } });
      const socket = response.webSocket;
      if (socket === null) throw new Error("no socket");
      const first = new Promise<string>((resolve) =>
        socket.addEventListener("message", ({ data }) => resolve(String(data)), { once: true }),
      );
      socket.accept();
      const frame = await first;
      socket.close(1000);
      return JSON.parse(frame) as { type: string; messages?: unknown[] };
    };
    await copyTurn(as, chat, 20, (index, seq) => ({ parent: index === 0 ? 1 : seq - 2, answer: "a".repeat(100_000) }));
    const far = await opening(4);
    expect(far.type).toBe("snapshot");
    expect(far.messages).toHaveLength(2);
    expect((await opening(41)).type).toBe("resumed");
  });
});

describe("an answer that JSON makes six times as long", () => {
  it("[I14] opens in a tab that stays: it is not dropped for one frame, to come back for it for ever", async () => {
    const as = "escaped@example.com";
    const chat = await newChat({ title: "Named" }, as);
    await ask(chat, as, "/gen tokens=1 log=never");
    await copyTurn(as, chat, 1, () => ({ parent: 1, answer: "\u0001".repeat(1_500_000) }));
    const tab = new Tab(chat, as);
    await tab.isLive();
    expect(tab.message("t0.a")?.text).toHaveLength(1_500_000);
    await tab.ended(`${tab.live.send("/gen tokens=50 log=never")}.a`);
    expect(tab.sockets).toHaveLength(1);
    tab.close();
  });
});

describe("a branch near the root", () => {
  it("of a conversation of 4,900 turns is selected with few rows read", async () => {
    const as = "long-of-pages@example.com";
    const chat = await newChat({ title: "Named" }, as);
    await ask(chat, as, "/gen tokens=1 log=never");
    await copyTurn(as, chat, 4_900, (index, seq) => ({ parent: index === 0 ? 1 : seq - 2 }));
    const read = async (): Promise<number> => (await json<{ rowsRead: number }>(call(`/api/chats/${chat}/stats`, { as }))).rowsRead;
    await call(`/api/chats/${chat}`, { as });
    const before = await read();
    expect(await chatStub(as, chat).command({ type: "select", id: "s", messageId: "t1" })).toEqual({ ok: true, value: {} });
    // Two for each level (the row of the recursion and the index entry), and the window at the new end.
    expect((await read()) - before).toBeLessThan(3 * 4_900);
    expect((await stored(chat, as)).head).toBe("t4899.a");
  });
});

describe("receipts", () => {
  it("come page by page where there are more than one page holds, with the total of all", async () => {
    const as = "receipts@example.com";
    const chat = await newChat({ title: "Named" }, as);
    await ask(chat, as, "/gen tokens=1 log=never");
    await runInDurableObject(chatStub(as, chat), (_object, state) => {
      state.storage.sql.exec(
        `WITH RECURSIVE numbers (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM numbers WHERE value < 12000)
         INSERT INTO receipt SELECT turn, 'copy' || value, purpose, end, model, at + value % 7, input_tokens, cached_tokens, output_tokens, neurons, billed,
           logged, listed, cost, saved, basis, simulated, log_id, log_tries, NULL, changed
         FROM receipt, numbers`,
      );
    });
    const calls = new Set<string>();
    let pages = 0;
    for (let cursor: string | null = ""; cursor !== null; pages += 1) {
      const query: string = cursor === "" ? "" : `?cursor=${encodeURIComponent(cursor)}`;
      const page = await json<{ receipts: Receipt[]; totalNanoUsd: number; next: string | null }>(
        call(`/api/chats/${chat}/receipts${query}`, { as }),
      );
      for (const { callId } of page.receipts) calls.add(callId);
      cursor = page.next;
    }
    expect([calls.size, pages]).toEqual([12_001, 2]);
    expect((await call(`/api/chats/${chat}/receipts?cursor=nonsense`, { as })).status).toBe(400);
  });
});

describe("rows of a newer version", () => {
  it("[I14] are shown as far as they are understood, and take neither the conversation nor its list", async () => {
    const as = "newer-of-pages@example.com";
    const chat = await newChat({ title: "Named" }, as);
    await ask(chat, as, "/gen tokens=2 log=never");
    await ask(chat, as, "/gen tokens=3 log=never");
    await runInDurableObject(chatStub(as, chat), (_object, { storage: { sql } }) => {
      sql.exec(`UPDATE turn SET problem = '{"reason":"quota-of-2027","detail":"The quota of 2027 is used up."}' WHERE parent = 0`);
      sql.exec(`UPDATE turn SET status = 'dreaming', problem = NULL WHERE parent <> 0`);
      sql.exec(`UPDATE turn SET effort = 'heroic', summary = '{"parts":[]}', suggestions = 'not JSON'`);
      sql.exec("UPDATE chat SET effort = 'heroic'");
      sql.exec("UPDATE receipt SET purpose = 'dream', end = 'woken', basis = 'gifted'");
    });
    await abortAllDurableObjects();
    const { messages } = await stored(chat, as);
    expect(messages.map(({ role, status, text }) => [role, status, text])).toEqual([
      ["user", "done", "/gen tokens=2 log=never"],
      ["assistant", "done", " w0 w1"],
      ["user", "done", "/gen tokens=3 log=never"],
      ["assistant", "interrupted", " w0 w1 w2"],
    ]);
    expect(messages[1]?.problem).toMatchObject({ reason: "unknown", detail: "The quota of 2027 is used up." });
    expect(messages[3]?.problem?.reason).toBe("unknown");
    const { receipts } = await json<{ receipts: Receipt[] }>(call(`/api/chats/${chat}/receipts`, { as }));
    expect(receipts.map(({ purpose, end, basis }) => [purpose, end, basis])).toEqual([
      ["unknown", "unknown", "estimated"],
      ["unknown", "unknown", "estimated"],
    ]);
    const tab = new Tab(chat, as);
    await tab.isLive();
    expect(tab.shown().map(({ status }) => status)).toEqual(["done", "done", "done", "interrupted"]);
    expect(tab.state.chat?.effort).toBeNull();
    tab.close();
    expect(await ask(chat, as, "/gen tokens=2 log=never")).toBe(202);
    expect((await stored(chat, as)).messages.at(-1)?.status).toBe("done");
  });
});
