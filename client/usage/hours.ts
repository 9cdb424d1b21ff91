/** Spend by hour of the day, in the reader's own time zone. Pure. */
import { queryOptions } from "@tanstack/react-query";
import { hourlySpend, type HourlySpend } from "../../src/protocol/http.ts";
import type { DayRange } from "../format/time.ts";
import { request } from "../http/request.ts";

/** Days the server sums up by hour in one answer. */
export const MOST_DAYS = 366;
const DAY_MS = 24 * 60 * 60 * 1000;

export const hoursQuery = ({ from, to }: DayRange) =>
  queryOptions({
    queryKey: ["spend", "hour", from, to],
    queryFn: ({ signal }) => request(hourlySpend, `/api/spend?${new URLSearchParams({ from, to, by: "hour" }).toString()}`, { signal }),
    enabled: Date.parse(to) - Date.parse(from) <= MOST_DAYS * DAY_MS,
  });

/** Where the books' hours (UTC) fall for the reader: that of the moment at which each begins. @param ms since the epoch */
export const localHour = (ms: number): number => new Date(ms).getHours();

/** Nano-dollars of each of the 24 hours. */
export function byLocalHour(rows: HourlySpend["rows"], hourOf: (ms: number) => number): number[] {
  const hours = Array.from({ length: 24 }, () => 0);
  for (const { key, costNanoUsd } of rows) {
    const hour = hourOf(Date.parse(`${key}:00:00Z`));
    hours[hour] = (hours[hour] ?? 0) + costNanoUsd;
  }
  return hours;
}

/** `9` → `09:00`. */
export const hourName = (hour: number): string => `${String(hour).padStart(2, "0")}:00`;

/** The dearest hour; null: nothing was spent. */
export function dearestHour(hours: readonly number[]): number | null {
  const most = Math.max(...hours);
  return most <= 0 ? null : hours.indexOf(most);
}
