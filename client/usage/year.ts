/** A year of spend as weeks, and where the month is heading. Pure; days are the books' (UTC). */
import type { Wallet } from "../../src/protocol/http.ts";
import { utcDay } from "../format/time.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

export interface YearDay {
  day: string;
  costNanoUsd: number;
  /** 0: nothing. 1 to 4: quarters of the days with spend, least first. */
  level: 0 | 1 | 2 | 3 | 4;
  /** Column, and row from Monday (0) to Sunday (6). */
  week: number;
  weekday: number;
}

/** The first day that the year up to `nowMs` shows: a Monday, 52 weeks ago. */
export function yearStart(nowMs: number): string {
  const weekday = (new Date(nowMs).getUTCDay() + 6) % 7;
  return utcDay(nowMs - (52 * 7 + weekday) * DAY_MS);
}

/** Every day from `yearStart` to today. Levels go by rank, so that one dear day does not make all others look alike. */
export function yearDays(rows: readonly { key: string; costNanoUsd: number }[], nowMs: number): YearDay[] {
  const costs = new Map(rows.map(({ key, costNanoUsd }) => [key, costNanoUsd]));
  const ranked = [...costs.values()].filter((cost) => cost > 0).toSorted((a, b) => a - b);
  const start = Date.parse(`${yearStart(nowMs)}T00:00:00Z`);
  const days: YearDay[] = [];
  for (let index = 0; start + index * DAY_MS <= nowMs; index += 1) {
    const day = utcDay(start + index * DAY_MS);
    const costNanoUsd = costs.get(day) ?? 0;
    days.push({ day, costNanoUsd, level: levelOf(costNanoUsd, ranked), week: Math.floor(index / 7), weekday: index % 7 });
  }
  return days;
}

function levelOf(cost: number, ranked: readonly number[]): YearDay["level"] {
  if (cost <= 0) return 0;
  const share = (ranked.lastIndexOf(cost) + 1) / ranked.length;
  return share <= 0.25 ? 1 : share <= 0.5 ? 2 : share <= 0.75 ? 3 : 4;
}

export interface Forecast {
  nanoUsd: number;
  /** Days of this month after today. */
  daysLeft: number;
}

/** Days whose mean the rest of the month is taken to have. */
export const PACE_DAYS = 7;

/** What the month costs in the end if its other days are like the last seven; null where those cost nothing. */
export function forecastOf(
  wallet: Pick<Wallet, "spentNanoUsd" | "period">,
  rows: readonly { key: string; costNanoUsd: number }[],
  nowMs: number,
): Forecast | null {
  const today = utcDay(nowMs);
  if (!today.startsWith(wallet.period)) return null;
  const since = utcDay(nowMs - (PACE_DAYS - 1) * DAY_MS);
  const lately = rows.reduce((sum, { key, costNanoUsd }) => (key >= since && key <= today ? sum + costNanoUsd : sum), 0);
  const now = new Date(nowMs);
  const daysLeft = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 0)).getUTCDate() - now.getUTCDate();
  return lately === 0 ? null : { nanoUsd: wallet.spentNanoUsd + Math.round((lately / PACE_DAYS) * daysLeft), daysLeft };
}
