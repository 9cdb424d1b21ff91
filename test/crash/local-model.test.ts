/** Models on one's own machine, for real: the served Worker, a server on loopback, HTTP between them. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ModelInfo, Receipt } from "../../src/protocol/http.ts";
import type { Message } from "../../src/protocol/message.ts";
import { LOCAL_KEY, LocalServer, TEXT, USAGE, WRITTEN_CALL } from "./local-server.ts";
import { Server } from "./server.ts";

const state = mkdtempSync(join(tmpdir(), "tally-local-"));
let local: LocalServer;
let server: Server;
beforeAll(async () => {
  local = await LocalServer.start();
  server = await Server.start(state, {
    // Without a path: /v1 is meant.
    LOCAL_AI_URL: local.origin,
    LOCAL_AI_KEY: LOCAL_KEY,
    LOCAL_AI_PRICES: JSON.stringify({ "vendor/long-name:7b": { input: 0.1, output: 0.25, contextWindow: 4096 } }),
  });
});
afterAll(async () => {
  await server.kill();
  await local.stop();
  rmSync(state, { recursive: true, force: true });
});

const messagesOf = async (chat: string): Promise<Message[]> =>
  (await server.call<{ messages: Message[] }>(`/api/chats/${chat}/messages`)).body.messages;
const receiptsOf = async (chat: string): Promise<Receipt[]> =>
  (await server.call<{ receipts: Receipt[] }>(`/api/chats/${chat}/receipts`)).body.receipts;

async function newChat(model: string): Promise<string> {
  const { status, body } = await server.call<{ id: string }>("/api/chats", { body: { model, title: "Named", system: "Be brief." } });
  expect(status).toBe(201);
  return body.id;
}

async function answerOf(chat: string, isThere: (answer: Message) => boolean): Promise<Message> {
  for (let tries = 0; tries < 400; tries += 1) {
    const answer = (await messagesOf(chat)).at(-1);
    if (answer !== undefined && isThere(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`no such answer: ${JSON.stringify(await messagesOf(chat))}`);
}
const hasEnded = ({ status }: Message): boolean => status !== "running" && status !== "queued";

async function ask(chat: string, text: string): Promise<Message> {
  const { status } = await server.call(`/api/chats/${chat}/messages`, { body: { id: crypto.randomUUID(), text } });
  expect(status).toBe(202);
  return answerOf(chat, hasEnded);
}

it("lists the server's models as local/<name> with the window it tells, free or at the price that was given", async () => {
  const { body } = await server.call<{ models: ModelInfo[] }>("/api/models");
  expect(body.models.filter(({ id }) => id.startsWith("local/"))).toMatchObject([
    { id: "local/tiny", available: true, simulated: false, contextWindow: 8192, priceUsdPerMTok: { input: 0, output: 0 } },
    { id: "local/vendor/long-name:7b", available: true, contextWindow: 4096, priceUsdPerMTok: { input: 0.1, output: 0.25 } },
  ]);
});

it("[I1] [I7] streams an answer of it byte for byte, with a receipt by the server's own counts", async () => {
  const free = await newChat("local/tiny");
  expect(await ask(free, "Hello")).toMatchObject({ status: "done", text: TEXT, model: "local/tiny" });
  expect(local.asked.at(-1)).toMatchObject({
    model: "tiny",
    messages: [
      { role: "system", content: "Be brief." },
      { role: "user", content: "Hello" },
    ],
    stream: true,
    stream_options: { include_usage: true },
  });
  expect(local.asked.at(-1)?.max_tokens).toBeGreaterThan(0);
  const counts = {
    inputTokens: USAGE.prompt_tokens,
    outputTokens: USAGE.completion_tokens,
    end: "done",
    basis: "listed",
    simulated: false,
  };
  expect(await receiptsOf(free)).toMatchObject([{ ...counts, costNanoUsd: 0 }]);
  const priced = await newChat("local/vendor/long-name:7b");
  expect(await ask(priced, "Hello")).toMatchObject({ status: "done", text: TEXT });
  expect(local.asked.at(-1)?.model).toBe("vendor/long-name:7b");
  expect(await receiptsOf(priced)).toMatchObject([
    { ...counts, costNanoUsd: USAGE.prompt_tokens * 100 + USAGE.completion_tokens * 250, model: "local/vendor/long-name:7b" },
  ]);
});

it("a call of a tool that comes as words, in pieces, is one; without tools, and for a tool of another name, it stays words", async () => {
  const chat = await newChat("local/tiny");
  const body = { id: "m1", text: "Please look for tea", tools: ["web_search"] };
  expect((await server.call(`/api/chats/${chat}/messages`, { body })).status).toBe(202);
  const answer = await answerOf(chat, hasEnded);
  expect(answer).toMatchObject({
    status: "done",
    text: `I look.\n\n${TEXT}`,
    steps: [{ tool: "web_search", status: "done", arguments: { query: "tea" } }],
  });
  expect(local.asked.at(-1)?.messages.map(({ role }) => role)).toEqual(["system", "user", "assistant", "tool"]);
  expect(local.asked.at(-1)?.messages[2]?.tool_calls).toMatchObject([
    { type: "function", function: { name: "web_search", arguments: '{"query":"tea"}' } },
  ]);
  const other = await newChat("local/tiny");
  await server.call(`/api/chats/${other}/messages`, { body: { ...body, tools: ["read_page"] } });
  expect(await answerOf(other, hasEnded)).toMatchObject({ status: "done", text: WRITTEN_CALL.join("") });
});

it("a stop reaches the server: its connection closes, and the answer keeps what came", async () => {
  const chat = await newChat("local/tiny");
  await server.call(`/api/chats/${chat}/messages`, { body: { id: "m1", text: "Go on for ever" } });
  await answerOf(chat, ({ text }) => text.length > 20);
  const before = local.closedEarly;
  expect((await server.call(`/api/chats/${chat}/stop`, { body: {} })).status).toBe(202);
  const answer = await answerOf(chat, hasEnded);
  expect(answer.status).toBe("stopped");
  expect(TEXT.repeat(200).startsWith(answer.text)).toBe(true);
  await expect.poll(() => local.closedEarly, { timeout: 3_000 }).toBe(before + 1);
  expect(await receiptsOf(chat)).toMatchObject([{ end: "stopped", basis: "estimated", costNanoUsd: 0 }]);
});

it("what the server refuses is a sentence of ours, with its own words in quotes", async () => {
  const chat = await newChat("local/tiny");
  const answer = await ask(chat, "This is too long");
  expect(answer).toMatchObject({ status: "error", text: "", problem: { reason: "context-too-long" } });
  expect(answer.problem?.detail).toContain("The server said: “This model's maximum context length is 4096 tokens”");
});

it("the title of what was said at home is asked for at home", async () => {
  const { body } = await server.call<{ id: string }>("/api/chats", { body: { model: "local/vendor/long-name:7b" } });
  expect(await ask(body.id, "Hello")).toMatchObject({ status: "done" });
  await expect
    .poll(async () => (await receiptsOf(body.id)).map(({ purpose }) => purpose), { timeout: 10_000 })
    .toEqual(["answer", "title"]);
  await expect
    .poll(async () => (await server.call<{ title: string }>(`/api/chats/${body.id}`)).body.title, { timeout: 5_000 })
    .toBe("Grüße aus 東京 🍵 — naïve “tea”");
  expect((await receiptsOf(body.id)).map(({ model }) => model)).toEqual(["local/vendor/long-name:7b", "local/tiny"]);
});

it("[I11] the key of the server is asked with and stands nowhere else: in no file of the state, in nothing printed, in no answer", async () => {
  const chat = await newChat("local/tiny");
  const { status } = await ask(chat, "Hello");
  expect(status).toBe("done");
  const paths = [
    "/api/models",
    "/api/me",
    `/api/chats/${chat}`,
    `/api/chats/${chat}/messages`,
    `/api/chats/${chat}/receipts`,
    "/api/health",
  ];
  const answers = await Promise.all(paths.map((path) => server.call<unknown>(path)));
  expect(JSON.stringify(answers)).not.toContain(LOCAL_KEY);
  expect(server.output).not.toContain(LOCAL_KEY);
  const files = readdirSync(state, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name)));
  // What was said is there, so that the key is looked for in the right files.
  expect(bytes.some((one) => one.includes(chat))).toBe(true);
  expect(files.filter((_, index) => bytes[index]?.includes(LOCAL_KEY)).map(({ name }) => name)).toEqual([]);
});

it("a server that is down answers with a sentence a person can act on, at no cost", async () => {
  const chat = await newChat("local/tiny");
  await local.stop();
  const answer = await ask(chat, "Are you there?");
  expect(answer).toMatchObject({ status: "error", text: "", problem: { reason: "network" } });
  expect(answer.problem?.detail).toMatch(/^[A-Z].{15,}\.$/);
  expect(await receiptsOf(chat)).toMatchObject([{ end: "failed", costNanoUsd: 0, basis: "free" }]);
});
