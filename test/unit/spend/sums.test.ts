/** D1's sums against its rows, in this process's SQLite: the migrations' own triggers, the dashboard's own questions. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  DAYS_AGAINST_MONTHS,
  DAYS_AGAINST_TOTALS,
  everybodysQuestion,
  OWN_DIFFERENCES,
  ownQuestion,
  ownRows,
  ROWS_AGAINST_TOTALS,
  SPENT,
  spanOf,
  STORE,
  type Question,
} from "../../../src/spend/sql.ts";

const FOLDER = join(import.meta.dirname, "../../../migrations");
const NAMES = readdirSync(FOLDER).toSorted();
const SUMS = NAMES.indexOf("0004_sums.sql");
const textOf = (name: string): string => readFileSync(join(FOLDER, name), "utf8");

function opened(names: readonly string[]): DatabaseSync {
  const db = new DatabaseSync(":memory:");
  for (const name of names) db.exec(textOf(name));
  return db;
}

const PEOPLE = ["a@b.c", "d@e.f"] as const;
const DAYS = ["2026-01-31", "2026-02-01", "2026-02-14", "2026-02-28", "2026-03-01", "2026-04-30"] as const;
const CHATS = ["c1", "c2"] as const;
const MODELS = ["m/1", "m/2"] as const;

type Summary = { person: string; day: string; chat: string; model: string; seq: number; cost: number; calls: number; simulated: boolean };

const summary: fc.Arbitrary<Summary> = fc.record({
  person: fc.constantFrom(...PEOPLE),
  day: fc.constantFrom(...DAYS),
  chat: fc.constantFrom(...CHATS),
  model: fc.constantFrom(...MODELS),
  seq: fc.integer({ min: 1, max: 6 }),
  cost: fc.integer({ min: 0, max: 3 }),
  calls: fc.integer({ min: 0, max: 3 }),
  simulated: fc.boolean(),
});

function store(db: DatabaseSync, { person, day, chat, model, seq, calls, cost, simulated }: Summary): void {
  db.prepare(STORE).run(person, day, chat, model, seq, calls, 10 * calls, calls, 5 * calls, cost, 2 * cost, simulated ? 1 : 0, null);
}

const ask = (db: DatabaseSync, { sql, bindings }: Question): unknown[] =>
  db
    .prepare(sql)
    .all(...bindings)
    .map((row) => ({ ...row }));

const ALL = { after: "", limit: 100 };

/** The question asked of the rows, the slow way. */
function slowly(db: DatabaseSync, key: string, where: string, ...bindings: string[]): unknown[] {
  const sql = `SELECT ${key} AS key, sum(calls) AS calls, sum(input_tokens) AS inputTokens, sum(cached_tokens) AS cachedTokens,
      sum(output_tokens) AS outputTokens, sum(cost_nano_usd) AS costNanoUsd, sum(saved_nano_usd) AS savedNanoUsd,
      coalesce(min(CASE WHEN cost_nano_usd > 0 THEN simulated END), 0) AS simulated
    FROM spend WHERE ${where} GROUP BY 1 ORDER BY 1`;
  return ask(db, { sql, bindings });
}

const KEYS = { day: "day", model: "model", "day,model": "day || ' ' || model" } as const;
const bys = ["day", "model", "day,model"] as const;

function differences(db: DatabaseSync): unknown[] {
  const own = PEOPLE.flatMap((person) => db.prepare(OWN_DIFFERENCES).all(person));
  const all = [ROWS_AGAINST_TOTALS, DAYS_AGAINST_TOTALS, DAYS_AGAINST_MONTHS].flatMap((query) =>
    db.prepare(query).all("2026-01-01", "2026-12-31"),
  );
  return [...own, ...all];
}

