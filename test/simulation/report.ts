/** What runs of the simulator came to, as tables in docs/reliability.md: a row each and their sum, and faults by kind. Pure. */
import { KINDS, NAMES, type Fault } from "./faults.ts";

type Row = Omit<Run, "faults"> & { faults: number };

export type Run = {
  /** `YYYY-MM-DD`. */
  day: string;
  seeds: string;
  histories: number;
  steps: number;
  modelCalls: number;
  toolCalls: number;
  /** Things that went wrong. */
  faults: ReadonlyMap<Fault, number>;
  /** Seconds of processor time. */
  seconds: number;
  /** By how much a limit was passed at most, nano-dollars; null: it was not looked at. */
  overspent: number | null;
  failures: number;
};

const BEGIN = "<!-- runs: written by `npm run sim -- --report` -->";
const END = "<!-- /runs -->";
const BEGIN_KINDS = "<!-- kinds: written by `npm run sim -- --report` -->";
const END_KINDS = "<!-- /kinds -->";
const HEAD = [
  "| day | seeds | histories | steps | model calls | calls of tools | faults | processor time, s | histories a second | a limit passed by, nano-USD | failures |",
  "|---|---|---|---|---|---|---|---|---|---|---|",
];

const figure = (value: number): string => Math.round(value).toLocaleString("en-US");
const numberIn = (cell: string | undefined): number => Number((cell ?? "").replaceAll(",", ""));

function rowOf({ day, seeds, histories, steps, modelCalls, toolCalls, faults, seconds, overspent, failures }: Row): string {
  const speed = seconds === 0 ? 0 : histories / seconds;
  const cells = [histories, steps, modelCalls, toolCalls, faults, seconds, speed].map(figure);
  return `| ${[day, seeds, ...cells, overspent === null ? "" : figure(overspent), figure(failures)].join(" | ")} |`;
}

function runIn(row: string): Row {
  const cells = row.split("|").map((cell) => cell.trim());
  const [, day = "", seeds = "", histories, steps, modelCalls, toolCalls, faults, seconds] = cells;
  // Rows of before the figure was kept have a cell less.
  const [overspent, failures] = cells.length > 12 ? [cells[10], cells[11]] : ["", cells[10]];
  return {
    day,
    seeds,
    histories: numberIn(histories),
    steps: numberIn(steps),
    modelCalls: numberIn(modelCalls),
    toolCalls: numberIn(toolCalls),
    faults: numberIn(faults),
    seconds: numberIn(seconds),
    overspent: overspent === "" ? null : numberIn(overspent),
    failures: numberIn(failures),
  };
}

/** The page with one more run in its table, and the sum of all. Throws where the page has no place for it. */
export function withRun(page: string, run: Run): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin === -1 || end < begin) throw new Error(`The page has no "${BEGIN}" … "${END}".`);
  const rows = page
    .slice(begin + BEGIN.length, end)
    .split("\n")
    .filter((line) => /^\| \d{4}-/.test(line))
    .map(runIn);
  const all = [...rows, { ...run, faults: run.faults.values().reduce((sum, times) => sum + times, 0) }];
  const sum = (of: (one: Row) => number): number => all.reduce((total, one) => total + of(one), 0);
  const failures = sum((one) => one.failures);
  const total = rowOf({
    day: "**in all**",
    seeds: "",
    histories: sum((one) => one.histories),
    steps: sum((one) => one.steps),
    modelCalls: sum((one) => one.modelCalls),
    toolCalls: sum((one) => one.toolCalls),
    faults: sum((one) => one.faults),
    seconds: sum((one) => one.seconds),
    overspent: Math.max(...all.map((one) => one.overspent ?? 0)),
    failures,
  });
  return withKinds([page.slice(0, begin) + BEGIN, ...HEAD, ...all.map(rowOf), total, page.slice(end)].join("\n"), run, failures);
}

/** The page with this run's faults added to those of each kind. `failures`: of all runs. */
function withKinds(page: string, { histories, faults }: Run, failures: number): string {
  const begin = page.indexOf(BEGIN_KINDS);
  const end = page.indexOf(END_KINDS);
  if (begin === -1 || end < begin) throw new Error(`The page has no "${BEGIN_KINDS}" … "${END_KINDS}".`);
  const before = page.slice(begin + BEGIN_KINDS.length, end);
  const counted = new Map(
    before.split("\n").map((line) => {
      const [, name = "", times] = line.split("|").map((cell) => cell.trim());
      return [name, numberIn(times)] as const;
    }),
  );
  const played = numberIn(/^In ([\d,]+) /m.exec(before)?.[1]) + histories;
  const lost = failures === 0 ? "nothing" : `see the ${figure(failures)} failures`;
  const rows = KINDS.map((kind) => {
    const times = (counted.get(NAMES[kind]) ?? 0) + (faults.get(kind) ?? 0);
    return `| ${NAMES[kind]} | ${figure(times)} | ${times === 0 ? "–" : lost} |`;
  });
  return [
    page.slice(0, begin) + BEGIN_KINDS,
    `In ${figure(played)} of these histories, by kind:`,
    "",
    "| fault | injected | lost, doubled or forged |",
    "|---|---|---|",
    ...rows,
    page.slice(end),
  ].join("\n");
}
