/**
 * D1's statements, with the rows each of them costs (w written, r read; an index entry counts). `spend` has a row for each
 * conversation, day and model; questions about everybody read the sums that triggers keep of it (migrations/0004_sums.sql).
 * Statements alone, without D1's API, so that benchmarks can run them on a plain SQLite.
 */

/**
 * w 5 for a new row (the row, an index entry and three sums), 4 for a changed one (the row and three sums), 0 for an old
 * one sent again.
 */
export const STORE = `
  INSERT INTO spend (person, day, chat, model, seq, calls, input_tokens, cached_tokens, output_tokens, cost_nano_usd, saved_nano_usd, simulated, hours)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (person, day, chat, model) DO UPDATE SET
    seq = excluded.seq, calls = excluded.calls, input_tokens = excluded.input_tokens, cached_tokens = excluded.cached_tokens,
    output_tokens = excluded.output_tokens, cost_nano_usd = excluded.cost_nano_usd, saved_nano_usd = excluded.saved_nano_usd,
    simulated = excluded.simulated, hours = excluded.hours
  WHERE excluded.seq > spend.seq`;

/** Whether the tables are there, the last migration's too. r 1 or 0 */
export const LOOK = "SELECT 1 FROM spend_total LIMIT 1";

/** A question of the dashboard: its statement and what is bound to it. */
export type Question = { sql: string; bindings: (string | number)[] };
export type Range = { from: string; to: string };
/** At most `limit` groups after the one with the key `after`. */
export type Page = { after: string; limit: number };

/** What the dashboard may group by. */
export type Grouping = OwnGrouping | EverybodysGrouping;
export type OwnGrouping = "day" | "model" | "chat" | "day,model";
export type EverybodysGrouping = "person" | "day" | "model" | "day,model";
const KEYS = { day: "day", model: "model", "day,model": "day || ' ' || model" } as const;

/** Sums over rows of `spend`. Rows without cost do not count for whether a sum is simulated. */
const SUMS = `sum(calls) AS calls, sum(input_tokens) AS inputTokens, sum(cached_tokens) AS cachedTokens, sum(output_tokens) AS outputTokens,
  sum(cost_nano_usd) AS costNanoUsd, sum(saved_nano_usd) AS savedNanoUsd,
  coalesce(min(CASE WHEN cost_nano_usd > 0 THEN simulated END), 0) AS simulated`;
/** The same over the sums' tables. */
const SUMS_OF_SUMS = `sum(calls) AS calls, sum(input_tokens) AS inputTokens, sum(cached_tokens) AS cachedTokens, sum(output_tokens) AS outputTokens,
  sum(cost_nano_usd) AS costNanoUsd, sum(saved_nano_usd) AS savedNanoUsd,
  sum(cost_nano_usd) > 0 AND sum(real_nano_usd) = 0 AS simulated`;
/** The columns of one sum. */
const ONE_SUM = `calls, input_tokens AS inputTokens, cached_tokens AS cachedTokens, output_tokens AS outputTokens, cost_nano_usd AS costNanoUsd,
  saved_nano_usd AS savedNanoUsd, cost_nano_usd > 0 AND real_nano_usd = 0 AS simulated`;

/** One person's days of a range: one index lookup a day, because the sums' primary key begins with the day. */
const DAYS_OF_ONE = `
  WITH RECURSIVE days (day) AS (SELECT ?2 UNION ALL SELECT date(day, '+1 day') FROM days WHERE day < ?3),
    mine AS (SELECT spend_daily.* FROM days CROSS JOIN spend_daily ON spend_daily.day = days.day AND spend_daily.person = ?1)`;

/** One person's spend by day and model. r: that person's days × models in the range */
function ownDays(by: "day" | "model" | "day,model", person: string, { from, to }: Range, { after, limit }: Page): Question {
  const sql = `${DAYS_OF_ONE} SELECT ${KEYS[by]} AS key, ${SUMS_OF_SUMS} FROM mine GROUP BY key HAVING key > ?4 ORDER BY key LIMIT ?5`;
  return { sql, bindings: [person, from, to, after, limit] };
}

