/** Projects: what conversations begin with together, may cost together, and where they go when their project does. */
import { describe, expect, it } from "vitest";
import type { ChatSummary } from "../../src/protocol/http.ts";
import type { Project } from "../../src/protocol/projects.ts";
import { accountStub, alarm, ask, audit, crash, chatStub, COSTLY_TOKEN, idle, send, sleep, spendOf, walletOf } from "./bookkeeping.ts";
import { call, json, newChat, Tab } from "./tab.ts";

const make = (as: string, body: object): Promise<Project> => json<Project>(call("/api/projects", { as, body }));
const project = (as: string, id: string): Promise<Project> => json<Project>(call(`/api/projects/${id}`, { as }));
const chatsIn = async (as: string, id: string): Promise<string[]> =>
  (await json<{ chats: ChatSummary[] }>(call(`/api/chats?project=${id}`, { as }))).chats.map((chat) => chat.id);
const COSTLY = "embedded/costly";

describe("a project [P61]", () => {
  it("is made once for its id, changed, listed by name, and nobody else's; what makes no sense is refused with its path", async () => {
    const as = "planner@example.com";
    const body = { id: "tea", name: " Tea ", instructions: "Speak of tea.", model: COSTLY, budget: { limitNanoUsd: 5, per: "total" } };
    const first = await call("/api/projects", { as, body });
    expect([first.status, await first.json()]).toEqual([
      201,
      expect.objectContaining({ id: "tea", name: "Tea", chats: 0, spentNanoUsd: 0, remainingNanoUsd: 5, archived: false }),
    ]);
    expect((await call("/api/projects", { as, body })).status).toBe(200);
    const patched = await call("/api/projects/tea", { as, method: "PATCH", body: { name: "Green tea", budget: null, archived: true } });
    expect(await patched.json()).toMatchObject({ name: "Green tea", budget: null, remainingNanoUsd: null, archived: true, model: COSTLY });
    await make(as, { id: "ale", name: "ale" });
    const { projects } = await json<{ projects: Project[] }>(call("/api/projects", { as }));
    expect(projects.map(({ id }) => id)).toEqual(["ale", "tea"]);
    for (const [path, method, asked, status] of [
      ["", "POST", { name: "" }, 400],
      ["", "POST", { name: "x", budget: { limitNanoUsd: 0, per: "month" } }, 400],
      ["", "POST", { name: "x", model: "nobody/knows" }, 422],
      ["/tea", "DELETE", undefined, 400],
      ["/none", "PATCH", { name: "x" }, 404],
    ] as const)
      expect((await call(`/api/projects${path}`, { as, method, body: asked })).status).toBe(status);
    for (const [method, asked] of [
      ["GET", undefined],
      ["PATCH", { name: "mine" }],
      ["DELETE", undefined],
    ] as const)
      expect(
        (await call(`/api/projects/tea${method === "DELETE" ? "?chats=delete" : ""}`, { as: "mallory@example.com", method, body: asked }))
          .status,
      ).toBe(404);
    expect((await call("/api/chats", { as, body: { projectId: "none" } })).status).toBe(400);
  });

  it("gives its instructions and model to conversations that begin in it, over HTTP and by their own socket", async () => {
    const as = "beginner@example.com";
    await make(as, { id: "p", name: "P", instructions: "Of the project.", model: COSTLY });
    await call("/api/me", { as, method: "PATCH", body: { preferences: { system: "Of the person." } } });
    const chat = await newChat({ projectId: "p" }, as);
    expect(await json(call(`/api/chats/${chat}`, { as }))).toMatchObject({ projectId: "p", model: COSTLY, system: "Of the project." });
    const tab = new Tab("by-socket", as, { projectId: "p" });
    tab.live.send("/gen tokens=2 log=never", { id: "q1" });
    await tab.ended("q1.a");
    expect(tab.state.chat).toMatchObject({ model: COSTLY, system: "Of the project." });
    await expect.poll(() => chatsIn(as, "p")).toEqual(["by-socket", chat]);
    expect(await json(call("/api/chats/by-socket", { as }))).toMatchObject({ projectId: "p" });
    const nowhere = new Tab("nowhere", as, { projectId: "none" });
    nowhere.live.send("Hello");
    await nowhere.until(({ state }) => state.pending.some(({ state: how }) => typeof how === "object" && how.refused.status === 400));
    tab.close();
    nowhere.close();
  });
});

