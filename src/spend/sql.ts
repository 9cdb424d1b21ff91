/**
 * D1's statements, with the rows each of them costs (w written, r read; an index entry counts). Rollups are ranges on the
 * primary key (one person) or on `spend_by_day` (everybody). Knows no D1: benchmarks ask the same of a bare SQLite.
 */

/** w 2 for a new row (the row and an index entry), 1 for a changed one, 0 for an old one sent again. */
export const STORE = `
  INSERT INTO spend (person, day, chat, model, seq, calls, input_tokens, cached_tokens, output_tokens, cost_nano_usd, saved_nano_usd, simulated, hours)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (person, day, chat, model) DO UPDATE SET
    seq = excluded.seq, calls = excluded.calls, input_tokens = excluded.input_tokens, cached_tokens = excluded.cached_tokens,
    output_tokens = excluded.output_tokens, cost_nano_usd = excluded.cost_nano_usd, saved_nano_usd = excluded.saved_nano_usd,
    simulated = excluded.simulated, hours = excluded.hours
  WHERE excluded.seq > spend.seq`;

/** Whether the tables are there. r 1 or 0 */
export const LOOK = "SELECT 1 FROM spend LIMIT 1";

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

const SUMS = `sum(calls) AS calls, sum(input_tokens) AS inputTokens, sum(cached_tokens) AS cachedTokens, sum(output_tokens) AS outputTokens,
  sum(cost_nano_usd) AS costNanoUsd, sum(saved_nano_usd) AS savedNanoUsd,
  coalesce(min(CASE WHEN cost_nano_usd > 0 THEN simulated END), 0) AS simulated`;

/** The statement for one person's spend: a range of the primary key. r: that person's rows in the range */
export const personQuery = (by: Grouping): string =>
  `SELECT ${KEYS[by]} AS key, ${SUMS} FROM spend WHERE person = ? AND day BETWEEN ? AND ? GROUP BY key ORDER BY key`;

/** The statement for everybody's spend: a range of the index by day. r: 2 for each row in the range */
export const everybodyQuery = (by: Grouping): string =>
  `SELECT ${KEYS[by]} AS key, ${SUMS} FROM spend INDEXED BY spend_by_day WHERE day BETWEEN ? AND ? GROUP BY key ORDER BY key`;

/** One person's spend by hour, `2026-11-23T13` (UTC): a range of the primary key. r: that person's rows in the range, and their hours */
export const HOURS = `
  SELECT day || 'T' || substr('0' || hour.key, -2) AS key, sum(hour.value) AS costNanoUsd,
    coalesce(min(CASE WHEN hour.value > 0 THEN simulated END), 0) AS simulated
  FROM spend, json_each(spend.hours) AS hour WHERE person = ? AND day BETWEEN ? AND ? GROUP BY 1 HAVING costNanoUsd <> 0 ORDER BY 1`;

/** What one person spent in a range of days. r: that person's rows in the range */
export const SPENT = "SELECT coalesce(sum(cost_nano_usd), 0) AS costNanoUsd FROM spend WHERE person = ? AND day BETWEEN ? AND ?";

/** Groups after the one with this key, so many of them. r as the statement, each time */
export const pageOf = (query: string): string => `SELECT * FROM (${query}) WHERE key > ? LIMIT ?`;

/** What all groups of a statement cost together. r as the statement */
export const totalOf = (query: string): string => `SELECT sum(costNanoUsd) AS costNanoUsd FROM (${query})`;

/** Skips from one person to the next on the primary key. r 1 for each of them, whatever they spent */
export const PEOPLE = `
  WITH RECURSIVE known (person) AS (
    SELECT min(person) FROM spend WHERE person > ?1
    UNION ALL
    SELECT (SELECT min(person) FROM spend WHERE person > known.person) FROM known WHERE known.person IS NOT NULL
  )
  SELECT person FROM known WHERE person IS NOT NULL LIMIT ?2`;

/** One person's rows of conversations in a range of ids. r: all of that person's */
export const ROWS =
  "SELECT chat, day, model, seq, calls, cost_nano_usd AS costNanoUsd FROM spend WHERE person = ? AND chat > ? AND chat <= ? ORDER BY day, chat, model";

/** Ids of one person's conversations, after the given one. r: all of that person's rows */
export const CHATS = "SELECT DISTINCT chat FROM spend WHERE person = ? AND chat > ? ORDER BY chat LIMIT ?";