/** One person's spend by conversation: a range of the primary key. r: that person's rows in the range */
function ownChats(person: string, { from, to }: Range, { after, limit }: Page): Question {
  const sql = `SELECT chat AS key, ${SUMS} FROM spend WHERE person = ?1 AND day BETWEEN ?2 AND ?3 AND chat > ?4 GROUP BY chat ORDER BY chat LIMIT ?5`;
  return { sql, bindings: [person, from, to, after, limit] };
}

/** One person's spend, as the dashboard groups it. */
export function ownQuestion(by: OwnGrouping, person: string, range: Range, page: Page): Question {
  return by === "chat" ? ownChats(person, range, page) : ownDays(by, person, range, page);
}

/** One person's rows as they are, keys like `2026-11-23 chat model`: a range of the primary key. r: those answered, and those of the cursor's day */
export function ownRows(person: string, { from, to }: Range, { after, limit }: Page): Question {
  const [day = "", chat = "", ...model] = after.split(" ");
  const sql = `
    SELECT day || ' ' || chat || ' ' || model AS key, calls, input_tokens AS inputTokens, cached_tokens AS cachedTokens, output_tokens AS outputTokens,
      cost_nano_usd AS costNanoUsd, saved_nano_usd AS savedNanoUsd, cost_nano_usd > 0 AND simulated = 1 AS simulated
    FROM spend WHERE person = ?1 AND day BETWEEN max(?2, ?4) AND ?3 AND (day, chat, model) > (?4, ?5, ?6) ORDER BY day, chat, model LIMIT ?7`;
  return { sql, bindings: [person, from, to, day, chat, model.join(" "), limit] };
}

/** Everybody's spend by day and model. r: days × models in the range */
function everybodysDays(by: "day" | "model" | "day,model", { from, to }: Range, { after, limit }: Page): Question {
  const sql = `SELECT ${KEYS[by]} AS key, ${SUMS_OF_SUMS} FROM spend_total WHERE day BETWEEN ?1 AND ?2 GROUP BY key HAVING key > ?3 ORDER BY key LIMIT ?4`;
  return { sql, bindings: [from, to, after, limit] };
}

/** Everybody's spend in one whole month. r: those answered */
function peopleOfMonth(month: string, { after, limit }: Page): Question {
  const sql = `SELECT person AS key, ${ONE_SUM} FROM spend_monthly WHERE month = ?1 AND person > ?2 ORDER BY person LIMIT ?3`;
  return { sql, bindings: [month, after, limit] };
}

const FIGURE_NAMES = ["calls", "input_tokens", "cached_tokens", "output_tokens", "cost_nano_usd", "saved_nano_usd", "real_nano_usd"];
const FIGURES = FIGURE_NAMES.join(", ");
/** A person's day whatever the model, in the order of the primary key: what is left to be sorted by person is a seventh with seven models. */
const daysOfAll = (from: string, to: string): string =>
  `SELECT person, ${FIGURE_NAMES.map((name) => `sum(${name}) AS ${name}`).join(", ")} FROM spend_daily WHERE day BETWEEN ${from} AND ${to} GROUP BY day, person`;

/**
 * Everybody's spend in whole months and the days around them. r: people after the cursor × months, and their days × models
 * around. Days have no sum without their models: a row more with every answer is what a thousand rows read cost
 * (docs/scale.md).
 */
function peopleOfSpan({ months, days }: Span, { after, limit }: Page): Question {
  const [before, behind] = days;
  const sql = `
    SELECT person AS key, ${SUMS_OF_SUMS} FROM (
      SELECT person, ${FIGURES} FROM spend_monthly WHERE month BETWEEN ?1 AND ?2
      UNION ALL ${daysOfAll("?3", "?4")}
      UNION ALL ${daysOfAll("?5", "?6")}
    ) WHERE person > ?7 GROUP BY person ORDER BY person LIMIT ?8`;
  const bounds = [months, before, behind].flatMap((range) => [range?.from ?? "9", range?.to ?? "0"]);
  return { sql, bindings: [...bounds, after, limit] };
}

/** A range of days as whole months and the days left before and after them; null: none. */
export type Span = { months: Range | null; days: readonly [Range | null, Range | null] };

const monthOf = (day: string): string => day.slice(0, 7);
const dayAfter = (day: string, days: number): string => new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

