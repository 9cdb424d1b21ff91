/** Checks for the audit that D1's sums, which triggers keep, are the sums of its rows (invariant 7). */
import {
  AUDITED,
  DAYS_AGAINST_MONTHS,
  DAYS_AGAINST_TOTALS,
  MONTHS,
  OWN_DIFFERENCES,
  ROWS_AGAINST_TOTALS,
  type SumDifferenceRow,
} from "./sql.ts";

export type SumDifference = { what: string; expected: number; found: number };

function named(what: string, rows: readonly SumDifferenceRow[] = []): SumDifference[] {
  return rows.flatMap((row) =>
    AUDITED.flatMap((figure) => {
      const [expected, found] = [row[`${figure}Expected`], row[`${figure}Found`]];
      return expected === found ? [] : [{ what: `${what}, ${figure} of ${row.key}`, expected, found }];
    }),
  );
}

/** One person's rows against their sums. Each statement sees one moment, so what is written meanwhile is no difference. */
export async function differencesOf(db: D1Database, person: string): Promise<SumDifference[]> {
  const { results } = await db.prepare(OWN_DIFFERENCES).bind(person).all<SumDifferenceRow>();
  return named("D1's sum of a day against its rows", results);
}

/** Everybody's sums against the rows and against each other, month after month. */
export async function everybodysDifferences(db: D1Database): Promise<SumDifference[]> {
  const books = await db.prepare(MONTHS).first<{ first: string; last: string }>();
  const found: SumDifference[] = [];
  for (let month = books?.first ?? "9"; month <= (books?.last ?? ""); month = following(month)) {
    const [rows, days, people] = await db.batch<SumDifferenceRow>(
      [ROWS_AGAINST_TOTALS, DAYS_AGAINST_TOTALS, DAYS_AGAINST_MONTHS].map((query) => db.prepare(query).bind(`${month}-01`, `${month}-31`)),
    );
    found.push(
      ...named("D1's sum of all against the rows", rows?.results),
      ...named("D1's sum of all against those of people", days?.results),
      ...named("D1's sum of a month against those of its days", people?.results),
    );
  }
  return found;
}

/** The month after one, `2026-11`. */
function following(month: string): string {
  return new Date(Date.parse(`${month}-01`) + 31 * 86_400_000).toISOString().slice(0, 7);
}
