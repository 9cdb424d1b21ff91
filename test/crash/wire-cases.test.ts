/**
 * What model servers send, seen from the outside: the served Worker, a server on loopback that speaks every case's bytes,
 * HTTP between them. All cases run at once: each is a model and a conversation of its own.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Receipt } from "../../src/protocol/http.ts";
import type { Message } from "../../src/protocol/message.ts";
import { Server } from "./server.ts";
import type { Case, Seen } from "./wire-case.ts";
import { FIRST_BYTE_MS, HISTORY, PRICES, QUOTING, STALL_MS, TABLES } from "./wire-cases.ts";
import { WireServer } from "./wire-server.ts";

const state = mkdtempSync(join(tmpdir(), "tally-wire-"));
const cases = new Map<string, Case>(Object.values(TABLES).flatMap((table) => Object.entries(table)));
let local: WireServer;
let server: Server;
beforeAll(async () => {
  local = await WireServer.start(
    new Map([...[...cases].map(([name, { script }]) => [name, script] as const), ...Object.entries(HISTORY), ["e_quoting", QUOTING]]),
  );
  server = await Server.start(state, {
    LOCAL_AI_URL: local.origin,
    LOCAL_AI_PRICES: JSON.stringify(PRICES),
    FIRST_BYTE_MS: String(FIRST_BYTE_MS),
    STALL_MS: String(STALL_MS),
  });
});
afterAll(async () => {
  await server.kill();
  await local.stop();
  rmSync(state, { recursive: true, force: true });
});

async function newChat(model: string): Promise<string> {
  const body = { model: `local/${model}`, title: "Named", system: "Be brief." };
  const made = await server.call<{ id: string }>("/api/chats", { body });
  expect(made.status).toBe(201);
  return made.body.id;
}

const messagesOf = async (chat: string): Promise<Message[]> =>
  (await server.call<{ messages: Message[] }>(`/api/chats/${chat}/messages`)).body.messages;
const receiptsOf = async (chat: string): Promise<Receipt[]> =>
  (await server.call<{ receipts: Receipt[] }>(`/api/chats/${chat}/receipts`)).body.receipts;

/** Asks, and waits for as long as the silence limits allow and a busy machine needs. */
async function ask(chat: string, text: string): Promise<Message> {
  const { status } = await server.call(`/api/chats/${chat}/messages`, { body: { id: crypto.randomUUID(), text } });
  expect(status).toBe(202);
  return vi.waitFor(
    async () => {
      const answer = (await messagesOf(chat)).at(-1);
      if (answer === undefined || answer.status === "running" || answer.status === "queued") throw new Error("it still runs");
      return answer;
    },
    { timeout: 30_000, interval: 100 },
  );
}

function check(answer: Message, { status, text, reasoning, problem }: Seen): void {
  expect(answer).toMatchObject({ status, text });
  expect(answer.reasoning).toBe(reasoning);
  if (problem === undefined) return;
  if (problem === null) return expect(answer.problem).toBeUndefined();
  expect(answer.problem?.detail).toMatch(problem.says);
  if (problem.reason !== undefined) expect(answer.problem?.reason).toBe(problem.reason);
}

for (const [table, rows] of Object.entries(TABLES))
  describe.concurrent(table, () => {
    it.for(Object.entries(rows))("%s", async ([name, { seen }], { expect: expectHere }) => {
      const chat = await newChat(name);
      check(await ask(chat, "Hi there"), seen);
      const receipts = await receiptsOf(chat);
      expectHere(receipts).toHaveLength(1);
      if (seen.receipt !== undefined) expectHere(receipts).toMatchObject([seen.receipt]);
      if (name in PRICES) expectHere(receipts[0]?.costNanoUsd).toBeGreaterThan(0);
    });
  });

describe.concurrent("when it ends", () => {
  it.for(["finishhang", "finishbeats"])(
    "%s: the line is closed from here, and what is queued goes on",
    async (name, { expect: expectHere }) => {
      const chat = await newChat(name);
      for (const id of ["m1", "m2"]) {
        const { status } = await server.call(`/api/chats/${chat}/messages`, { body: { id, text: "Hi there" } });
        expectHere(status).toBe(202);
      }
      await expectHere
        .poll(async () => (await messagesOf(chat)).filter(({ role }) => role === "assistant").map(({ status }) => status), {
          timeout: 30_000,
        })
        .toEqual(["done", "done"]);
      expectHere(local.closed.has(name)).toBe(true);
    },
  );
});

describe.concurrent("history", () => {
  const system = { role: "system", content: "Be brief." };

  it("blankonly: an answer of white space is never sent, and roles alternate", async ({ expect: expectHere }) => {
    const chat = await newChat("blankonly");
    check(await ask(chat, "First question"), { status: "error", text: "\n\n", problem: { reason: "empty", says: /without writing/ } });
    check(await ask(chat, "Second question"), { status: "done", text: "Taken." });
    const { messages } = local.asked("blankonly")[1] ?? { messages: [] };
    // A question nobody answered goes with its answer.
    expectHere(messages).toEqual([system, { role: "user", content: "Second question" }]);
  });

  it("thinkhistory: thinking is not sent back", async ({ expect: expectHere }) => {
    const chat = await newChat("thinkhistory");
    await ask(chat, "First question");
    await ask(chat, "Second question");
    expectHere(local.asked("thinkhistory")[1]?.messages).toEqual([
      system,
      { role: "user", content: "First question" },
      { role: "assistant", content: "Hello there!" },
      { role: "user", content: "Second question" },
    ]);
  });
});

it("[I11] the terminal says that a request was refused and why, without a word of the chat or of the server", async () => {
  const chat = await newChat("e_quoting");
  check(await ask(chat, "My secret marzipan recipe"), { status: "error", text: "", problem: { says: /marzipan/ } });
  await expect
    .poll(() => server.output, { timeout: 5_000 })
    .toContain(`${local.origin}/v1 refused a request for e_quoting with 400. The model`);
  expect(server.output).not.toContain("marzipan");
});