/** @param last the last day of the books: a range that reaches it ends with a whole month */
export function spanOf({ from, to }: Range, last: string): Span {
  const isWholeFrom = from.endsWith("-01");
  const isWholeTo = dayAfter(to, 1).endsWith("-01") || last <= to;
  // The first day of the month after that of a day: 31 days after its first are always in the next month.
  const nextMonth = (day: string): string => `${monthOf(dayAfter(`${monthOf(day)}-01`, 31))}-01`;
  const begin = isWholeFrom ? from : nextMonth(from);
  const end = isWholeTo ? nextMonth(to) : `${monthOf(to)}-01`;
  if (begin >= end) return { months: null, days: [{ from, to }, null] };
  return {
    months: { from: monthOf(begin), to: monthOf(dayAfter(end, -1)) },
    days: [isWholeFrom ? null : { from, to: dayAfter(begin, -1) }, isWholeTo ? null : { from: end, to }],
  };
}

/** Everybody's spend, as the dashboard groups it. `last`: as `spanOf` wants it. */
export function everybodysQuestion(by: EverybodysGrouping, range: Range, last: string, page: Page): Question {
  if (by !== "person") return everybodysDays(by, range, page);
  const span = spanOf(range, last);
  const isOneMonth = span.months !== null && span.months.from === span.months.to && span.days.every((days) => days === null);
  return isOneMonth && span.months !== null ? peopleOfMonth(span.months.from, page) : peopleOfSpan(span, page);
}

/** The last day of the books; null: they are empty. r 1 */
export const LAST_DAY = "SELECT max(day) AS day FROM spend_total";

/** What everybody spent in a range of days. r: days × models in the range */
export const EVERYBODY_SPENT = "SELECT coalesce(sum(cost_nano_usd), 0) AS costNanoUsd FROM spend_total WHERE day BETWEEN ?1 AND ?2";

/** What one person spent in a range of days. r: that person's days × models in the range */
export const SPENT = `${DAYS_OF_ONE} SELECT coalesce(sum(cost_nano_usd), 0) AS costNanoUsd FROM mine`;

/** One person's spend by hour, `2026-11-23T13` (UTC): a range of the primary key. r: that person's rows in the range, and their hours */
export const HOURS = `
  SELECT day || 'T' || substr('0' || hour.key, -2) AS key, sum(hour.value) AS costNanoUsd,
    coalesce(min(CASE WHEN hour.value > 0 THEN simulated END), 0) AS simulated
  FROM spend, json_each(spend.hours) AS hour WHERE person = ?1 AND day BETWEEN ?2 AND ?3 GROUP BY 1 HAVING costNanoUsd <> 0 ORDER BY 1`;

/** Skips from one person to the next on the primary key. r 1 for each of them, whatever they spent */
export const PEOPLE = `
  WITH RECURSIVE known (person) AS (
    SELECT min(person) FROM spend WHERE person > ?1
    UNION ALL
    SELECT (SELECT min(person) FROM spend WHERE person > known.person) FROM known WHERE known.person IS NOT NULL
  )
  SELECT person FROM known WHERE person IS NOT NULL LIMIT ?2`;

/** One person's days, from one to the next on the primary key, and of each the conversations in a range of ids. */
const CHATS_OF_DAYS = `
  WITH RECURSIVE days (day) AS (
    SELECT min(day) FROM spend WHERE person = ?1
    UNION ALL
    SELECT (SELECT min(day) FROM spend WHERE person = ?1 AND day > days.day) FROM days WHERE days.day IS NOT NULL
  ),
  mine AS (
    SELECT spend.* FROM days CROSS JOIN spend ON spend.person = ?1 AND spend.day = days.day AND spend.chat > ?2 AND spend.chat <= ?3
  )`;

/** One person's rows of conversations in a range of ids. r: those answered, and 1 for each of that person's days */
export const ROWS = `${CHATS_OF_DAYS} SELECT chat, day, model, seq, calls, cost_nano_usd AS costNanoUsd FROM mine ORDER BY day, chat, model`;

/** Ids of one person's conversations in a range of ids. r: their rows, and 1 for each of that person's days */
export const CHATS = `${CHATS_OF_DAYS} SELECT DISTINCT chat FROM mine ORDER BY chat LIMIT ?4`;

