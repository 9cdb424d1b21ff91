import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import type { Estimate, PersonBudget, Wallet } from "../../src/protocol/http.ts";
import { problem } from "../../src/protocol/problem.ts";
import { mapBounded } from "../../src/spend/audit.ts";
import {
  accountStub,
  ADMIN,
  alarm,
  ask,
  crash,
  audit,
  chatStub,
  COSTLY_TOKEN,
  idle,
  integersOnly,
  receiptsOf,
  send,
  setBudget,
  sleep,
  walletOf,
} from "./bookkeeping.ts";
import { call, json, newChat, stored } from "./tab.ts";

const DAY_MS = 86_400_000;
const renewal = (): string => new Date(Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth() + 1, 1)).toISOString();
const estimate = (as: string, body: object): Promise<Estimate> => json(call("/api/estimate", { as, body }));

describe("nobody spends what they were not given [I8]", () => {
  it("100 conversations send at the same instant with money for ten", async () => {
    const as = "crowd@example.com";
    const text = "/gen tokens=50 rate=200";
    const chats = await mapBounded([...Array(100).keys()], 10, () => newChat({ model: "embedded/costly" }, as));
    const [first = ""] = chats;
    const worst = 600_000;
    const limit = worst * 10;
    await setBudget(as, limit);
    const answers = await Promise.all(
      chats.map((chat) => call(`/api/chats/${chat}/messages`, { as, body: { id: "m1", text, maxCostNanoUsd: worst } })),
    );
    const accepted = chats.filter((_, index) => answers[index]?.status === 202);
    const refused = answers.filter(({ status }) => status === 402);
    const bodies = await Promise.all(refused.map(async (response) => problem.parse(await response.json())));
    await mapBounded(accepted, 10, (chat) => idle(chat, as));
    await sleep(100);
    const wallet = await walletOf(as);
    const costs = await mapBounded(accepted, 10, async (chat) => (await receiptsOf(chat, as)).totalNanoUsd);
    console.log(
      `100 at once with money for ten: ${accepted.length} accepted, ${refused.length} refused; settled ${wallet.spentNanoUsd} of ${limit} nano-dollars, dearest answer ${Math.max(...costs)}, held ${wallet.heldNanoUsd}`,
    );
    expect(accepted.length + refused.length).toBe(100);
    expect(accepted.length).toBe(10);
    expect(costs.reduce((sum, cost) => sum + cost, 0)).toBe(wallet.spentNanoUsd);
    expect(wallet.spentNanoUsd).toBeLessThanOrEqual(limit + COSTLY_TOKEN);
    for (const body of bodies) {
      expect(body).toMatchObject({ type: "urn:tally:problem:over-budget", status: 402, renewsAt: renewal() });
      expect(body.remainingNanoUsd).toBeLessThan(worst);
    }
    const quiet = chats.find((chat) => !accepted.includes(chat)) ?? first;
    expect((await stored(quiet, as)).messages).toEqual([]);
    expect((await audit(as)).differences).toEqual([]);
  });

  it("[P26] with money for ten and answers without a cap, each gets what is left and settles within it", async () => {
    const as = "greedy@example.com";
    await setBudget(as, 3_000_000);
    const chats = await mapBounded([...Array(20).keys()], 10, () => newChat({ model: "embedded/costly" }, as));
    const statuses = await Promise.all(chats.map(async (chat) => (await send(chat, as, "/gen tokens=5000 rate=0")).status));
    await mapBounded(chats, 10, (chat) => idle(chat, as));
    await sleep(100);
    const wallet = await walletOf(as);
    console.log(
      `20 at once without a cap: ${statuses.filter((status) => status === 202).length} accepted, settled ${wallet.spentNanoUsd} of 3000000`,
    );
    expect(statuses.filter((status) => status === 202).length).toBeGreaterThan(0);
    expect(wallet.spentNanoUsd).toBeLessThanOrEqual(3_000_000 + COSTLY_TOKEN);
    expect(wallet.warning).toBe(true);
    const chat = chats[statuses.indexOf(202)] ?? "";
    expect((await stored(chat, as)).messages.at(-1)).toMatchObject({ shortened: true });
  });

  it("an answer that money cut short says so, and can be continued", async () => {
    const as = "short@example.com";
    const chat = await newChat({ model: "embedded/costly" }, as);
    await setBudget(as, 3_000_000);
    expect(await ask(chat, as, "/gen tokens=3000")).toBe(202);
    const answer = (await stored(chat, as)).messages.at(-1);
    expect(answer).toMatchObject({ status: "stopped", shortened: true, problem: { reason: "cap-reached" } });
    expect(answer?.text.length).toBeGreaterThan(0);
  });

  it("[P27] an answer costs at most what its message allows", async () => {
    const as = "capped@example.com";
    const chat = await newChat({ model: "embedded/costly" }, as);
    await ask(chat, as, "/gen tokens=1000", { maxCostNanoUsd: 500_000 });
    expect((await receiptsOf(chat, as)).totalNanoUsd).toBeLessThanOrEqual(500_000 + COSTLY_TOKEN);
    const refused = await call(`/api/chats/${chat}/messages`, { as, body: { id: "tight", text: "/gen tokens=1", maxCostNanoUsd: 1 } });
    expect(await refused.json()).toMatchObject({ status: 402, remainingNanoUsd: 1, renewsAt: renewal() });
  });

  it("a hold whose conversation crashed before it began is given back when it is missed", async () => {
    const as = "orphan@example.com";
    const chat = await newChat({ model: "embedded/costly" }, as);
    await setBudget(as, 1_000_000);
    await runInDurableObject(accountStub(as), async (_account, { storage }) => {
      storage.sql.exec("INSERT INTO hold (run, chat, cost, at) VALUES ('gone', ?, 900000, 0)", chat);
      await storage.sync();
    });
    await crash(accountStub(as));
    expect((await audit(as)).orphanedHolds).toEqual([{ chatId: chat, owner: as, runId: "gone", nanoUsd: 900_000 }]);
    expect(await ask(chat, as, "/gen tokens=10", { maxCostNanoUsd: 800_000 })).toBe(202);
    expect((await audit(as)).orphanedHolds).toEqual([]);
  });
});

