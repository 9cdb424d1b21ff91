/** Projects and presets: what conversations begin with together, may cost together, and where they go when their project does. */
import { describe, expect, it } from "vitest";
import type { ChatSummary } from "../../src/protocol/http.ts";
import { accountEvent } from "../../src/protocol/http.ts";
import type { Preset } from "../../src/protocol/presets.ts";
import type { Project } from "../../src/protocol/projects.ts";
import { accountStub, alarm, ask, audit, crash, chatStub, COSTLY_TOKEN, idle, send, sleep, spendOf, walletOf } from "./bookkeeping.ts";
import { call, json, newChat, Tab } from "./tab.ts";

const make = (as: string, body: object): Promise<Project> => json<Project>(call("/api/projects", { as, body }));
const project = (as: string, id: string): Promise<Project> => json<Project>(call(`/api/projects/${id}`, { as }));
const chatsIn = async (as: string, id: string): Promise<string[]> =>
  (await json<{ chats: ChatSummary[] }>(call(`/api/chats?project=${id}`, { as }))).chats.map((chat) => chat.id);
const list = async (as: string): Promise<Preset[]> => (await json<{ presets: Preset[] }>(call("/api/presets", { as }))).presets;
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
        (
          await call(`/api/projects/tea${method === "DELETE" ? "?chats=delete" : ""}`, {
            as: "mallory-of-projects@example.com",
            method,
            body: asked,
          })
        ).status,
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
    const as = "thrifty-of-projects@example.com";
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
  const as = "leaver-of-projects@example.com";
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

