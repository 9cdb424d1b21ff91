/**
 * Reads and writes spend in D1. Summaries are absolute and guarded by `seq`: sent twice, late or out of order they change nothing.
 */
import type { DaySum, IdRange } from "../protocol/rooms.ts";
import type { HourlySpend, SpendRow } from "../protocol/http.ts";
import {
  CHATS,
  EVERYBODY_SPENT,
  everybodysQuestion,
  HOURS,
  LAST_DAY,
  LOOK,
  ownQuestion,
  ownRows,
  PEOPLE,
  ROWS,
  SPENT,
  STORE,
  type EverybodysGrouping,
  type OwnGrouping,
  type Page,
  type Question,
  type Range,
} from "./sql.ts";

/** Stores absolute sums of one conversation in one transaction. Throws what D1 throws. */
export async function storeSummaries(db: D1Database, summaries: readonly DaySum[]): Promise<void> {
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
        summary.hours,
      ),
    ),
  );
}

/** Whether the database can be reached and has its tables. */
export async function isMigrated(db: D1Database): Promise<boolean> {
  try {
    await db.prepare(LOOK).all();
    return true;
  } catch {
    return false;
  }
}

/** `next`: the key after which the next groups come; null: these are all. */
export type SpendSums = { rows: SpendRow[]; totalNanoUsd: number; next: string | null };

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

/** Groups in one response, some 2 MB. */
export const MAX_SPEND_ROWS = 10_000;

type Cursor = { after?: string | undefined; limit?: number };

/** One row more than the limit shows whether there are more. */
const pageOf = ({ after = "", limit = MAX_SPEND_ROWS }: Cursor): Page => ({ after, limit: limit + 1 });

async function answer(db: D1Database, { sql, bindings }: Question, limit: number): Promise<Omit<SpendSums, "totalNanoUsd">> {
  const { results } = await db
    .prepare(sql)
    .bind(...bindings)
    .all<SumsRow>();
  const rows = results.slice(0, limit).map((row) => ({ ...row, simulated: row.simulated === 1 }));
  return { rows, next: results.length > limit ? (rows.at(-1)?.key ?? null) : null };
}

/** Adds the total: the sum of the rows where they are all, else the result of `total`. */
async function withTotal(
  part: Omit<SpendSums, "totalNanoUsd">,
  isFirst: boolean,
  total: () => Promise<{ costNanoUsd: number } | null>,
): Promise<SpendSums> {
  const isAll = isFirst && part.next === null;
  const totalNanoUsd = isAll ? part.rows.reduce((sum, row) => sum + row.costNanoUsd, 0) : ((await total())?.costNanoUsd ?? 0);
  return { ...part, totalNanoUsd };
}

/** Sums of one person over days, both ends included: groups in the order of their keys, after the given one. The total is that of all of them. */
export async function readSpend(db: D1Database, person: string, range: Range, by: OwnGrouping, cursor: Cursor = {}): Promise<SpendSums> {
  const page = pageOf(cursor);
  const part = await answer(db, ownQuestion(by, person, range, page), page.limit - 1);
  return withTotal(part, page.after === "", () => db.prepare(SPENT).bind(person, range.from, range.to).first());
}

/** The same of everybody. */
export async function readEverybodysSpend(db: D1Database, range: Range, by: EverybodysGrouping, cursor: Cursor = {}): Promise<SpendSums> {
  const page = pageOf(cursor);
  const last = by === "person" ? ((await db.prepare(LAST_DAY).first<{ day: string | null }>())?.day ?? "") : "";
  const part = await answer(db, everybodysQuestion(by, range, last, page), page.limit - 1);
  return withTotal(part, page.after === "", () => db.prepare(EVERYBODY_SPENT).bind(range.from, range.to).first());
}

/** One person's rows as they are stored, keys like `2026-11-23 chat model`, page by page. */
export function readSpendRows(db: D1Database, person: string, range: Range, cursor: Cursor = {}): Promise<Omit<SpendSums, "totalNanoUsd">> {
  const page = pageOf(cursor);
  return answer(db, ownRows(person, range, page), page.limit - 1);
}

/** What one person spent in each hour of these days, and how much of it has no hour. */
export async function readHours(db: D1Database, person: string, { from, to }: Range): Promise<HourlySpend> {
  const [hours, spent] = await db.batch<{ key: string; costNanoUsd: number; simulated: number }>(
    [HOURS, SPENT].map((query) => db.prepare(query).bind(person, from, to)),
  );
  const rows = (hours?.results ?? []).map((row) => ({ ...row, simulated: row.simulated === 1 }));
  const totalNanoUsd = spent?.results[0]?.costNanoUsd ?? 0;
  const known = rows.reduce((sum, row) => sum + row.costNanoUsd, 0);
  return { rows, totalNanoUsd, unknownNanoUsd: Math.max(0, totalNanoUsd - known) };
}

/** One row as it is stored. */
export type StoredRow = { chat: string; day: string; model: string; seq: number; calls: number; costNanoUsd: number };

/** One person's rows of conversations whose ids come after the first and not after the second, for the audit. */
export async function readRows(db: D1Database, person: string, { after, upTo }: IdRange): Promise<StoredRow[]> {
  const { results } = await db.prepare(ROWS).bind(person, after, upTo).all<StoredRow>();
  return results;
}

/** Ids of one person's conversations in such a range, in their order. */
export async function readChats(db: D1Database, person: string, { after, upTo }: IdRange, limit: number): Promise<string[]> {
  const { results } = await db.prepare(CHATS).bind(person, after, upTo, limit).all<{ chat: string }>();
  return results.map(({ chat }) => chat);
}

/** Everybody who ever spent, in the order of their addresses, after the given one. */
export async function readPeople(db: D1Database, after: string, limit: number): Promise<string[]> {
  const { results } = await db.prepare(PEOPLE).bind(after, limit).all<{ person: string }>();
  return results.map(({ person }) => person);
}
