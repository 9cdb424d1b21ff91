import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { HourlySpend, Receipt } from "../../src/protocol/http.ts";
import { CHATS, everybodysQuestion, HOURS, ownQuestion, ownRows, PEOPLE, ROWS, STORE, type Question } from "../../src/spend/sql.ts";
import { readEverybodysSpend, readSpend, storeSummaries } from "../../src/spend/store.ts";
import { mapBounded, type AuditReport } from "../../src/spend/audit.ts";
import {
  ADMIN,
  alarm,
  ask,
  audit,
  chatStub,
  crash,
  idle,
  integersOnly,
  receiptsOf,
  send,
  sleep,
  spendOf,
  walletOf,
} from "./bookkeeping.ts";
import { call, json, newChat } from "./tab.ts";

/** What `embedded/tally` costs: nano-dollars per input, cached and output token. */
const PRICE = { input: 11, cached: 1.1, output: 44 };

/** Nobody makes a title for it: what is counted here are its answers' receipts. */
const NAMED = { title: "Named" };

async function only(chat: string, as: string): Promise<Receipt> {
  const { receipts } = await receiptsOf(chat, as);
  expect(receipts).toHaveLength(1);
  const [receipt] = receipts;
  if (receipt === undefined) throw new Error("no receipt");
  return receipt;
}

/** Of hours (UTC) in which something was spent. */
function byHour(receipts: readonly Receipt[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { at, costNanoUsd } of receipts)
    if (costNanoUsd !== 0) sums.set(at.slice(0, 13), (sums.get(at.slice(0, 13)) ?? 0) + costNanoUsd);
  return sums;
}

/** Receipts, total, D1 (by model and by hour) and wallet say the same. Only for people with one conversation. */
async function agree(chat: string, as: string): Promise<number> {
  await alarm(as, chat);
  const { receipts, totalNanoUsd } = await receiptsOf(chat, as);
  const [spend, wallet, report] = await Promise.all([spendOf(as, "model"), walletOf(as), audit(as)]);
  expect(receipts.reduce((sum, receipt) => sum + receipt.costNanoUsd, 0)).toBe(totalNanoUsd);
  expect(spend.totalNanoUsd).toBe(totalNanoUsd);
  expect(spend.rows.reduce((sum, row) => sum + row.calls, 0)).toBe(receipts.length);
  expect(wallet.spentNanoUsd).toBe(totalNanoUsd);
  const hours = await json<HourlySpend>(call("/api/spend?by=hour", { as }));
  expect(hours).toMatchObject({ totalNanoUsd, unknownNanoUsd: 0 });
  expect(new Map(hours.rows.map(({ key, costNanoUsd }) => [key, costNanoUsd]))).toEqual(byHour(receipts));
  expect(report.differences).toEqual([]);
  return totalNanoUsd;
}

const plan = async (query: string, ...bindings: unknown[]): Promise<string> => {
  const { results } = await env.DB.prepare(`EXPLAIN QUERY PLAN ${query}`)
    .bind(...bindings)
    .all<{ detail: string }>();
  return results.map(({ detail }) => detail).join("; ");
};

const planOf = ({ sql, bindings }: Question): Promise<string> => plan(sql, ...bindings);

