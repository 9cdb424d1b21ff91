/**
 * D1, the only file with its statements. Summaries are absolute and guarded by `seq`: sent twice, late or out of order
 * they change nothing. Rollups are ranges on the primary key (one person) or on `spend_by_day` (everybody).
 */
import type { Summary } from "../chat/ports.ts";
import type { SpendRow } from "../protocol/http.ts";

/** w 2 for a new row (the row and an index entry), 1 for a changed one, 0 for an old one sent again. */
const STORE = `
  INSERT INTO spend (person, day, chat, model, seq, calls, input_tokens, cached_tokens, output_tokens, cost_nano_usd, saved_nano_usd, simulated)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (person, day, chat, model) DO UPDATE SET
    seq = excluded.seq, calls = excluded.calls, input_tokens = excluded.input_tokens, cached_tokens = excluded.cached_tokens,
    output_tokens = excluded.output_tokens, cost_nano_usd = excluded.cost_nano_usd, saved_nano_usd = excluded.saved_nano_usd,
    simulated = excluded.simulated
  WHERE excluded.seq > spend.seq`;

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

/** What the dashboard may group by. */
export type Grouping = "day" | "model" | "chat" | "person" | "day,model" | "day,chat,model";
const KEYS: Record<Grouping, string> = {
  day: "day",
  model: "model",
  chat: "chat",
  person: "person",
  "day,model": "day || ' ' || model",
  "day,chat,model": "day || ' ' || chat || ' ' || model",
};

type Range = { from: string; to: string };
export type SpendSums = { rows: SpendRow[]; totalNanoUsd: number };

const SUMS = `sum(calls) AS calls, sum(input_tokens) AS inputTokens, sum(cached_tokens) AS cachedTokens, sum(output_tokens) AS outputTokens,
  sum(cost_nano_usd) AS costNanoUsd, sum(saved_nano_usd) AS savedNanoUsd, max(simulated) AS simulated`;

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

/** The statement for one person's spend: a range of the primary key. r: that person's rows in the range */
export const personQuery = (by: Grouping): string =>
  `SELECT ${KEYS[by]} AS key, ${SUMS} FROM spend WHERE person = ? AND day BETWEEN ? AND ? GROUP BY key ORDER BY key`;

/** The statement for everybody's spend: a range of the index by day. r: 2 for each row in the range */
export const everybodyQuery = (by: Grouping): string =>
  `SELECT ${KEYS[by]} AS key, ${SUMS} FROM spend INDEXED BY spend_by_day WHERE day BETWEEN ? AND ? GROUP BY key ORDER BY key`;

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

/** One person's rows, for the audit: a range of the primary key. r: all of that person's */
export async function readRows(db: D1Database, person: string): Promise<StoredRow[]> {
  const { results } = await db
    .prepare("SELECT chat, day, model, seq, calls, cost_nano_usd AS costNanoUsd FROM spend WHERE person = ? ORDER BY day, chat, model")
    .bind(person)
    .all<StoredRow>();
  return results;
}

/** Skips from one person to the next on the primary key. r 1 for each of them, whatever they spent */
export const PEOPLE = `
  WITH RECURSIVE known (person) AS (
    SELECT min(person) FROM spend WHERE person > ?1
    UNION ALL
    SELECT (SELECT min(person) FROM spend WHERE person > known.person) FROM known WHERE known.person IS NOT NULL
  )
  SELECT person FROM known WHERE person IS NOT NULL LIMIT ?2`;

/** Everybody who ever spent, in the order of their addresses, after the given one. */
export async function readPeople(db: D1Database, after: string, limit: number): Promise<string[]> {
  const { results } = await db.prepare(PEOPLE).bind(after, limit).all<{ person: string }>();
  return results.map(({ person }) => person);
}
