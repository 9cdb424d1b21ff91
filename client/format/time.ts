/** Times and durations for people. Everything stored is ISO 8601 in UTC; what is shown is local, except days of the books (UTC). */

import { locale, words } from "../words/words.ts";
import { decimal } from "./money.ts";

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** `430` → `430 ms`, `1240` → `1.2 s`, `63000` → `1 min 3 s`. */
export function formatDuration(ms: number): string {
  const whole = Math.max(0, ms);
  if (whole < SECOND_MS) return `${Math.round(whole)} ms`;
  if (whole < 10 * SECOND_MS) return `${decimal(Math.floor(whole / 100) / 10, 1)} s`;
  if (whole < MINUTE_MS) return `${Math.floor(whole / SECOND_MS)} s`;
  const minutes = Math.floor(whole / MINUTE_MS);
  if (minutes < 60) return `${minutes} min ${Math.floor((whole % MINUTE_MS) / SECOND_MS)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A time that still grows: whole seconds, so that it ticks evenly. `6300` → `6 s`. */
export function formatElapsed(ms: number): string {
  return ms < MINUTE_MS ? `${Math.floor(Math.max(0, ms) / SECOND_MS)} s` : formatDuration(ms);
}

/** Milliseconds between two ISO times; null when one is missing or no time. */
export function millisecondsBetween(from: string | undefined, to: string | undefined): number | null {
  if (from === undefined || to === undefined) return null;
  const ms = Date.parse(to) - Date.parse(from);
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}

/** How long ago, in few words: `now`, `5 min`, `3 h`, `yesterday`, else the date, with its year where that is another one. */
export function formatAgo(iso: string, nowMs: number): string {
  const ms = nowMs - Date.parse(iso);
  if (Number.isNaN(ms)) return "";
  if (ms < MINUTE_MS) return words.format.now;
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min`;
  if (ms < DAY_MS) return `${Math.floor(ms / HOUR_MS)} h`;
  if (ms < 2 * DAY_MS) return words.format.yesterday;
  const isThisYear = new Date(iso).getFullYear() === new Date(nowMs).getFullYear();
  return new Date(iso).toLocaleDateString(locale, { day: "numeric", month: "short", ...(isThisYear ? {} : { year: "numeric" }) });
}

/** The date alone: a plain day as it is, a moment in the reader's zone. */
export function formatDate(iso: string): string {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(iso);
  return new Date(iso).toLocaleDateString(locale, { dateStyle: "medium", ...(isDay ? { timeZone: "UTC" } : {}) });
}

/** Date and time in the reader's zone. */
export function formatMoment(iso: string): string {
  return new Date(iso).toLocaleString(locale, { dateStyle: "medium", timeStyle: "short" });
}

/** The day in UTC, as the books count: `2026-11-23`. */
export function utcDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** `2026-11-23` → `Nov 23`. */
export function formatDay(day: string): string {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString(locale, { day: "numeric", month: "short", timeZone: "UTC" });
}

/** `2026-11-23` → `Nov`. */
export function formatMonthShort(day: string): string {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString(locale, { month: "short", timeZone: "UTC" });
}

/** `2026-11` → `November 2026`. */
export function formatMonth(period: string): string {
  return new Date(`${period}-01T00:00:00Z`).toLocaleDateString(locale, { month: "long", year: "numeric", timeZone: "UTC" });
}

/** A span of days, both ends inclusive, UTC. */
export interface DayRange {
  from: string;
  to: string;
}

export const RANGE_NAMES = ["this-month", "last-month", "7-days", "30-days"] as const;
export type RangeName = (typeof RANGE_NAMES)[number];

/** The days a named range covers when today is `nowMs`. */
export function namedRange(name: RangeName, nowMs: number): DayRange {
  const today = new Date(nowMs);
  const monthStart = (offset: number) => Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + offset, 1);
  switch (name) {
    case "this-month":
      return { from: utcDay(monthStart(0)), to: utcDay(nowMs) };
    case "last-month":
      return { from: utcDay(monthStart(-1)), to: utcDay(monthStart(0) - DAY_MS) };
    case "7-days":
      return { from: utcDay(nowMs - 6 * DAY_MS), to: utcDay(nowMs) };
    case "30-days":
      return { from: utcDay(nowMs - 29 * DAY_MS), to: utcDay(nowMs) };
  }
}

/** Every day of a range, oldest first; at most 400, so that a slip of the finger cannot hang the page. */
export function daysOf(range: DayRange): string[] {
  const days: string[] = [];
  const end = Date.parse(`${range.to}T00:00:00Z`);
  for (let at = Date.parse(`${range.from}T00:00:00Z`); at <= end && days.length < 400; at += DAY_MS) days.push(utcDay(at));
  return days;
}
