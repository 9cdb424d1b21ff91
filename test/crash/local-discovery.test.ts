/** Model servers that come, go and misbehave while Tally runs: the served Worker, HTTP on loopback between them. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { modelList, type ModelInfo } from "../../src/protocol/http.ts";
import { listed, LOCAL_KEY, LocalServer } from "./local-server.ts";
import { freePort, Server } from "./server.ts";

const state = mkdtempSync(join(tmpdir(), "tally-discovery-"));
const started: { stop?: () => Promise<void>; kill?: () => Promise<void> }[] = [];
afterAll(async () => {
  for (const each of started) await (each.stop?.() ?? each.kill?.());
  rmSync(state, { recursive: true, force: true });
});

async function tally(variables: Record<string, string>): Promise<Server> {
  const server = await Server.start(mkdtempSync(join(state, "s-")), { LOCAL_AI_KEY: LOCAL_KEY, ...variables });
  started.push(server);
  return server;
}

async function listOf(server: Server): Promise<{ default: string; local: ModelInfo[] }> {
  const { status, body } = await server.call("/api/models");
  expect(status).toBe(200);
  const list = modelList.parse(body);
  return { default: list.default, local: list.models.filter(({ id }) => id.startsWith("local/")) };
}

const idsOf = async (server: Server): Promise<string[]> => (await listOf(server)).local.map(({ id }) => id);

it("a server that starts later is found without a restart, answers, and gives a new person their first model", async () => {
  const port = await freePort();
  const server = await tally({ LOCAL_AI_URL: `127.0.0.1:${port}` });
  expect(await listOf(server)).toEqual({ default: "embedded/tally", local: [] });
  await expect.poll(() => server.output, { timeout: 5_000 }).toContain(`nothing answers at http://127.0.0.1:${port}/v1/models`);
  const later = await LocalServer.start(port);
  started.push(later);
  expect(await listOf(server)).toMatchObject({ default: "local/tiny", local: [{ id: "local/tiny", available: true }, {}] });
  later.models.push(listed("pulled:latest"));
  expect(await idsOf(server)).toEqual(["local/tiny", "local/vendor/long-name:7b", "local/pulled:latest"]);
  const made = await server.call<{ id: string; model: string }>("/api/chats", { body: {} });
  expect(made.body.model).toBe("local/tiny");
  await server.call(`/api/chats/${made.body.id}/messages`, { body: { id: "m1", text: "Hello" } });
  await expect.poll(() => later.asked.length, { timeout: 5_000 }).toBeGreaterThan(0);
});

it("one that goes is still listed, with the reason why it cannot be asked; a new conversation with it is refused in words", async () => {
  const gone = await LocalServer.start();
  const server = await tally({ LOCAL_AI_URL: gone.origin });
  expect(await idsOf(server)).toContain("local/tiny");
  const { origin } = gone;
  await gone.stop();
  const reason = `The server at ${origin} does not answer just now.`;
  expect((await listOf(server)).local).toMatchObject([
    { id: "local/tiny", available: false, reason },
    { available: false, reason },
  ]);
  const refused = await server.call<{ detail: string }>("/api/chats", { body: { model: "local/tiny" } });
  expect(refused.status).toBe(422);
  expect(refused.body.detail).toContain(reason);
});

it("[I14] a hostile list leaves the others, and the terminal says what was left out", async () => {
  const hostile = await LocalServer.start();
  started.push(hostile);
  hostile.models = [null, { id: 3 }, listed("__proto__"), listed("constructor"), listed("nomic-embed-text:latest"), listed("chat")];
  const server = await tally({ LOCAL_AI_URL: `${hostile.origin}/v1/chat/completions` });
  expect((await listOf(server)).local.map(({ id, available }) => [id, available])).toEqual([
    ["local/__proto__", true],
    ["local/constructor", true],
    ["local/chat", true],
  ]);
  await expect
    .poll(() => server.output, { timeout: 5_000 })
    .toMatch(
      /Local models: 3 at http:\S+ \(__proto__, constructor, chat\); not for chat: nomic-embed-text:latest \(embeddings\); left out, .*2 entries/,
    );
});

it("[I13] what the settings get wrong is said at start, and a model without a readable price is not offered", async () => {
  const local = await LocalServer.start();
  started.push(local);
  const server = await tally({
    LOCAL_AI_URL: local.origin,
    LOCAL_AI_KEY: "wrong",
    LOCAL_AI_PRICES: '{"tiny":{"input":"1,50","output":"2"}}',
    MONTHLY_LIMIT_USD: "1,50",
  });
  await expect.poll(() => server.output, { timeout: 5_000 }).toContain("answered 401: the key was refused");
  expect(server.output).toContain("LOCAL_AI_PRICES: tiny: input is no amount");
  expect(server.output).toContain('MONTHLY_LIMIT_USD: "1,50" is no amount');
  const priced = await tally({ LOCAL_AI_URL: local.origin, LOCAL_AI_PRICES: '{"tiny":{"input":"1,50","output":"2"}}' });
  expect((await listOf(priced)).local).toMatchObject([{ id: "local/tiny", available: false }, { available: true }]);
  expect((await listOf(priced)).default).toBe("local/vendor/long-name:7b");
});
