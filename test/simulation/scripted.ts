/** A history that is written down instead of drawn: nothing goes wrong and nothing takes time but what its script says. */
import { Auditor } from "./auditor.ts";
import type { DeedKind, Plan } from "./deeds.ts";
import { KINDS, type Fault } from "./faults.ts";
import { installGlobals } from "./globals.ts";
import { Liveness } from "./liveness.ts";
import type { ObjectHost } from "./objects.ts";
import { Person } from "./person.ts";
import { Platform } from "./platform.ts";
import { Steady } from "./random.ts";

/** A script that waits for something waits for so many steps. */
const MOST_STEPS = 5_000;

export class Scripted {
  readonly network = new Steady();
  readonly platform = new Platform(1, new Set(KINDS), this.network);
  readonly person = new Person(this.platform);

  /** Conversations as they begin. What is left out: one, asked for, with one tab. */
  begin(conversations: Partial<Plan["conversations"][number]>[] = [{}], suggestions = false): void {
    const usual = { begins: "asked", model: null, temporary: false, tabs: 1, hasTools: false, limitNanoUsd: null } as const;
    this.person.begin({ conversations: conversations.map((wanted) => ({ ...usual, ...wanted })), suggestions, project: null, deeds: [] });
  }

  /** The next chance of each of these is taken. */
  goesWrong(...faults: Fault[]): void {
    for (const fault of faults) this.platform.world.faults.order(fault);
  }

  /** The person does this, in one of the tabs. */
  does(kind: DeedKind, { tab = 0, which = 0 }: { tab?: number; which?: number } = {}): void {
    this.person.do({ number: 0, atMs: 0, kind, tab, which });
  }

  /** A tab loses its line. */
  cut(tab: number): void {
    this.person.tabs[tab]?.cut();
  }

  chat(index = 0): ObjectHost {
    return this.platform.chatHost(`c${index}`);
  }

  /** Runs until something with these words has happened. Throws when it does not. */
  async until(words: RegExp): Promise<void> {
    const { world } = this.platform;
    const from = world.lines.length;
    for (let steps = 0; steps < MOST_STEPS; steps += 1) {
      if (!(await this.#step())) break;
      if (world.lines.slice(from).some((line) => words.test(line))) return;
    }
    throw new Error(`${String(words)} did not happen; last: ${world.lines.slice(-10).join("\n")}`);
  }

  /** Runs until a conversation's rows say so. Throws when they do not. @param query counts what is meant */
  async untilStored(query: string, index = 0): Promise<void> {
    const { storage } = this.chat(index);
    for (let steps = 0; steps < MOST_STEPS; steps += 1) {
      const [row] = storage.tables.has("turn") ? storage.exec<{ n: number }>(query, []).toArray() : [];
      if ((row?.n ?? 0) > 0) return;
      if (!(await this.#step())) break;
    }
    throw new Error(`${query} did not come to be`);
  }

  /** Runs one step. @returns false: nothing is left to be done */
  step(): Promise<boolean> {
    return this.#step();
  }

  /** Runs whatever is due in this time. */
  async pass(ms: number): Promise<void> {
    const { world } = this.platform;
    const endMs = world.nowMs + ms;
    for (let dueMs = world.scheduler.nextDueMs; dueMs !== null && dueMs <= endMs; dueMs = world.scheduler.nextDueMs)
      if (!(await this.#step())) break;
    world.scheduler.nowMs = Math.max(world.nowMs, endMs);
  }

  /** All clocks are ahead at once. */
  jump(ms: number): void {
    this.platform.world.scheduler.nowMs += ms;
  }

  async #step(): Promise<boolean> {
    return this.platform.world.violation === null && (await this.platform.world.scheduler.step());
  }
}

/** Plays it and then lets everything come to rest. @returns what does not hold; null: everything does */
export async function played(script: (history: Scripted) => Promise<void>, history = new Scripted()): Promise<string | null> {
  const { platform, person } = history;
  const { world } = platform;
  const takeBack = installGlobals(platform);
  try {
    const auditor = new Auditor(platform, person);
    world.audit = () => auditor.look();
    await script(history);
    if (world.violation === null) await new Liveness(platform, person).run();
  } finally {
    takeBack();
    platform.close();
  }
  return world.violation?.message ?? null;
}