/** The figures of a sum that the audit compares; `tokens` stands for three, each with a weight of its own. */
export const AUDITED = ["summaries", "calls", "tokens", "cost", "saved", "real"] as const;
const TOKENS = "input_tokens + 3 * cached_tokens + 5 * output_tokens";
const ROWS_SIDE = `1 AS side, 1 AS summaries, calls, ${TOKENS} AS tokens, cost_nano_usd AS cost, saved_nano_usd AS saved, cost_nano_usd * (1 - simulated) AS real`;
const sumsSide = (side: 1 | -1): string =>
  `${side} AS side, summaries, calls, ${TOKENS} AS tokens, cost_nano_usd AS cost, saved_nano_usd AS saved, real_nano_usd AS real`;

/** The differences between two sides by key; `sides` selects rows with the side 1 (expected) or -1 (found). */
const differing = (sides: string): string => `
  SELECT key, ${AUDITED.map((figure) => `sum(CASE WHEN side = 1 THEN ${figure} ELSE 0 END) AS ${figure}Expected, sum(CASE WHEN side = -1 THEN ${figure} ELSE 0 END) AS ${figure}Found`).join(", ")}
  FROM (${sides}) GROUP BY key HAVING ${AUDITED.map((figure) => `sum(side * ${figure}) <> 0`).join(" OR ")} ORDER BY key LIMIT 100`;

export type SumDifferenceRow = { key: string } & Record<`${(typeof AUDITED)[number]}${"Expected" | "Found"}`, number>;

/** One person's rows against their sums of a day and model. r: that person's rows and sums, and 1 for each day of the books */
export const OWN_DIFFERENCES = `
  WITH RECURSIVE days (day) AS (
    SELECT min(day) FROM spend_daily
    UNION ALL
    SELECT (SELECT min(day) FROM spend_daily WHERE day > days.day) FROM days WHERE days.day IS NOT NULL
  )
  ${differing(`
    SELECT day || ' ' || model AS key, ${ROWS_SIDE} FROM spend WHERE person = ?1
    UNION ALL SELECT spend_daily.day || ' ' || model, ${sumsSide(-1)} FROM days CROSS JOIN spend_daily ON spend_daily.day = days.day AND person = ?1`)}`;

/** Everybody's rows of some days against the sums of all. r: rows twice, and the sums */
export const ROWS_AGAINST_TOTALS = differing(`
  SELECT day || ' ' || model AS key, ${ROWS_SIDE} FROM spend INDEXED BY spend_by_day WHERE day BETWEEN ?1 AND ?2
  UNION ALL SELECT day || ' ' || model, ${sumsSide(-1)} FROM spend_total WHERE day BETWEEN ?1 AND ?2`);

/** Everybody's sums of a person and day against those of all. r: the sums */
export const DAYS_AGAINST_TOTALS = differing(`
  SELECT day || ' ' || model AS key, ${sumsSide(1)} FROM spend_daily WHERE day BETWEEN ?1 AND ?2
  UNION ALL SELECT day || ' ' || model, ${sumsSide(-1)} FROM spend_total WHERE day BETWEEN ?1 AND ?2`);

/** Everybody's sums of a person and day against those of the month the days are. r: the sums */
export const DAYS_AGAINST_MONTHS = differing(`
  SELECT substr(day, 1, 7) || ' ' || person AS key, ${sumsSide(1)} FROM spend_daily WHERE day BETWEEN ?1 AND ?2
  UNION ALL SELECT month || ' ' || person, ${sumsSide(-1)} FROM spend_monthly WHERE month BETWEEN substr(?1, 1, 7) AND substr(?2, 1, 7)`);

const EDGES = ["spend INDEXED BY spend_by_day", "spend_daily", "spend_total", "(SELECT month AS day FROM spend_monthly)"];
const edge = (end: "min" | "max", nothing: string): string =>
  `${end}(${EDGES.map((table) => `ifnull((SELECT ${end}(day) FROM ${table}), '${nothing}')`).join(", ")})`;

/** The first and the last month of the books; first after last: they are empty. r some */
export const MONTHS = `SELECT substr(${edge("min", "9")}, 1, 7) AS first, substr(${edge("max", "0")}, 1, 7) AS last`;