describe("D1's sums", () => {
  test("[I7] stay those of the rows when a table gets another name: SQLite writes the triggers anew", () => {
    const db = opened(NAMES);
    const one: Summary = { person: "a@b.c", day: "2026-02-01", chat: "c1", model: "m/1", seq: 1, cost: 3, calls: 1, simulated: false };
    store(db, one);
    for (const table of ["spend", "spend_daily", "spend_monthly", "spend_total"])
      for (const [from, to] of [
        [table, `${table}_away`],
        [`${table}_away`, table],
      ])
        db.exec(`ALTER TABLE ${from} RENAME TO ${to}`);
    store(db, { ...one, chat: "c2", cost: 2 });
    store(db, { ...one, seq: 2, cost: 7 });
    expect(differences(db)).toEqual([]);
  });

  test("[I7] are those of the rows, whatever comes twice, late, out of order or is taken out by hand", () => {
    const step = fc.oneof({ weight: 12, arbitrary: summary }, { weight: 1, arbitrary: fc.record({ gone: fc.constantFrom(...PEOPLE) }) });
    const days = fc.uniqueArray(fc.constantFrom("2026-01-01", "2026-01-31", "2026-02-01", "2026-02-20", "2026-03-01", "2026-05-31"), {
      minLength: 2,
      maxLength: 2,
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), days, (steps, bounds) => {
        const db = opened(NAMES);
        for (const one of steps) {
          if ("gone" in one) db.prepare("DELETE FROM spend WHERE person = ?").run(one.gone);
          else store(db, one);
        }
        const [from = "", to = ""] = bounds.toSorted();
        const last = String(db.prepare("SELECT max(day) AS day FROM spend").get()?.["day"] ?? "");
        expect(differences(db)).toEqual([]);
        for (const by of bys)
          expect(ask(db, everybodysQuestion(by, { from, to }, last, ALL))).toEqual(slowly(db, KEYS[by], "day BETWEEN ? AND ?", from, to));
        expect(ask(db, everybodysQuestion("person", { from, to }, last, ALL))).toEqual(
          slowly(db, "person", "day BETWEEN ? AND ?", from, to),
        );
        for (const person of PEOPLE) {
          const where = "person = ? AND day BETWEEN ? AND ?";
          for (const by of bys)
            expect(ask(db, ownQuestion(by, person, { from, to }, ALL))).toEqual(slowly(db, KEYS[by], where, person, from, to));
          expect(ask(db, ownQuestion("chat", person, { from, to }, ALL))).toEqual(slowly(db, "chat", where, person, from, to));
          expect(ask(db, ownRows(person, { from, to }, ALL))).toEqual(
            slowly(db, "day || ' ' || chat || ' ' || model", where, person, from, to),
          );
          const spent = db.prepare(`SELECT coalesce(sum(cost_nano_usd), 0) AS costNanoUsd FROM spend WHERE ${where}`).get(person, from, to);
          expect(db.prepare(SPENT).get(person, from, to)).toEqual(spent);
        }
        db.close();
      }),
      { numRuns: 60 },
    );
  });

  test("a person who is taken out by hand leaves no address in them", () => {
    const db = opened(NAMES);
    for (const person of PEOPLE)
      store(db, { person, day: "2026-02-01", chat: "c", model: "m", seq: 1, cost: 2, calls: 1, simulated: false });
    db.prepare("DELETE FROM spend WHERE person = ?").run(PEOPLE[0]);
    for (const table of ["spend_daily", "spend_monthly"])
      expect(db.prepare(`SELECT DISTINCT person FROM ${table}`).all()).toMatchObject([{ person: PEOPLE[1] }]);
  });

  test("[I7] of rows that were there before them are made by the migration", () => {
    const db = opened(NAMES.slice(0, SUMS));
    fc.assert(
      fc.property(summary, (one) => store(db, one)),
      { numRuns: 200, seed: 17 },
    );
    for (const name of NAMES.slice(SUMS)) db.exec(textOf(name));
    expect(db.prepare("SELECT sum(summaries) AS n FROM spend_total").get()).toEqual(db.prepare("SELECT count(*) AS n FROM spend").get());
    expect(differences(db)).toEqual([]);
  });

  test("that are wrong are told by the audit's statements", () => {
    const db = opened(NAMES);
    store(db, { person: "a@b.c", day: "2026-02-01", chat: "c", model: "m", seq: 1, cost: 2, calls: 1, simulated: false });
    for (const table of ["spend_daily", "spend_monthly", "spend_total"]) {
      db.exec(`UPDATE ${table} SET cost_nano_usd = cost_nano_usd + 1`);
      expect(differences(db)).not.toEqual([]);
      db.exec(`UPDATE ${table} SET cost_nano_usd = cost_nano_usd - 1, cached_tokens = cached_tokens + 5, input_tokens = input_tokens - 1`);
      expect(differences(db)).not.toEqual([]);
      db.exec(`UPDATE ${table} SET cached_tokens = cached_tokens - 5, input_tokens = input_tokens + 1`);
      expect(differences(db)).toEqual([]);
    }
    expect(() => db.exec("UPDATE spend SET day = '2026-02-02'")).toThrow("keeps its person, day and model");
  });

  test("come page by page as one after the other", () => {
    const db = opened(NAMES);
    fc.assert(
      fc.property(summary, (one) => store(db, one)),
      { numRuns: 200, seed: 4 },
    );
    const range = { from: "2026-01-01", to: "2026-04-30" };
    const questions = [
      (page: typeof ALL) => everybodysQuestion("day,model", range, "2026-04-30", page),
      (page: typeof ALL) => everybodysQuestion("person", range, "2026-04-30", page),
      (page: typeof ALL) => everybodysQuestion("person", { from: "2026-02-01", to: "2026-02-28" }, "2026-04-30", page),
      (page: typeof ALL) => ownQuestion("chat", "a@b.c", range, page),
      (page: typeof ALL) => ownRows("a@b.c", range, page),
    ];
    for (const question of questions) {
      const pages: unknown[] = [];
      for (let after = "", at = 0; at < 100; at += 1) {
        const [row] = ask(db, question({ after, limit: 1 })) as { key: string }[];
        if (row === undefined) break;
        pages.push(row);
        after = row.key;
      }
      expect(pages).toEqual(ask(db, question(ALL)));
    }
  });
});