describe("a receipt for every end of a call [I7]", () => {
  it("done: billed by neurons, with what cached input saved; every amount is an integer", async () => {
    const as = "done@example.com";
    const chat = await newChat(NAMED, as);
    expect(await ask(chat, as, "/gen tokens=40 cached=3 log=0")).toBe(202);
    const receipt = await only(chat, as);
    const counted = Math.round((receipt.inputTokens - 3) * PRICE.input + 3 * PRICE.cached + 40 * PRICE.output);
    expect(receipt).toMatchObject({
      purpose: "answer",
      end: "done",
      basis: "billed",
      cachedTokens: 3,
      outputTokens: 40,
      simulated: true,
      costNanoUsd: counted,
    });
    expect([receipt.billedNanoUsd, receipt.listedNanoUsd]).toEqual([counted, counted]);
    expect(receipt.savedNanoUsd).toBe(Math.round(3 * (PRICE.input - PRICE.cached)));
    expect(receipt.loggedNanoUsd).toBeUndefined();
    await sleep(3_100);
    expect(await agree(chat, as)).toBe(counted);
    expect((await only(chat, as)).loggedNanoUsd).toBe(counted);
    const answers = await Promise.all(
      [
        `/api/chats/${chat}`,
        `/api/chats/${chat}/receipts`,
        `/api/chats/${chat}/messages`,
        "/api/chats",
        "/api/me",
        "/api/spend",
        "/api/spend?by=model",
        "/api/spend?by=chat",
      ].map((path) => json<unknown>(call(path, { as }))),
    );
    expect(answers.reduce<number>((sum, answer) => sum + integersOnly(answer), 0)).toBeGreaterThan(20);
  });

  it("without neurons the price list counts, without any totals the estimate, until the log says better", async () => {
    const as = "listed@example.com";
    const chat = await newChat(NAMED, as);
    await ask(chat, as, "/gen tokens=20 neurons=0 log=never");
    expect(await only(chat, as)).toMatchObject({ basis: "listed", end: "done", outputTokens: 20 });
    const estimated = await newChat(NAMED, as);
    await ask(estimated, as, "/gen tokens=30 usage=none neurons=0 log=never");
    const stays = await only(estimated, as);
    expect(stays).toMatchObject({ basis: "estimated", end: "done", outputTokens: 30 });
    const late = await newChat(NAMED, as);
    await ask(late, as, "/gen tokens=30 usage=none neurons=0 log=2000");
    expect(await only(late, as)).toMatchObject({ basis: "estimated" });
    await sleep(3_200);
    for (const one of [estimated, late]) await alarm(as, one);
    expect(await only(late, as)).toMatchObject({ basis: "billed", outputTokens: 30 });
    expect(await only(estimated, as)).toEqual(stays);
    expect((await audit(as)).differences).toEqual([]);
  });

  it("stopped: estimated at once, corrected by the late log, and the wallet follows", async () => {
    const as = "stopped@example.com";
    const chat = await newChat(NAMED, as);
    await send(chat, as, "/gen tokens=2000 rate=200 log=1000");
    await sleep(250);
    await call(`/api/chats/${chat}/stop`, { as, body: {} });
    await idle(chat, as);
    const before = await only(chat, as);
    expect(before).toMatchObject({ end: "stopped", basis: "estimated" });
    await sleep(50);
    const held = (await walletOf(as)).heldNanoUsd;
    expect(held).toBeGreaterThan(0);
    await sleep(3_100);
    const total = await agree(chat, as);
    const after = await only(chat, as);
    expect(after).toMatchObject({ end: "stopped", basis: "billed", costNanoUsd: total });
    expect(after.costNanoUsd - before.costNanoUsd).toBeLessThanOrEqual(held);
    expect((await walletOf(as)).heldNanoUsd).toBe(0);
  });

  it("refused twice for want of capacity: two receipts that cost nothing", async () => {
    const as = "failed@example.com";
    const chat = await newChat(NAMED, as);
    await ask(chat, as, "/gen fail=3040");
    const { receipts, totalNanoUsd } = await receiptsOf(chat, as);
    expect(receipts.map(({ end, basis, costNanoUsd }) => ({ end, basis, costNanoUsd }))).toEqual(
      [1, 2].map(() => ({ end: "failed", basis: "free", costNanoUsd: 0 })),
    );
    expect(totalNanoUsd).toBe(0);
    await agree(chat, as);
  });

  it("cut: what arrived is estimated, the log makes it exact; continued, the second call has its own receipt and log", async () => {
    const as = "cut@example.com";
    const chat = await newChat(NAMED, as);
    const { answerId } = await send(chat, as, "/gen tokens=60 cut=25 log=500");
    await idle(chat, as);
    expect(await only(chat, as)).toMatchObject({ end: "cut", basis: "estimated", outputTokens: 25 });
    await sleep(3_100);
    await agree(chat, as);
    expect(await only(chat, as)).toMatchObject({ end: "cut", basis: "billed", outputTokens: 25 });
    await ask(chat, as, "/gen tokens=5 log=never");
    await chatStub(as, chat).command({ type: "continue", id: "go-on", messageId: answerId });
    await idle(chat, as);
    await sleep(3_100);
    // D1 is told once a minute, and again when the object has slept.
    await crash(chatStub(as, chat));
    await agree(chat, as);
    const { receipts } = await receiptsOf(chat, as);
    const continuation = receipts.find(({ purpose }) => purpose === "continuation");
    expect(continuation).toMatchObject({ messageId: answerId });
    // The answer stands before the newest log that was read: its receipt is found again all the same.
    expect(continuation?.loggedNanoUsd).toBeDefined();
  });

  it("crashed: one receipt, estimated from the last checkpoint, and no second call", async () => {
    const as = "crashed@example.com";
    const chat = await newChat(NAMED, as);
    await send(chat, as, "/gen tokens=3000 rate=150 log=never");
    await sleep(1_500);
    await crash(chatStub(as, chat));
    await idle(chat, as);
    const receipt = await only(chat, as);
    expect(receipt).toMatchObject({ end: "crashed", basis: "estimated" });
    expect(receipt.outputTokens).toBeGreaterThan(50);
    await agree(chat, as);
  });
});

