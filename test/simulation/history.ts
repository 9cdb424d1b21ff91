/** One history: a seed is all of it. */
import { Auditor } from "./auditor.ts";
import { planOf } from "./deeds.ts";
import type { Taken } from "./faults.ts";
import { installGlobals } from "./globals.ts";
import { Liveness } from "./liveness.ts";
import type { ObjectHost } from "./objects.ts";
import { Person } from "./person.ts";
import { Platform } from "./platform.ts";

/** What is left out of it: kinds of faults and single ones, and all deeds but these (null: none). `tools`: every conversation has them. */
export type Part = { without: readonly string[]; deeds: readonly number[] | null; tools?: boolean };
export const WHOLE: Part = { without: [], deeds: null };

export type Outcome = {
  seed: number;
  /** Of everything that happened, in its order. */
  hash: string;
  steps: number;
  /** What does not hold, and at which step. */
  failure: { what: string; step: number } | null;
  taken: readonly Taken[];
  deeds: readonly number[];
  calls: number;
  /** Calls of tools that were really done. */
  toolCalls: number;
  /** By how much a limit was passed at most. Nano-dollars. */
  overspent: number;
  /** The last lines of the trace. */
  lines: readonly string[];
};

/** For how long things go wrong after the last deed. Milliseconds. */
const ROUGH_MS = 60_000;
const MOST_STEPS = 20_000;
/** Clocks jump by as much. Milliseconds. */
const JUMP_MS = 700_000;

export async function runHistory(seed: number, { without, deeds, tools = false }: Part = WHOLE): Promise<Outcome> {
  const platform = new Platform(seed, new Set(without));
  const { world } = platform;
  const takeBack = installGlobals(platform);
  const rejections: unknown[] = [];
  const onRejection = (reason: unknown): void => void rejections.push(reason);
  process.on("unhandledRejection", onRejection);
  const person = new Person(platform);
  const auditor = new Auditor(platform, person);
  const plan = planOf(world.random.fork("deeds"), deeds === null ? null : new Set(deeds), tools);
  try {
    world.audit = () => {
      auditor.look();
      if (rejections.length > 0) world.fail(`a promise was rejected and nobody looked: ${String(rejections[0])}`);
    };
    person.begin(plan);
    const endMs = world.nowMs + (plan.deeds.at(-1)?.atMs ?? 0) + ROUGH_MS;
    while (world.violation === null && world.scheduler.steps < MOST_STEPS) {
      const dueMs = world.scheduler.nextDueMs;
      if (dueMs === null || dueMs > endMs) break;
      misfortune(platform, person);
      await world.scheduler.step();
    }
    if (world.violation === null) await new Liveness(platform, person).run();
  } finally {
    process.off("unhandledRejection", onRejection);
    takeBack();
    platform.close();
  }
  return {
    seed,
    hash: world.hash,
    steps: world.scheduler.steps,
    failure: world.violation === null ? null : { what: world.violation.message, step: world.scheduler.steps },
    taken: world.faults.taken,
    deeds: plan.deeds.map(({ number }) => number),
    calls: platform.model.calls.length,
    toolCalls: platform.web.searches.size + platform.web.notes.size,
    overspent: auditor.overspent,
    lines: world.lines,
  };
}

/** What may happen to anybody between two steps. */
function misfortune(platform: Platform, person: Person): void {
  const { world } = platform;
  const living = platform.hosts.filter(({ instance }) => instance !== null);
  const any = (): ObjectHost | undefined => living[world.network.between(0, Math.max(0, living.length - 1))];
  if (world.hit("crash")) any()?.crash("crash");
  if (world.hit("evict")) any()?.evict();
  if (world.hit("deploy")) for (const host of living) host.crash("crash");
  if (world.hit("storage-fails")) {
    const host = any();
    if (host !== undefined) host.storage.failures = world.network.between(1, 3);
  }
  if (world.hit("cut")) person.tabs[world.network.between(0, Math.max(0, person.tabs.length - 1))]?.cut();
  if (world.hit("clock-jumps")) world.scheduler.nowMs += world.network.between(1_000, JUMP_MS);
}