test.each([
  ["a month", "2026-02-01", "2026-02-28", "2026-12-31", { months: { from: "2026-02", to: "2026-02" }, days: [null, null] }],
  ["a month up to today", "2026-02-01", "2026-02-10", "2026-02-10", { months: { from: "2026-02", to: "2026-02" }, days: [null, null] }],
  ["a week", "2026-02-03", "2026-02-09", "2026-12-31", { months: null, days: [{ from: "2026-02-03", to: "2026-02-09" }, null] }],
  [
    "two months and the days around",
    "2025-11-30",
    "2026-02-09",
    "2026-12-31",
    {
      months: { from: "2025-12", to: "2026-01" },
      days: [
        { from: "2025-11-30", to: "2025-11-30" },
        { from: "2026-02-01", to: "2026-02-09" },
      ],
    },
  ],
  [
    "the end of a month and the beginning of the next",
    "2026-01-31",
    "2026-02-01",
    "2026-12-31",
    { months: null, days: [{ from: "2026-01-31", to: "2026-02-01" }, null] },
  ],
  ["a year", "2026-01-01", "2026-12-31", "2026-12-31", { months: { from: "2026-01", to: "2026-12" }, days: [null, null] }],
] as const)("%s is asked for in whole months and days", (_name, from, to, last, span) => {
  expect(spanOf({ from, to }, last)).toEqual(span);
});

describe("a migration of D1", () => {
  test.each(NAMES)("%s has its triggers in the one form that D1's splitter of statements takes whole", (name) => {
    const text = textOf(name);
    expect(text).not.toContain("\r");
    const triggers = text.split("\n").filter((line) => /trigger/i.test(line) && !line.startsWith("--"));
    for (const line of triggers) expect(line).toMatch(/^CREATE TRIGGER [^;]* BEGIN (?:[^;]+; )+END;$/);
    for (const line of triggers) expect(line).not.toMatch(/\bCASE\b/i);
    expect(text.replaceAll(/^CREATE TRIGGER .*$/gm, "")).not.toMatch(/\b(?:BEGIN|END|CASE)\b/);
  });
});