describe("the audit", () => {
  it("[I7] tells a difference in D1 and in the wallet, and tells what is not flushed yet apart", async () => {
    const as = "audited@example.com";
    const chat = await newChat({}, as);
    await ask(chat, as, "/gen tokens=10");
    const early = await audit(as);
    expect(early.differences).toEqual([]);
    expect(early.waiting).toEqual([expect.objectContaining({ chatId: chat, owner: as, what: expect.stringContaining("not flushed yet") })]);
    await agree(chat, as);
    await env.DB.prepare("UPDATE spend SET cost_nano_usd = cost_nano_usd + 1 WHERE chat = ?").bind(chat).run();
    const total = (await receiptsOf(chat, as)).totalNanoUsd;
    const late = await audit(as);
    expect(late.differences).toEqual([
      { chatId: chat, owner: as, what: expect.stringMatching(/^D1 against the conversation, cost of /), expected: total, found: total + 1 },
    ]);
    expect(JSON.stringify(late)).not.toContain("tokens=10");
  });

  it("[I10] agrees about conversations that were deleted: their numbers stay in D1 and in the wallet", async () => {
    const as = "deleted@example.com";
    const chat = await newChat({}, as);
    await ask(chat, as, "/gen tokens=10");
    const { totalNanoUsd } = await receiptsOf(chat, as);
    expect((await call(`/api/chats/${chat}`, { as, method: "DELETE" })).status).toBe(200);
    expect((await audit(as)).differences).toEqual([]);
    expect([(await spendOf(as)).totalNanoUsd, (await walletOf(as)).spentNanoUsd]).toEqual([totalNanoUsd, totalNanoUsd]);
  });
});

const summary = (seq: number, costNanoUsd: number) => ({
  person: "late@example.com",
  chat: "c",
  day: "2026-11-23",
  model: "m",
  seq,
  calls: seq,
  inputTokens: 1,
  cachedTokens: 0,
  outputTokens: 1,
  costNanoUsd,
  savedNanoUsd: 0,
  simulated: true,
  hours: null,
});

describe("D1's rollups", () => {
  it("search a primary key, never a whole table, and are fast", async () => {
    const november = { from: "2026-11-01", to: "2026-11-30" };
    const page = { after: "", limit: 100 };
    for (const by of ["day", "model", "day,model"] as const)
      expect(await planOf(ownQuestion(by, "p1@example.com", november, page))).toContain(
        "SEARCH spend_daily USING PRIMARY KEY (day=? AND person=?",
      );
    for (const question of [
      ownQuestion("chat", "p1@example.com", november, page),
      ownRows("p1@example.com", november, { after: "2026-11-03 c m", limit: 100 }),
      { sql: HOURS, bindings: ["p1@example.com", "2026-11-01", "2026-11-30"] },
    ])
      expect(await planOf(question)).toContain("SEARCH spend USING PRIMARY KEY (person=? AND day>? AND day<?)");
    for (const by of ["day", "model", "day,model"] as const)
      expect(await planOf(everybodysQuestion(by, november, "2026-11-30", page))).toContain(
        "SEARCH spend_total USING PRIMARY KEY (day>? AND day<?)",
      );
    expect(await planOf(everybodysQuestion("person", november, "2026-11-30", page))).toBe(
      "SEARCH spend_monthly USING PRIMARY KEY (month=? AND person>?)",
    );
    const span = await planOf(everybodysQuestion("person", { from: "2026-10-20", to: "2026-12-05" }, "2026-12-31", page));
    expect(span).toContain("SEARCH spend_monthly USING PRIMARY KEY (month>? AND month<?)");
    expect(span).toContain("SEARCH spend_daily USING PRIMARY KEY (day>? AND day<?)");
    for (const query of [ROWS, CHATS])
      expect(await plan(query, "p1@example.com", "a", "b", ...(query === CHATS ? [9] : []))).toContain(
        "SEARCH spend USING PRIMARY KEY (person=? AND day=? AND chat>? AND chat<?)",
      );
    expect(await plan(PEOPLE, "", 10)).toMatch(/SEARCH spend USING PRIMARY KEY \(person>\?\)/);

    // 100,000 rows: 50 people, 100 days, 20 conversations a day.
    const started = performance.now();
    await env.DB.prepare(
      `WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 99999)
       INSERT INTO spend SELECT 'p' || (i % 50) || '@example.com', date('2025-01-01', '+' || (i / 50 % 100) || ' days'), 'c' || (i / 5000), 'model-' || (i % 7), 1, 3, 1000, 100, 500, 12345, 100, 1, NULL FROM n`,
    ).run();
    const filled = performance.now();
    const month = { from: "2025-02-01", to: "2025-02-28" };
    const person = await readSpend(env.DB, "p7@example.com", month, "day,model");
    const personDone = performance.now();
    const everybody = await readEverybodysSpend(env.DB, month, "person");
    const done = performance.now();
    console.log(
      `rollups over 100,000 rows (filled in ${Math.round(filled - started)} ms): one person's month ${(personDone - filled).toFixed(1)} ms, everybody's month ${(done - personDone).toFixed(1)} ms`,
    );
    expect(person.totalNanoUsd).toBe(28 * 20 * 12_345);
    expect(everybody.rows).toHaveLength(50);
    await env.DB.prepare("DELETE FROM spend WHERE day < '2026-01-01'").run();
  });

  it("take a summary that comes twice, late or out of order once", async () => {
    await mapBounded([summary(4, 40), summary(2, 20), summary(4, 40), summary(3, 30), summary(9, 90), summary(4, 40)], 1, (one) =>
      storeSummaries(env.DB, [one]),
    );
    expect((await readSpend(env.DB, "late@example.com", { from: "2026-11-23", to: "2026-11-23" }, "day")).totalNanoUsd).toBe(90);
  });
});

