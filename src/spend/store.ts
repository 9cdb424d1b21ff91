/**
 * D1, asked and told. Summaries are absolute and guarded by `seq`: sent twice, late or out of order they change nothing.
 */
import type { Summary } from "../chat/ports.ts";
import type { SpendRow } from "../protocol/http.ts";
import { everybodyQuery, LOOK, PEOPLE, personQuery, ROWS, STORE, type Grouping } from "./sql.ts";

/** Stores absolute sums of one conversation in one transaction. Throws what D1 throws. */
export async function storeSummaries(db: D1Database, summaries: readonly Summary[]): Promise<void> {
  if (summaries.length === 0) return;
  const statement = db.prepare(STORE);
  await db.batch(
    summaries.map((summary) =>
      statement.bind(
        summary.person,
        summary.day,
        summary.chat,
        summary.model,
        summary.seq,
        summary.calls,
        summary.inputTokens,
        summary.cachedTokens,
        summary.outputTokens,
        summary.costNanoUsd,
        summary.savedNanoUsd,
        summary.simulated ? 1 : 0,
      ),
    ),
  );
}

/** Whether the database answers and has its tables. */
export async function isMigrated(db: D1Database): Promise<boolean> {
  try {
    await db.prepare(LOOK).all();
    return true;
  } catch {
    return false;
  }
}

type Range = { from: string; to: string };
export type SpendSums = { rows: SpendRow[]; totalNanoUsd: number };

type SumsRow = {
  key: string;
  calls: number;
  inputTokens: number;
  cachedTokens: number;
  outputTokens: number;
  costNanoUsd: number;
  savedNanoUsd: number;
  simulated: number;
};

/** Sums of one person (or of everybody, with `person` null) over days, both ends included. */
export async function readSpend(db: D1Database, person: string | null, range: Range, by: Grouping): Promise<SpendSums> {
  const statement =
    person === null
      ? db.prepare(everybodyQuery(by)).bind(range.from, range.to)
      : db.prepare(personQuery(by)).bind(person, range.from, range.to);
  const { results } = await statement.all<SumsRow>();
  const rows = results.map((row) => ({ ...row, simulated: row.simulated === 1 }));
  return { rows, totalNanoUsd: rows.reduce((sum, row) => sum + row.costNanoUsd, 0) };
}

/** One row as it is stored. */
export type StoredRow = { chat: string; day: string; model: string; seq: number; calls: number; costNanoUsd: number };

/** One person's rows, for the audit. */
export async function readRows(db: D1Database, person: string): Promise<StoredRow[]> {
  const { results } = await db.prepare(ROWS).bind(person).all<StoredRow>();
  return results;
}

/** Everybody who ever spent, in the order of their addresses, after the given one. */
export async function readPeople(db: D1Database, after: string, limit: number): Promise<string[]> {
  const { results } = await db.prepare(PEOPLE).bind(after, limit).all<{ person: string }>();
  return results.map(({ person }) => person);
}
