import { describe, expect, it } from "vitest";
import { delays } from "../../../bench/rows/latency.ts";
import { Figures, median, percentile } from "../../../bench/statistics.ts";
import { comparison, rowsOf } from "../../../bench/table.ts";

describe("statistics", () => {
  it("takes the middle, and of two middles their mean", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(median([])).toBeNaN();
  });

  it("takes percentiles by nearest rank", () => {
    const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
    expect(percentile(hundred, 99)).toBe(99);
    expect(percentile([7], 99)).toBe(7);
  });
});

describe("delays of stamped tokens", () => {
  it("reads every stamp of a coalesced frame", () => {
    const at = 1_795_000_000_000;
    const text = ` w0@${at.toString(36)} w1@${(at + 5).toString(36)}`;
    expect(delays(text, at + 6.5)).toEqual([6.5, 1.5]);
    expect(delays(" w2", at)).toEqual([]);
  });
});

describe("the table", () => {
  const words = { conversations: "60", stored: "500" };

  it("judges Tally against limits and against the bare object of the same run", () => {
    const figures = new Figures();
    for (const value of [60_000, 40_000, 55_000]) figures.add("tokensPerSecond1", "Tally", value);
    figures.add("cpuMsPer1000", "Tally", 16);
    figures.add("cpuMsPer1000", "bare object", 10);
    const rows = rowsOf(figures, words);
    expect(rows.find(({ title }) => title.includes("1 tab"))?.verdict).toBe("reached");
    const cpu = rows.find(({ title }) => title.startsWith("CPU"));
    expect(cpu?.verdict).toBe("not reached");
    expect(cpu?.title).toContain("60 conversations");
  });

  it("judges nothing that was not measured", () => {
    const rows = rowsOf(new Figures(), words);
    expect(rows.every(({ verdict }) => verdict === "")).toBe(true);
    expect(comparison(rows)).toContain("—");
  });
});