describe("administrators", () => {
  it("set budgets, see who is short, and nobody else sees that there is such a page", async () => {
    const as = "managed@example.com";
    const chat = await newChat({ model: "embedded/costly", title: "A secret title" }, as);
    await ask(chat, as, "/gen tokens=100");
    await alarm(as, chat);
    const spent = (await walletOf(as)).spentNanoUsd;
    const budget = (await (await setBudget(as, Math.ceil(spent / 0.9))).json()) as PersonBudget;
    expect(budget).toMatchObject({ email: as, limitNanoUsd: Math.ceil(spent / 0.9), spentNanoUsd: spent, percent: 89, warning: true });
    expect(await json<Wallet>(call(`/api/admin/people/${as.toUpperCase()}/budget`, { as: ADMIN }))).toEqual(budget);
    const other = await newChat({}, "thrifty@example.com");
    await ask(other, "thrifty@example.com", "/gen tokens=1");
    await alarm("thrifty@example.com", other);
    const { people, next } = await json<{ people: PersonBudget[]; next: string | null }>(call("/api/admin/people", { as: ADMIN }));
    expect(people[0]?.percent).toBeGreaterThanOrEqual(80);
    expect(people.map(({ email }) => email)).toEqual(expect.arrayContaining([as, "thrifty@example.com"]));
    expect(next).toBeNull();
    const paged = await json<{ people: PersonBudget[]; next: string | null }>(call("/api/admin/people?limit=1", { as: ADMIN }));
    expect([paged.people.length, paged.next]).toEqual([1, paged.people[0]?.email]);
    const spend = await json<{ rows: { key: string; limitNanoUsd?: number; percentOfLimit?: number }[] }>(
      call("/api/admin/spend?by=person", { as: ADMIN }),
    );
    expect(spend.rows.find(({ key }) => key === as)).toMatchObject({ limitNanoUsd: budget.limitNanoUsd, percentOfLimit: 89 });
    const everything = await Promise.all(
      ["people", "spend?by=model", "spend?by=day,model", "audit", `people/${as}/budget`].map((path) =>
        json<unknown>(call(`/api/admin/${path}`, { as: ADMIN })),
      ),
    );
    expect(JSON.stringify(everything)).not.toContain("secret");
    expect(everything.reduce<number>((sum, answer) => sum + integersOnly(answer), 0)).toBeGreaterThan(10);
    for (const path of ["people", "spend", "audit", `people/${as}/budget`])
      expect((await call(`/api/admin/${path}`, { as })).status).toBe(404);
    expect((await call(`/api/admin/people/${as}/budget`, { as, method: "PUT", body: { limitNanoUsd: 1 } })).status).toBe(404);
    const standard = (await (await setBudget(as, null)).json()) as PersonBudget;
    expect(standard.limitNanoUsd).toBe(100_000_000_000);
    for (const limitNanoUsd of [-1, 1.5, "1", Number.MAX_SAFE_INTEGER + 1]) {
      expect((await call(`/api/admin/people/${as}/budget`, { as: ADMIN, method: "PUT", body: { limitNanoUsd } })).status).toBe(400);
    }
    expect((await call("/api/admin/people/nobody/budget", { as: ADMIN })).status).toBe(404);
  });
});

