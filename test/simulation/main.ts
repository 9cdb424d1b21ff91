/**
 * `npm run sim -- --histories N --seed S`: N histories from the seed S on; a failure prints its seed and step, and shrinks.
 * `--report` writes what it came to into docs/reliability.md.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Fault } from "./faults.ts";
import { runHistory, type Outcome } from "./history.ts";
import { withRun } from "./report.ts";
import { shrink } from "./shrink.ts";

const { values } = parseArgs({
  options: {
    histories: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    /** Kinds of faults, or single ones (`crash:3`), that are left out; commas between. */
    without: { type: "string", default: "" },
    /** Numbers of the deeds that are done, commas between; left out: all. */
    deeds: { type: "string" },
    /** Prints every line of what happened. */
    trace: { type: "boolean", default: false },
    /** Every conversation has tools. */
    tools: { type: "boolean", default: false },
    /** Writes what the run came to into docs/reliability.md. */
    report: { type: "boolean", default: false },
    /** Goes on after a failure, and does not shrink. */
    all: { type: "boolean", default: false },
  },
});

/** Heartbeats and timers, of which nothing followed that has no line of its own. */
const NOISE = /hears ping$|frame pong$|: timer$|: commits$/;

const list = (text: string): string[] => text.split(",").filter((part) => part !== "");
const part = {
  without: list(values.without),
  deeds: values.deeds === undefined ? null : list(values.deeds).map(Number),
  tools: values.tools,
};
const first = Number(values.seed);
const count = Number(values.histories);
const startedAtMs = performance.now();
let hash = 0;
let steps = 0;
let calls = 0;
let toolCalls = 0;
const faults = new Map<Fault, number>();
let overspent = 0;
let played = 0;
let failures = 0;

for (let seed = first; seed < first + count; seed += 1) {
  const outcome = await runHistory(seed, part);
  hash = (Math.imul(hash, 31) + Number.parseInt(outcome.hash, 16)) >>> 0;
  steps += outcome.steps;
  calls += outcome.calls;
  toolCalls += outcome.toolCalls;
  for (const { fault } of outcome.taken) faults.set(fault, (faults.get(fault) ?? 0) + 1);
  overspent = Math.max(overspent, outcome.overspent);
  played += 1;
  if (values.trace) process.stdout.write(`${outcome.lines.join("\n")}\n`);
  if (outcome.failure === null) continue;
  failures += 1;
  process.stdout.write(`seed ${seed}, step ${outcome.failure.step}: ${outcome.failure.what}\n`);
  if (values.all) continue;
  await explain(outcome);
  break;
}

const seconds = (performance.now() - startedAtMs) / 1000;
const processorSeconds = process.cpuUsage().user / 1e6;
process.stdout.write(
  `${played} histories from seed ${first}: ${steps} steps, ${calls} model calls, ${toolCalls} calls of tools, ${faults.values().reduce((sum, times) => sum + times, 0)} faults, ` +
    `${failures} failures, a limit passed by ${overspent} nano-dollars at most, hash ${hash.toString(16).padStart(8, "0")}, ${seconds.toFixed(1)} s, ${processorSeconds.toFixed(1)} s of processor time\n`,
);
if (values.report) {
  const path = join(import.meta.dirname, "../../docs/reliability.md");
  const day = new Date().toISOString().slice(0, 10);
  const seeds = `${first} to ${first + played - 1}${values.tools ? ", all with tools" : ""}`;
  const run = {
    day,
    seeds,
    histories: played,
    steps,
    modelCalls: calls,
    toolCalls,
    faults,
    seconds: processorSeconds,
    overspent,
    failures,
  };
  writeFileSync(path, withRun(readFileSync(path, "utf8"), run));
}
process.exitCode = failures === 0 ? 0 : 1;

async function explain(outcome: Outcome): Promise<void> {
  const small = await shrink(outcome, part);
  const { without, deeds } = small.part;
  process.stdout.write(
    `${small.outcome.lines
      .filter((line) => !NOISE.test(line))
      .slice(-80)
      .join("\n")}\n` +
      `with ${small.outcome.taken.map(({ fault, nth }) => `${fault}:${nth}`).join(" ") || "no fault"}, in ${small.outcome.steps} steps:\n` +
      `npm run sim -- --seed ${outcome.seed} --histories 1${without.length === 0 ? "" : ` --without ${without.join(",")}`}${deeds === null ? "" : ` --deeds ${deeds.join(",")}`} --trace\n`,
  );
}
