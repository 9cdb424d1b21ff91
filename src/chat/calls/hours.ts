/**
 * What each hour (UTC) of a day cost, as a column of the day's sum, so that it costs no further row. A row written before
 * this column existed stays null for good, because the hours of part of a day would look like the whole. Pure.
 */
import { z } from "zod";
import { jsonOr } from "../../storage/json-column.ts";

/** PERSISTED CONTRACT (`total.hours`, D1's `spend.hours`): nano-dollars by hour, `{"13":4000}`. */
const stored = z.record(z.string(), z.int());

/** The column of a new row. */
export const NO_HOURS = "{}";

/**
 * @param hours the column; null: the hours are not known, and stay so
 * @param atMs when the call was made, milliseconds since the epoch
 * @param nanoUsd what it adds; below zero where a correction made it cheaper
 * @returns the new column
 */
export function addToHours(hours: string | null, atMs: number, nanoUsd: number): string | null {
  if (hours === null || nanoUsd === 0) return hours;
  const costs = jsonOr(hours, stored, {});
  const hour = String(new Date(atMs).getUTCHours());
  return JSON.stringify({ ...costs, [hour]: (costs[hour] ?? 0) + nanoUsd });
}