describe("a project's budget [P62]", () => {
  it("[I8] holds for all of its conversations at once, beside the person's, and is told as the reason of a refusal", async () => {
    const as = "thrifty@example.com";
    const limit = 400 * COSTLY_TOKEN;
    await make(as, { id: "p", name: "P", model: COSTLY, budget: { limitNanoUsd: limit, per: "month" } });
    const chats = await Promise.all(Array.from({ length: 6 }, () => newChat({ projectId: "p", title: "Named" }, as)));
    const answers = await Promise.all(chats.map((chat) => send(chat, as, "/gen tokens=400 rate=400 log=never")));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202, 402]));
    const held = await project(as, "p");
    expect(held.heldNanoUsd + held.spentNanoUsd).toBeLessThanOrEqual(limit);
    for (const chat of chats) await idle(chat, as);
    await sleep(50);
    const { spentNanoUsd, heldNanoUsd, remainingNanoUsd, chats: count, simulated } = await project(as, "p");
    expect(spentNanoUsd).toBeGreaterThan(0);
    expect(spentNanoUsd).toBeLessThanOrEqual(limit + COSTLY_TOKEN);
    expect({ heldNanoUsd, remainingNanoUsd, count, simulated }).toEqual({
      heldNanoUsd: 0,
      remainingNanoUsd: Math.max(0, limit - spentNanoUsd),
      count: 6,
      simulated: true,
    });
    const refused = await call(`/api/chats/${chats[0]}/messages`, { as, body: { id: "more", text: "/gen tokens=400" } });
    expect([refused.status, await refused.json()]).toEqual([
      402,
      expect.objectContaining({ remainingNanoUsd, detail: expect.stringContaining("project"), renewsAt: expect.any(String) }),
    ]);
    // Beside the project there is money: moved out of it, the conversation goes on.
    await call(`/api/chats/${chats[0]}`, { as, method: "PATCH", body: { projectId: null } });
    expect(await ask(chats[0] ?? "", as, "/gen tokens=3 log=never")).toBe(202);
    expect((await audit(as)).differences).toEqual([]);
  });

  it("[I7] counts what its conversations cost, deleted ones too, through a move and a crash; usage by project says the same", async () => {
    const as = "mover@example.com";
    await make(as, { id: "a", name: "A", budget: { limitNanoUsd: 1_000_000_000, per: "total" } });
    await make(as, { id: "b", name: "B" });
    const [one, two] = [await newChat({ projectId: "a", title: "One" }, as), await newChat({ title: "Two" }, as)];
    for (const chat of [one, two]) await ask(chat, as, "/gen tokens=20 log=never", { model: COSTLY });
    await call(`/api/chats/${two}`, { as, method: "PATCH", body: { projectId: "b" } });
    await crash(accountStub(as));
    const [a, b] = [await project(as, "a"), await project(as, "b")];
    expect(a.spentNanoUsd).toBeGreaterThan(0);
    expect(a.spentNanoUsd + b.spentNanoUsd).toBe((await walletOf(as)).spentNanoUsd);
    await call(`/api/chats/${one}`, { as, method: "DELETE" });
    expect(await project(as, "a")).toMatchObject({ spentNanoUsd: a.spentNanoUsd, chats: 0 });
    await sleep(3_100);
    // The person's object had crashed: what was told just then is told again by alarm.
    for (const chat of [one, two]) await alarm(as, chat);
    const spend = await spendOf(as, "project");
    expect(spend.rows.map(({ key, costNanoUsd }) => [key, costNanoUsd])).toEqual([
      ["a", a.spentNanoUsd],
      ["b", b.spentNanoUsd],
    ]);
    expect(spend.totalNanoUsd).toBe((await spendOf(as)).totalNanoUsd);
  });
});

it("[I10] a project that is deleted leaves its conversations or takes them along, as asked [P63]", async () => {
  const as = "leaver@example.com";
  for (const id of ["stays", "goes"]) await make(as, { id, name: id });
  const kept = await newChat({ projectId: "stays", title: "Kept" }, as);
  const gone = await newChat({ projectId: "goes", title: "Gone" }, as);
  await ask(gone, as, "/gen tokens=2 log=never");
  const left = await json(call("/api/projects/stays?chats=keep", { as, method: "DELETE" }));
  expect(left).toEqual({ deleted: { chats: 0, project: true }, left: 0 });
  expect(await json(call(`/api/chats/${kept}`, { as }))).toMatchObject({ projectId: null, title: "Kept" });
  const removed = await json(call("/api/projects/goes?chats=delete", { as, method: "DELETE" }));
  expect(removed).toEqual({ deleted: { chats: 1, project: true }, left: 0 });
  expect((await call(`/api/chats/${gone}`, { as })).status).toBe(404);
  expect((await chatStub(as, gone).view()).ok).toBe(false);
  expect(await json(call("/api/projects", { as }))).toEqual({ projects: [] });
  expect((await walletOf(as)).spentNanoUsd).toBeGreaterThan(0);
});