describe("presets and prompts", () => {
  it("[P135] every open page hears at once of a change, and which one is the default", async () => {
    const as = "two-pages@example.com";
    const { webSocket: socket } = await call("/api/live", { as, headers: { upgrade: "websocket" } });
    const received: { name: string | null }[] = [];
    socket?.addEventListener("message", ({ data }) => {
      const event = accountEvent.parse(JSON.parse(String(data)));
      if (event.type === "presets") received.push({ name: event.preset?.name ?? null });
    });
    socket?.accept();
    await call("/api/presets", { as, body: { id: "ed", name: "The editor" } });
    await call("/api/presets/ed", { as, method: "PATCH", body: { isDefault: true } });
    await call("/api/presets/nowhere", { as, method: "PATCH", body: { isDefault: true } });
    await call("/api/presets/import", { as, body: { format: "tally-presets", version: 1, presets: [] } });
    await call("/api/presets/ed", { as, method: "DELETE" });
    await expect.poll(() => received).toEqual([{ name: null }, { name: "The editor" }, { name: "The editor" }, { name: null }]);
    socket?.close(1000);
  });

  it("[P89] are made once for their id, changed and deleted by their person alone; what makes no sense is refused with its path", async () => {
    const as = "keeper@example.com";
    const body = { id: "ed", name: " The editor ", system: "Edit.", model: COSTLY, effort: "low" };
    const first = await call("/api/presets", { as, body });
    const made = { kind: "preset", id: "ed", name: "The editor", system: "Edit.", model: COSTLY, effort: "low", isDefault: false };
    expect([first.status, await first.json()]).toEqual([201, expect.objectContaining(made)]);
    expect((await call("/api/presets", { as, body: { ...body, name: "Another" } })).status).toBe(200);
    expect(
      (await call("/api/presets", { as, body: { kind: "prompt", id: "tr", name: "translate", text: "To {{language}}:" } })).status,
    ).toBe(201);
    expect((await list(as)).map(({ id, name }) => [id, name])).toEqual([
      ["ed", "The editor"],
      ["tr", "translate"],
    ]);
    for (const [path, method, asked, status, where] of [
      ["", "POST", { name: "" }, 400, "name"],
      ["", "POST", { name: "x", effort: "most" }, 400, "effort"],
      ["", "POST", { name: "x", text: "y" }, 400, ""],
      ["", "POST", { kind: "prompt", name: "x", text: " " }, 400, "text"],
      ["", "POST", { name: "x", model: "nobody/knows" }, 422, null],
      ["", "POST", { name: "x", system: "a".repeat(32 * 1024 + 1) }, 413, null],
      ["/tr", "PATCH", { isDefault: true }, 400, "isDefault"],
      ["/ed", "PATCH", { text: "x" }, 400, "text"],
      ["/none", "PATCH", { name: "x" }, 404, null],
      ["/none", "DELETE", undefined, 404, null],
    ] as const) {
      const answer = await call(`/api/presets${path}`, { as, method, body: asked });
      const { errors } = await json<{ errors?: { path: string }[] }>(Promise.resolve(answer));
      expect([method, path, answer.status, errors?.[0]?.path ?? null]).toEqual([method, path, status, where]);
    }
    for (const [method, asked] of [
      ["GET", undefined],
      ["PATCH", { name: "mine" }],
      ["DELETE", undefined],
    ] as const)
      expect((await call("/api/presets/ed", { as: "mallory-of-projects@example.com", method, body: asked })).status).toBe(404);
    expect(await list("mallory-of-projects@example.com")).toEqual([]);
    expect(await json(call("/api/presets/tr", { as, method: "DELETE" }))).toEqual({ deleted: { name: "translate" } });
    expect((await list(as)).map(({ id }) => id)).toEqual(["ed"]);
  });

  it("[P89] [P90] conversations begin with the default one where they say nothing themselves, over HTTP and by their own socket", async () => {
    const as = "starter@example.com";
    await call("/api/me", { as, method: "PATCH", body: { preferences: { system: "Of the person." } } });
    const preset = { id: "p", name: "P", system: "Of the preset.", model: COSTLY, effort: "high", isDefault: true };
    await call("/api/presets", { as, body: preset });
    expect(await json(call("/api/me", { as }))).toMatchObject({ preset: { id: "p", isDefault: true } });
    const begins = { model: COSTLY, system: "Of the preset.", effort: "high" };
    const chat = await newChat({}, as);
    expect(await json(call(`/api/chats/${chat}`, { as }))).toMatchObject(begins);
    const own = await newChat({ model: "embedded/tally", system: "Mine.", effort: null }, as);
    expect(await json(call(`/api/chats/${own}`, { as }))).toMatchObject({ model: "embedded/tally", system: "Mine.", effort: null });
    await make(as, { id: "in", name: "In", instructions: "Of the project." });
    const inside = await newChat({ projectId: "in" }, as);
    expect(await json(call(`/api/chats/${inside}`, { as }))).toMatchObject({ ...begins, system: "Of the project." });
    const tab = new Tab("by-preset", as, {});
    tab.live.send("/gen tokens=2 log=never", { id: "q1" });
    await tab.ended("q1.a");
    expect(tab.state.chat).toMatchObject(begins);
    tab.close();
    // Set on another, the mark moves; a preset without words leaves the person's own.
    await call("/api/presets", { as, body: { id: "q", name: "Q", isDefault: true } });
    expect((await list(as)).map((one) => one.kind === "preset" && one.isDefault)).toEqual([false, true]);
    const plain = await newChat({}, as);
    expect(await json(call(`/api/chats/${plain}`, { as }))).toMatchObject({ system: "Of the person.", effort: null });
    await call("/api/presets/q", { as, method: "DELETE" });
    expect(await json(call("/api/me", { as }))).toMatchObject({ preset: null });
    expect(await json(call(`/api/chats/${chat}`, { as }))).toMatchObject(begins);
  });

  it("[P91] what an export wrote comes in whole or not at all, once, and makes nothing the default", async () => {
    const [as, other] = ["giver@example.com", "taker-of-projects@example.com"];
    await call("/api/presets", { as, body: { id: "a", name: "A", system: "Tea.", model: COSTLY, isDefault: true } });
    await call("/api/presets", { as, body: { kind: "prompt", id: "b", name: "B", text: "About {{what}}" } });
    const download = await call("/api/presets?format=json", { as });
    expect(download.headers.get("content-disposition")).toContain("tally-presets.json");
    const document = await json<{ presets: object[] }>(Promise.resolve(download));
    const take = (body: object) => call("/api/presets/import", { as: other, body });
    const broken = await take({ ...document, presets: [...document.presets, { name: "" }] });
    expect([broken.status, await list(other)]).toEqual([400, []]);
    const strange = { ...document, presets: [...document.presets, { id: "c", name: "C", model: "not/here" }] };
    expect(await json(take(strange))).toMatchObject({
      imported: [{ id: "a" }, { id: "b" }, { id: "c" }],
      skipped: [],
      warnings: [expect.stringContaining("not/here")],
    });
    expect((await list(other)).map((one) => (one.kind === "preset" ? [one.id, one.model, one.isDefault] : [one.id, one.text]))).toEqual([
      ["a", COSTLY, false],
      ["c", "", false],
      ["b", "About {{what}}"],
    ]);
    expect(await json(take(document))).toMatchObject({ imported: [], skipped: [{ name: "A" }, { name: "B" }] });
    expect((await take({ format: "tally", version: 1, presets: [] })).status).toBe(400);
  });
});
