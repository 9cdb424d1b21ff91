/** D1's schema in this process's SQLite, filled with what people leave who hold some conversations a day. */
import { readdirSync, readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { Question } from "../../src/spend/sql.ts";
import { median } from "../statistics.ts";

const FOLDER = new URL("../../migrations/", import.meta.url);
const RUNS = 9;
const DAYS = 100;
/** A month in the middle of the days. */
export const MONTH = { from: "2026-02-01", to: "2026-02-28" };
export const MONTH_DAYS = 28;
export const MODELS = 7;
export const FIRST_PAGE = { after: "", limit: 10_001 };

export interface Books {
  db: DatabaseSync;
  /** How long the sums of stored rows took to be made. Milliseconds. */
  sumsMs: number;
}

/** `people` who have `chats` conversations on each of a hundred days. The rows come first, the sums are made by the migration. */
export function books({ people, chats }: { people: number; chats: number }): Books {
  const db = new DatabaseSync(":memory:");
  const migrations = readdirSync(FOLDER).toSorted();
  const apply = (names: readonly string[]): void => {
    for (const name of names) db.exec(readFileSync(new URL(name, FOLDER), "utf8"));
  };
  const at = migrations.indexOf("0004_sums.sql");
  apply(migrations.slice(0, at));
  db.exec(`
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${people * DAYS * chats - 1})
    INSERT INTO spend
    SELECT 'p' || (i % ${people}) || '@example.com', date('2026-01-01', '+' || (i / ${people} % ${DAYS}) || ' days'),
      'chat-' || (i / ${people * DAYS}), '@cf/maker/model-' || (i % ${MODELS}), 1, 3, 1000, 100, 500, 12345, 100, 0, NULL FROM n`);
  const startedAt = performance.now();
  apply(migrations.slice(at));
  return { db, sumsMs: performance.now() - startedAt };
}

/** The middle of nine runs. Milliseconds. */
export function middleOf(run: () => void, runs = RUNS): number {
  const times = Array.from({ length: runs }, () => {
    const startedAt = performance.now();
    run();
    return performance.now() - startedAt;
  });
  return median(times);
}

/** How many rows a question answers, and how long it takes. */
export function asked(db: DatabaseSync, { sql, bindings }: Question, runs = RUNS): { shown: number; ms: number } {
  const statement = db.prepare(sql);
  // One statement may take less than the clock can tell.
  const shown = statement.all(...bindings).length;
  return { shown, ms: middleOf(() => void statement.all(...bindings), runs) };
}

/** The question asked of the rows themselves, as it was before there were sums of them. */
export function ofRows(key: string, where: string, bindings: (string | number)[]): Question {
  const sql = `SELECT ${key} AS key, sum(calls), sum(input_tokens), sum(cached_tokens), sum(output_tokens), sum(cost_nano_usd), sum(saved_nano_usd),
    coalesce(min(CASE WHEN cost_nano_usd > 0 THEN simulated END), 0) FROM spend ${where} GROUP BY key ORDER BY key`;
  return { sql, bindings };
}
