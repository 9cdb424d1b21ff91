/** Servers that an administrator gives to everybody, and people's own ones forbidden: MCP_SERVERS and MCP_OWN_SERVERS=0, as they are served. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { McpDouble } from "./mcp-server.ts";
import { Server } from "./server.ts";
import { hasEnded, isWaiting, toolUser } from "./tool-user.ts";

const state = mkdtempSync(join(tmpdir(), "tally-mcp-fixed-"));
let given: McpDouble;
let own: McpDouble;
let server: Server;
beforeAll(async () => {
  given = await McpDouble.start();
  own = await McpDouble.start();
  // Before the administrator decided.
  server = await Server.start(state);
  await alice.connect((await alice.add("Own", "/mcp", { "X-Key": "secret" })).id);
  await alice.setPolicy("own__add", "always");
  await server.kill();
  const rules = { MCP_SERVERS: JSON.stringify([{ name: "Given", url: `${given.origin}/mcp` }]), MCP_OWN_SERVERS: "0" };
  server = await Server.start(state, rules);
});
afterAll(async () => {
  await server.kill();
  await given.stop();
  await own.stop();
  rmSync(state, { recursive: true, force: true });
});

const alice = toolUser(
  () => server,
  () => own.origin,
);
const bob = toolUser(
  () => server,
  () => own.origin,
  "bob@example.com",
);

it("everybody has the administrator's servers, asks them for their tools, uses them, and can add and remove none", async () => {
  for (const person of [alice, bob]) {
    const { servers, mayAdd } = await person.servers();
    expect(mayAdd).toBe(false);
    const fixed = servers.find(({ name }) => name === "Given");
    expect(fixed).toMatchObject({ fixed: true, state: "new", tools: [] });
    const id = fixed?.id ?? "";
    expect(await person.connect(id)).toEqual({ state: "ready" });
    const added = await person.call("/api/mcp", { body: { name: "Mine", url: `${own.origin}/mcp` } });
    expect(added).toMatchObject({ status: 409, body: { detail: expect.stringContaining("An administrator") as string } });
    expect((await person.call(`/api/mcp/${id}`, { method: "DELETE" })).status).toBe(409);
    const chat = await person.ask('/gen tokens=1 tool=given__add args={"text":"tea"}', ["given__add"]);
    await person.messageOf(chat, isWaiting);
    const decision = { type: "decide", id: "d1", messageId: "m1.a", stepId: "s1", decision: "once" };
    await person.call(`/api/chats/${chat}/commands`, { body: decision });
    expect((await person.messageOf(chat, hasEnded)).steps).toMatchObject([{ status: "done", sentTo: "Given" }]);
  }
  expect(given.notes).toEqual(["tea", "tea"]);
});

it("a server of one's own that was there before is asked for nothing any more, says why, and can be removed", async () => {
  const { servers } = await alice.servers();
  const kept = servers.find(({ name }) => name === "Own");
  expect(kept).toMatchObject({ fixed: false, state: "failed", tools: [], detail: expect.stringContaining("An administrator") as string });
  expect((await alice.toolsNow()).map(({ name }) => name)).not.toContain("own__add");
  const requests = own.requests;
  expect((await alice.call(`/api/mcp/${kept?.id}/connect`, { body: {} })).status).toBe(409);
  const { body: chat } = await alice.call<{ id: string }>("/api/chats", { body: { model: "embedded/tally" } });
  const refused = await alice.call(`/api/chats/${chat.id}/messages`, { body: { id: "m1", text: "tea", tools: ["own__add"] } });
  expect(refused.status).toBe(400);
  expect(own.requests).toBe(requests);
  expect(own.notes).toEqual([]);
  expect((await alice.call(`/api/mcp/${kept?.id}`, { method: "DELETE" })).status).toBe(200);
  expect((await alice.servers()).servers.map(({ name }) => name)).toEqual(["Given"]);
});