describe("the price before sending", () => {
  it("tells tokens, likely and worst cost on this and every other model, and writes nothing", async () => {
    const as = "careful@example.com";
    const text = "How far is it from here to there, and what does it cost to go by boat?";
    const fresh = await estimate(as, { text, model: "embedded/costly" });
    expect(integersOnly(fresh)).toBeGreaterThanOrEqual(6);
    expect(fresh).toMatchObject({ cachedTokens: 0, simulated: true, outputTokens: 500 });
    expect(fresh.likelyNanoUsd).toBe(fresh.inputTokens * 1_100 + 500 * COSTLY_TOKEN);
    const [cheap, costly] = [
      fresh.models.find(({ id }) => id === "embedded/tally"),
      fresh.models.find(({ id }) => id === "embedded/costly"),
    ];
    expect([costly?.likelyNanoUsd, costly?.worstNanoUsd]).toEqual([fresh.likelyNanoUsd, fresh.worstNanoUsd]);
    expect((cheap?.likelyNanoUsd ?? 0) * 100).toBe(fresh.likelyNanoUsd);

    const chat = await newChat({ model: "embedded/costly" }, as);
    for (const tokens of [40, 20, 30]) await ask(chat, as, `/gen tokens=${tokens} log=never`);
    const rows = async (): Promise<number> => (await json<{ rowsWritten: number }>(call(`/api/chats/${chat}/stats`, { as }))).rowsWritten;
    const before = await rows();
    const there = await estimate(as, { chatId: chat, text, model: "embedded/costly" });
    expect(await rows()).toBe(before);
    expect(there.outputTokens).toBe(30);
    expect(there.inputTokens).toBeGreaterThan(fresh.inputTokens);
    expect(there.cachedTokens).toBeGreaterThan(0);
    expect(there.cachedTokens).toBeLessThan(there.inputTokens);
    expect((await estimate(as, { chatId: chat, text, model: "embedded/tally" })).cachedTokens).toBe(0);
    const beginning = await estimate(as, { chatId: chat, parentId: null, text, model: "embedded/costly" });
    expect([beginning.inputTokens, beginning.cachedTokens]).toEqual([fresh.inputTokens, 0]);
    // What was estimated is what the provider then counts, and less than the worst case.
    await ask(chat, as, text);
    const last = (await receiptsOf(chat, as)).receipts.at(-1);
    expect(last?.inputTokens).toBe(there.inputTokens);
    expect(last?.costNanoUsd).toBeLessThan(there.worstNanoUsd);
  });

  it("refuses what a message would be refused for", async () => {
    const as = "careful@example.com";
    const chat = await newChat({}, as);
    const status = async (body: object, who = as): Promise<number> => (await call("/api/estimate", { as: who, body })).status;
    const model = "embedded/tally";
    expect(await status({ text: "x", model: "no/such" })).toBe(422);
    expect(await status({ chatId: chat, text: "x", model: "no/such" })).toBe(422);
    expect(await status({ chatId: "unknown", text: "x", model })).toBe(404);
    expect(await status({ chatId: chat, text: "x", model }, "stranger@example.com")).toBe(404);
    expect(await status({ text: "", model })).toBe(400);
    expect(await status({ text: "x" })).toBe(400);
    expect(await status({ chatId: chat, parentId: "nothing", text: "x", model })).toBe(400);
    expect(await status({ text: "x", parentId: "m1.a", model })).toBe(400);
    expect(await status({ text: "x".repeat(256 * 1024 + 1), model })).toBe(413);
  });
});

