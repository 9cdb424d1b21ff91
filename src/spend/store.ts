/**
 * D1, asked and told. Summaries are absolute and guarded by `seq`: sent twice, late or out of order they change nothing.
 */
import type { DaySum, IdRange } from "../protocol/rooms.ts";
import type { HourlySpend, SpendRow } from "../protocol/http.ts";
import { CHATS, everybodyQuery, HOURS, LOOK, pageOf, PEOPLE, personQuery, ROWS, SPENT, STORE, totalOf, type Grouping } from "./sql.ts";

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

/** Groups in one answer: some 2 MB. */
export const MAX_SPEND_ROWS = 10_000;

/**
 * Sums of one person (or of everybody, with `person` null) over days, both ends included: groups in the order of their
 * keys, after the given one. The total is that of all of them.
 */
export async function readSpend(
  db: D1Database,
  person: string | null,
  range: Range,
  by: Grouping,
  { after = "", limit = MAX_SPEND_ROWS }: { after?: string | undefined; limit?: number } = {},
): Promise<SpendSums> {
  const query = person === null ? everybodyQuery(by) : personQuery(by);
  const bindings = [...(person === null ? [] : [person]), range.from, range.to];
  const { results } = await db
    .prepare(pageOf(query))
    .bind(...bindings, after, limit + 1)
    .all<SumsRow>();
  const rows = results.slice(0, limit).map((row) => ({ ...row, simulated: row.simulated === 1 }));
  const next = results.length > limit ? (rows.at(-1)?.key ?? null) : null;
  const isAll = after === "" && next === null;
  const total = isAll
    ? null
    : await db
        .prepare(totalOf(query))
        .bind(...bindings)
        .first<{ costNanoUsd: number | null }>();
  return { rows, totalNanoUsd: isAll ? rows.reduce((sum, row) => sum + row.costNanoUsd, 0) : (total?.costNanoUsd ?? 0), next };
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

/** Ids of one person's conversations in their order, after the given one. */
export async function readChats(db: D1Database, person: string, after: string, limit: number): Promise<string[]> {
  const { results } = await db.prepare(CHATS).bind(person, after, limit).all<{ chat: string }>();
  return results.map(({ chat }) => chat);
}

/** Everybody who ever spent, in the order of their addresses, after the given one. */
export async function readPeople(db: D1Database, after: string, limit: number): Promise<string[]> {
  const { results } = await db.prepare(PEOPLE).bind(after, limit).all<{ person: string }>();
  return results.map(({ person }) => person);
}
