/** What runs of the simulator came to, as the page tells it. */
import { expect, it } from "vitest";
import { KINDS, NAMES, type Fault } from "./faults.ts";
import { withRun, type Run } from "./report.ts";

const PAGE = [
  "before",
  "<!-- runs: written by `npm run sim -- --report` -->",
  "<!-- /runs -->",
  "between",
  "<!-- kinds: written by `npm run sim -- --report` -->",
  "<!-- /kinds -->",
  "after",
].join("\n");

const runOf = (failures: number, ...faults: [Fault, number][]): Run => ({
  day: "2026-11-27",
  seeds: "1 to 1000",
  histories: 1_000,
  steps: 300_000,
  modelCalls: 3_000,
  toolCalls: 400,
  faults: new Map(faults),
  seconds: 20,
  overspent: 0,
  failures,
});

const lineOf = (page: string, name: string): string | undefined => page.split("\n").find((line) => line.startsWith(`| ${name} |`));

it("adds up: a row for each run, their sum, and each kind of fault", () => {
  const first = withRun(PAGE, runOf(0, ["d1-slow", 700], ["crash", 300]));
  expect(lineOf(first, "2026-11-27")).toContain("| 1,000 | 300,000 | 3,000 | 400 | 1,000 | 20 | 50 | 0 | 0 |");
  expect(lineOf(first, NAMES["d1-slow"])).toBe(`| ${NAMES["d1-slow"]} | 700 | nothing |`);
  expect(lineOf(first, NAMES["clock-jumps"])).toBe(`| ${NAMES["clock-jumps"]} | 0 | – |`);

  const second = withRun(first, runOf(2, ["d1-slow", 500]));
  expect(lineOf(second, "**in all**")).toContain("| 2,000 | 600,000 | 6,000 | 800 | 1,500 | 40 | 50 | 0 | 2 |");
  expect(second).toContain("In 2,000 of these histories, by kind:");
  expect(lineOf(second, NAMES["d1-slow"])).toBe(`| ${NAMES["d1-slow"]} | 1,200 | see the 2 failures |`);
  expect(second.split("\n").filter((line) => line === "after")).toHaveLength(1);
});

it("calls each kind by a name of its own", () => {
  expect(new Set(KINDS.map((kind) => NAMES[kind])).size).toBe(KINDS.length);
});