const age = (as: string, chat: string, days: number): Promise<void> =>
  runInDurableObject(accountStub(as), (_account, state) => {
    state.storage.sql.exec("UPDATE conversation SET updated_at = updated_at - ? WHERE id = ?", days * DAY_MS, chat);
  });

describe("what deletes itself [I10]", () => {
  it("a temporary conversation goes 24 hours after its last message; its numbers stay", async () => {
    const as = "passing@example.com";
    const chat = await newChat({ temporary: true }, as);
    expect(await json<{ temporary: boolean }>(call(`/api/chats/${chat}`, { as }))).toMatchObject({ temporary: true });
    await ask(chat, as, "/gen tokens=5 log=never");
    await alarm(as, chat);
    const { spentNanoUsd } = await walletOf(as);
    const due = await runInDurableObject(chatStub(as, chat), (_chat, state) => state.storage.getAlarm());
    expect(due).not.toBeNull();
    await alarm(as, chat);
    expect((await call(`/api/chats/${chat}`, { as })).status).toBe(200);
    await runInDurableObject(chatStub(as, chat), (_chat, state) => {
      state.storage.sql.exec("UPDATE turn SET created_at = created_at - ?1, finished_at = finished_at - ?1", DAY_MS);
    });
    await alarm(as, chat);
    expect((await call(`/api/chats/${chat}`, { as })).status).toBe(404);
    expect((await json<{ chats: unknown[] }>(call("/api/chats", { as }))).chats).toEqual([]);
    expect((await walletOf(as)).spentNanoUsd).toBe(spentNanoUsd);
    expect((await audit(as)).differences).toEqual([]);
  });

  it("a retention period deletes what is older, by the daily schedule, and keeps pinned conversations", async () => {
    const as = "tidy@example.com";
    const [old, pinned, young] = [await newChat({}, as), await newChat({}, as), await newChat({}, as)];
    for (const chat of [old, pinned, young]) await ask(chat, as, "/gen tokens=2 log=never");
    await call(`/api/chats/${pinned}`, { as, method: "PATCH", body: { pinned: true } });
    for (const chat of [old, pinned]) await age(as, chat, 31);
    expect((await call("/api/me", { as, method: "PATCH", body: { preferences: { retentionDays: 0 } } })).status).toBe(400);
    const me = await json<{ preferences: { retentionDays: number | null } }>(
      call("/api/me", { as, method: "PATCH", body: { preferences: { retentionDays: 30 } } }),
    );
    expect(me.preferences.retentionDays).toBe(30);
    const planned = (): Promise<{ stored: unknown; alarm: number | null }> =>
      runInDurableObject(accountStub(as), async (_account, { storage }) => ({
        stored: storage.sql.exec("SELECT sweep_at FROM person").one()["sweep_at"],
        alarm: await storage.getAlarm(),
      }));
    const { stored: nextMs, alarm: alarmMs } = await planned();
    expect(alarmMs).toBe(nextMs);
    expect(new Date(Number(nextMs)).toISOString()).toContain("T03:17:00.000Z");
    // The day comes, and the next one is planned.
    await runInDurableObject(accountStub(as), (_account, { storage }) => void storage.sql.exec("UPDATE person SET sweep_at = 1"));
    expect(await runDurableObjectAlarm(accountStub(as))).toBe(true);
    expect(await planned()).toEqual({ stored: nextMs, alarm: nextMs });
    const statuses = await Promise.all([old, pinned, young].map(async (chat) => (await call(`/api/chats/${chat}`, { as })).status));
    expect(statuses).toEqual([404, 200, 200]);
    expect((await audit(as)).differences).toEqual([]);
    await call("/api/me", { as, method: "PATCH", body: { preferences: { retentionDays: null } } });
    expect((await planned()).stored).toBeNull();
    expect(await runDurableObjectAlarm(accountStub(as))).toBeTypeOf("boolean");
  });
});
