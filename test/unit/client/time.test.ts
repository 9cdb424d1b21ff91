import { expect, test } from "vitest";
import { daysOf, formatAgo, formatDuration, formatElapsed, millisecondsBetween, namedRange } from "../../../client/format/time.ts";

test.each([
  [0, "0 ms"],
  [430, "430 ms"],
  [1240, "1.2 s"],
  [9999, "9.9 s"],
  [12_900, "12 s"],
  [63_000, "1 min 3 s"],
  [3_720_000, "1 h 2 min"],
  [-5, "0 ms"],
])("%i ms reads %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test("a time that grows ticks in whole seconds", () => {
  expect([-5, 999, 6300, 59_999, 63_000].map(formatElapsed)).toEqual(["0 s", "0 s", "6 s", "59 s", "1 min 3 s"]);
});

test("a duration needs both ends, and clocks that disagree make none that is negative", () => {
  expect(millisecondsBetween(undefined, "2026-11-23T00:00:00Z")).toBeNull();
  expect(millisecondsBetween("no time", "2026-11-23T00:00:00Z")).toBeNull();
  expect(millisecondsBetween("2026-11-23T00:00:01Z", "2026-11-23T00:00:00Z")).toBe(0);
  expect(millisecondsBetween("2026-11-23T00:00:00.000Z", "2026-11-23T00:00:01.500Z")).toBe(1500);
});

test("ranges are whole days in UTC, also across the turn of the year", () => {
  const now = Date.parse("2027-01-02T00:30:00Z");
  expect(namedRange("this-month", now)).toEqual({ from: "2027-01-01", to: "2027-01-02" });
  expect(namedRange("last-month", now)).toEqual({ from: "2026-12-01", to: "2026-12-31" });
  expect(namedRange("7-days", now)).toEqual({ from: "2026-12-27", to: "2027-01-02" });
  expect(daysOf(namedRange("7-days", now))).toHaveLength(7);
  expect(daysOf(namedRange("30-days", now))).toHaveLength(30);
  expect(daysOf({ from: "2028-02-28", to: "2028-03-01" })).toEqual(["2028-02-28", "2028-02-29", "2028-03-01"]);
});

test("a range by mistake does not hang the page", () => {
  expect(daysOf({ from: "2026-01-02", to: "2026-01-01" })).toEqual([]);
  expect(daysOf({ from: "1026-01-02", to: "2026-01-01" })).toHaveLength(400);
});

test("how long ago, in few words", () => {
  const now = Date.parse("2026-11-23T12:00:00Z");
  const ago = (ms: number) => formatAgo(new Date(now - ms).toISOString(), now);
  expect([ago(5000), ago(300_000), ago(3 * 3_600_000), ago(30 * 3_600_000)]).toEqual(["now", "5 min", "3 h", "yesterday"]);
  expect(formatAgo("never", now)).toBe("");
  // What was imported may be years old.
  expect(formatAgo("2021-03-05T12:00:00.000Z", now)).toBe("Mar 5, 2021");
});
