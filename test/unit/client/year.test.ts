import { expect, test } from "vitest";
import { forecastOf, yearDays, yearStart } from "../../../client/usage/year.ts";

/** A Thursday. */
const NOW = Date.parse("2026-11-26T15:00:00Z");

test("a year is 52 whole weeks and the one that runs, from a Monday to today", () => {
  expect(yearStart(NOW)).toBe("2025-11-24");
  const days = yearDays([], NOW);
  expect(days.length).toBe(52 * 7 + 4);
  expect(days.at(-1)).toEqual({ day: "2026-11-26", costNanoUsd: 0, level: 0, week: 52, weekday: 3 });
});

test("levels go by rank", () => {
  const rows = [1, 2, 3, 1_000_000].map((costNanoUsd, index) => ({ key: `2026-11-0${index + 1}`, costNanoUsd }));
  expect(yearDays(rows, NOW).flatMap(({ level }) => (level === 0 ? [] : [level]))).toEqual([1, 2, 3, 4]);
});

test("the month is forecast from the last seven days, and not at all from nothing", () => {
  const wallet = { period: "2026-11", spentNanoUsd: 10_000 };
  const rows = [
    { key: "2026-11-19", costNanoUsd: 99_999 },
    { key: "2026-11-20", costNanoUsd: 5_000 },
    { key: "2026-11-26", costNanoUsd: 2_000 },
  ];
  expect(forecastOf(wallet, rows, NOW)).toEqual({ nanoUsd: 14_000, daysLeft: 4 });
  expect(forecastOf(wallet, [], NOW)).toBeNull();
  expect(forecastOf({ ...wallet, period: "2026-10" }, rows, NOW)).toBeNull();
});
