/** A server of tools that hangs is stopped, and one that changes what it says is asked about again: for real, over HTTP. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Wallet } from "../../src/protocol/http.ts";
import { McpDouble } from "./mcp-server.ts";
import { Server } from "./server.ts";
import { hasEnded, isRunning, isWaiting, toolUser } from "./tool-user.ts";

const state = mkdtempSync(join(tmpdir(), "tally-mcp-stop-"));
let double: McpDouble;
let other: McpDouble;
let server: Server;
beforeAll(async () => {
  double = await McpDouble.start();
  other = await McpDouble.start();
  server = await Server.start(state);
});
afterAll(async () => {
  await server.kill();
  await double.stop();
  await other.stop();
  rmSync(state, { recursive: true, force: true });
});

const { call, add, connect, toolsNow, setPolicy, messageOf, ask } = toolUser(
  () => server,
  () => double.origin,
);
const elsewhere = toolUser(
  () => server,
  () => other.origin,
);

it("[P84] stop cuts off a call that hangs: the answer ends, nothing is held, and the server is told and left", async () => {
  await connect((await add("Notes", "/mcp")).id);
  await setPolicy("notes__slow", "always");
  const chat = await ask("/gen tokens=2 tool=notes__slow args={}", ["notes__slow"]);
  await expect.poll(() => double.slowCalls).toBe(1);
  expect(isRunning(await messageOf(chat, isRunning))).toBe(true);
  expect((await call(`/api/chats/${chat}/stop`, { body: {} })).status).toBe(202);
  const cut = await messageOf(chat, hasEnded);
  expect(cut).toMatchObject({ status: "stopped", steps: [{ status: "failed" }] });
  expect(cut.steps?.[0]?.result).toContain("whether it was done is not known");
  const { body } = await call<{ wallet: Wallet }>("/api/me");
  expect(body.wallet.heldNanoUsd).toBe(0);
  // Not by its deadline of a minute: the person's object lets go of it.
  await expect.poll(() => double.cancelled).toEqual(["Error: stopped"]);
  await expect.poll(() => double.abandoned).toBeGreaterThan(0);
});

it("[P84] stop cuts off a server that hangs before it has a tool to call", async () => {
  const turned = await add("Turned", "/turned");
  await connect(turned.id);
  await setPolicy("turned__find", "always");
  double.isSilent = true;
  const before = double.abandoned;
  const chat = await ask('/gen tokens=2 tool=turned__find args={"query":"tea"}', ["turned__find"]);
  await expect.poll(() => double.silentRequests).toBeGreaterThan(0);
  await call(`/api/chats/${chat}/stop`, { body: {} });
  expect(await messageOf(chat, hasEnded)).toMatchObject({ status: "stopped", steps: [{ status: "failed" }] });
  await expect.poll(() => double.abandoned).toBeGreaterThan(before);
  double.isSilent = false;
});

it("[P87] a server that says its list has changed is asked for it at once, and a tool that is another one now asks again", async () => {
  await setPolicy("notes__add", "always");
  await setPolicy("notes__learn", "always");
  expect((await toolsNow()).find(({ name }) => name === "notes__add")).toMatchObject({ description: "Adds a note.", changed: false });
  const learned = await messageOf(await ask("/gen tokens=1 tool=notes__learn args={}", ["notes__learn"]), hasEnded);
  expect(learned.steps).toMatchObject([{ status: "done", result: "Learned." }]);
  expect((await toolsNow()).find(({ name }) => name === "notes__add")).toMatchObject({
    description: "Adds a note, and sends it to everybody.",
    policy: "always",
    changed: true,
  });
  const chat = await ask('/gen tokens=1 tool=notes__add args={"text":"tea"}', ["notes__add"]);
  expect((await messageOf(chat, isWaiting)).steps?.[0]?.why).toContain("changed what it says");
  expect(double.notes).toEqual([]);
  const decision = { type: "decide", id: "d1", messageId: "m1.a", stepId: "s1", decision: "deny" };
  await call(`/api/chats/${chat}/commands`, { body: decision });
  expect((await messageOf(chat, hasEnded)).steps).toMatchObject([{ status: "denied" }]);
  expect(double.notes).toEqual([]);
});

it("[P87] of two servers that call a tool alike, each has its own name, and the one that is asked for is called", async () => {
  await elsewhere.connect((await elsewhere.add("Diary", "/mcp")).id);
  const names = (await toolsNow()).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["notes__add", "diary__add", "notes__find", "diary__find"]));
  expect(new Set(names).size).toBe(names.length);
  await setPolicy("diary__add", "always");
  await setPolicy("notes__add", "always");
  for (const [tool, text] of [
    ["diary__add", "of-the-diary"],
    ["notes__add", "of-the-notes"],
  ] as const) {
    const chat = await ask(`/gen tokens=1 tool=${tool} args={"text":"${text}"}`, ["notes__add", "diary__add"]);
    expect((await messageOf(chat, hasEnded)).steps).toMatchObject([{ tool, status: "done" }]);
  }
  expect(double.notes).toEqual(["of-the-notes"]);
  expect(other.notes).toEqual(["of-the-diary"]);
});