/** What the audit says of D1's sums of the day that a test below takes for itself. */
const reportedSums = async (): Promise<string[]> =>
  (await json<AuditReport>(call("/api/admin/audit", { as: ADMIN }))).differences
    .filter(({ owner, what }) => (owner === "" || owner === "summed@example.com") && /sum of.*2026-08/.test(what))
    .map(({ what, expected, found }) => `${what}: ${expected}, ${found}`);

describe("D1's sums", () => {
  it("[I7] cost three rows of a flush, and none where an old summary comes again", async () => {
    const statement = env.DB.prepare(STORE);
    const written = async (cost: number, seq: number): Promise<number> => {
      const values = ["rows@sums.example", "2026-07-05", "c", "m", seq, seq, 1, 0, 1, cost, 0, 0, null];
      return (await statement.bind(...values).run()).meta.rows_written;
    };
    expect([await written(40, 4), await written(50, 5), await written(40, 4)]).toEqual([5, 4, 0]);
  });

  it("[I7] are held against the rows by the audit", async () => {
    await storeSummaries(env.DB, [{ ...summary(1, 70), person: "summed@example.com", day: "2026-08-05" }]);
    expect(await reportedSums()).toEqual([]);
    await env.DB.exec("UPDATE spend_daily SET cost_nano_usd = 71 WHERE person = 'summed@example.com'");
    expect(await reportedSums()).toEqual([
      "D1's sum of all against those of people, cost of 2026-08-05 m: 71, 70",
      "D1's sum of a month against those of its days, cost of 2026-08 summed@example.com: 71, 70",
      "D1's sum of a day against its rows, cost of 2026-08-05 m: 70, 71",
    ]);
    await env.DB.exec("DELETE FROM spend WHERE person = 'summed@example.com'");
  });
});

describe("rows of the books", () => {
  it("come page by page with the total of all, and as CSV all of them", async () => {
    const as = "rows@example.com";
    const chats = Array.from({ length: 25 }, (_, index) => `c${String(index).padStart(2, "0")}`);
    const row = { person: as, day: "2026-11-23", model: "m", seq: 1, calls: 1, inputTokens: 1, cachedTokens: 0, outputTokens: 1 };
    for (const chat of chats)
      await storeSummaries(env.DB, [{ ...row, chat, costNanoUsd: 3, savedNanoUsd: 0, simulated: false, hours: null }]);
    const range = { from: "2026-11-01", to: "2026-11-30" };
    const keys: string[] = [];
    const totals = new Set<number>();
    for (let after: string | null = ""; after !== null;) {
      const page = await readSpend(env.DB, as, range, "chat", { after, limit: 10 });
      expect(page.rows.length).toBeLessThanOrEqual(10);
      keys.push(...page.rows.map(({ key }) => key));
      totals.add(page.totalNanoUsd);
      after = page.next;
    }
    expect([keys, [...totals]]).toEqual([chats, [75]]);
    const query = "from=2026-11-01&to=2026-11-30";
    expect(await json(call(`/api/spend?${query}&by=chat&cursor=c22`, { as }))).toMatchObject({
      rows: [{ key: "c23" }, { key: "c24" }],
      totalNanoUsd: 75,
      next: null,
    });
    const csv = await (await call(`/api/spend.csv?${query}`, { as })).text();
    expect(csv.split("\r\n").slice(1, -1)).toEqual(chats.map((chat) => `2026-11-23,${chat},m,1,1,0,1,3`));
  });
});
