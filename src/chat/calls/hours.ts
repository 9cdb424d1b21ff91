/**
 * What each hour (UTC) of a day cost, kept beside the day's sum in its own row: no row more. A row that is older than
 * this knows no hours and never will: part of a day would look like the whole. Pure.
 */
import { z } from "zod";
import { jsonOr } from "../../storage/json-column.ts";

/** PERSISTED CONTRACT (`total.hours`, D1's `spend.hours`): nano-dollars by hour, `{"13":4000}`. */
const stored = z.record(z.string(), z.int());

/** Of a day that begins with this version. */
export const NO_HOURS = "{}";

/** @param atMs when the call was made. @param nanoUsd what it adds; below zero where it turned out cheaper */
export function addToHours(hours: string | null, atMs: number, nanoUsd: number): string | null {
  if (hours === null || nanoUsd === 0) return hours;
  const costs = jsonOr(hours, stored, {});
  const hour = String(new Date(atMs).getUTCHours());
  return JSON.stringify({ ...costs, [hour]: (costs[hour] ?? 0) + nanoUsd });
}
