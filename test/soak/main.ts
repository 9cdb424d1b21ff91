/** `npm run soak`: people at work over a bad network, with `--chaos` on a bad machine too; then everything is compared. */
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { Server } from "../crash/server.ts";
import { Random } from "../fuzz/random.ts";
import { stateFolder } from "../fuzz/state.ts";
import { buildOther, deployNewest, faultsOf, inject, ownDisk, releaseDisk, startAgain, type Machine } from "./chaos.ts";
import { Conversation, type Setting } from "./conversation.ts";
import { databasesOf, load, percentile, residentMb, socketsOf } from "./figures.ts";
import { markdown, write } from "./report.ts";
import { CALM, RoughProxy } from "./rough-proxy.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string" },
    quick: { type: "boolean", default: false },
    conversations: { type: "string" },
    tabs: { type: "string", default: "3" },
    seed: { type: "string", default: String(Date.now() % 100_000) },
    chaos: { type: "boolean", default: false },
    old: { type: "string" },
    write: { type: "boolean", default: false },
  },
});
const minutes = Number(values.minutes ?? (values.quick ? 3 : 30));
const count = Number(values.conversations ?? (values.quick ? 60 : 200));
const seed = Number(values.seed);
/** Megabytes of the disk that may be filled: half an hour of 200 conversations, their imports and files, takes less by itself. */
const DISK_MB = 4_000;
/** A fault each so many milliseconds, on average. */
const FAULT_EVERY_MS = 6_000;
/** After a restart everything comes at once: what that costs is no latency of a token. */
const SETTLES_MS = 5_000;
/** Three questions of a conversation may wait, each for 16 s of words or 10 s of a model that says nothing; all of them at once. */
const REST_WITHIN_MS = 180_000;
/** workerd takes an object out of memory one or two minutes after its last event: its database is closed then. */
const ASLEEP_WITHIN_MS = 240_000;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const old = values.old === undefined ? null : `${resolve(values.old)}/`;
if (old !== null) buildOther(old);
const disk = values.chaos ? mkdtempSync(join(tmpdir(), "tally-disk-")) : null;
const hasOwnDisk = disk !== null && ownDisk(disk, DISK_MB);
const state = hasOwnDisk ? disk : stateFolder("soak");
const server = await Server.start(state, { STALL_MS: "4000", FIRST_BYTE_MS: "6000", MONTHLY_LIMIT_USD: "100000" });
const machine: Machine = { server, state, hasOwnDisk, old, startsAgain: 0 };
async function end(code: number): Promise<never> {
  await server.kill();
  if (hasOwnDisk) releaseDisk(state);
  rmSync(state, { recursive: true, force: true });
  if (disk !== null) rmSync(disk, { recursive: true, force: true });
  process.exit(code);
}
process.on("SIGINT", () => void end(130));
// What nobody foresaw ends the server too.
process.on("uncaughtException", (error) => {
  console.error(error);
  void end(1);
});

type Figures = { mb: number; sockets: number; objects: number };
const figures = (): Figures => ({
  mb: residentMb(server.workerd),
  sockets: socketsOf(server.workerd),
  objects: databasesOf(server.workerd),
});
const fresh = figures();
const network = new Random(seed, -1);
const proxy = await RoughProxy.start(server.base, { delayMs: 60, halves: 0.15, cutAfterMs: 20_000 }, () => network.next());
const deeds = new Map<string, number>();
const faults = new Map<string, number>();
const add = (to: Map<string, number>, what: string): void => void to.set(what, (to.get(what) ?? 0) + 1);
const lags: number[] = [];
let startedAtMs = Date.now();
let failedRequests = 0;
/** What was lost, doubled or forged, and what could not be looked at: sentences. */
const wrong: string[] = [];
/** Why, for the terminal. */
const failures = new Map<string, number>();
const setting: Setting = {
  direct: server.base,
  rough: proxy.base,
  tabs: Number(values.tabs),
  hasModelFaults: values.chaos,
  onLag: (ms) => void (Date.now() - startedAtMs > SETTLES_MS && lags.push(ms)),
  count: (what) => add(deeds, what),
};
const conversations = Array.from({ length: count }, (_, index) => new Conversation(index, new Random(seed, index), setting));
console.log(`Seed ${seed}: ${count} conversations, ${values.tabs} tabs each, ${minutes} minutes${values.chaos ? ", with chaos" : ""}`);
for (const conversation of conversations) await conversation.open();

const until = Date.now() + minutes * 60_000;
const loads = [load()];
async function work(conversation: Conversation, random: Random): Promise<void> {
  while (Date.now() < until) {
    await conversation.step().catch((error: unknown) => {
      failedRequests += 1;
      add(failures, error instanceof Error ? `${error.name} ${String(error.cause ?? "")}`.slice(0, 60) : "unknown");
    });
    await pause(200 + random.below(4_000));
  }
}
async function wreck(random: Random): Promise<void> {
  const possible = faultsOf(machine);
  while (values.chaos) {
    await pause(FAULT_EVERY_MS / 2 + random.below(FAULT_EVERY_MS));
    if (Date.now() > until - FAULT_EVERY_MS) return;
    const fault = random.of(possible);
    add(faults, fault);
    await inject(fault, machine, random).catch(async (error: unknown) => {
      wrong.push(`${fault}: ${error instanceof Error ? error.message : String(error)}`);
      await startAgain(machine);
    });
    startedAtMs = Date.now();
  }
}
const reporting = setInterval(() => {
  loads.push(load());
  console.log(
    `${Math.round((until - Date.now()) / 1000)} s to go, ${[...deeds.values()].reduce((sum, each) => sum + each, 0)} deeds, ${[...faults.values()].reduce((sum, each) => sum + each, 0)} faults, load ${load()}`,
  );
}, 60_000);
await Promise.all([
  ...conversations.map((conversation, index) => work(conversation, new Random(seed, 10_000 + index))),
  wreck(new Random(seed, -2)),
]);
clearInterval(reporting);

// The weather clears, and everything comes to rest by itself.
proxy.weather = CALM;
if (machine.old !== null) await deployNewest(machine);
const restUntil = Date.now() + REST_WITHIN_MS;
while (!conversations.every(({ isAtRest }) => isAtRest) && Date.now() < restUntil) await pause(500);
const restless = conversations.map((conversation) => conversation.describe()).filter((text) => text !== "");
const awake = figures();

wrong.push(...restless);
const unread =
  ({ id }: Conversation) =>
  (error: unknown): { answers: number; characters: number; wrong: string[] } => ({
    answers: 0,
    characters: 0,
    wrong: [`${id} could not be read: ${String(error)}`],
  });
let answers = 0;
let characters = 0;
for (const conversation of conversations) {
  const found = await conversation.verify().catch(unread(conversation));
  answers += found.answers;
  characters += found.characters;
  wrong.push(...found.wrong);
}
for (const conversation of conversations) conversation.close();
proxy.stop();
/** Figures once no object of a conversation is in memory any more. Whoever still is after that time is counted. */
async function untilAsleep(): Promise<Figures> {
  const asleepUntil = Date.now() + ASLEEP_WITHIN_MS;
  while (databasesOf(server.workerd) > fresh.objects && Date.now() < asleepUntil) await pause(1_000);
  return figures();
}
const asleep = await untilAsleep();
// Once more, since a process keeps what it has freed: what a second waking adds would be a leak.
for (const conversation of conversations)
  await conversation.wake().catch((error: unknown) => wrong.push(...unread(conversation)(error).wrong));
const asleepAgain = await untilAsleep();

type Audited = { differences: object[]; next: { person: string; chatId: string | null } | null };
let differences = 0;
for (let query: string | null = ""; query !== null;) {
  const { body }: { body: Audited } = await server.call(`/api/admin/audit?${query}`, { as: "admin@localhost" });
  for (const difference of body.differences) console.log(`DIFFERENT ${JSON.stringify(difference)}`);
  differences += body.differences.length;
  query =
    body.next === null
      ? null
      : String(new URLSearchParams({ after: body.next.person, ...(body.next.chatId === null ? {} : { afterChat: body.next.chatId }) }));
}

const text = markdown({
  seed,
  isChaos: values.chaos,
  minutes,
  conversations: count,
  tabs: setting.tabs,
  cores: cpus().length,
  loads,
  deeds,
  faults,
  network: { "a piece delayed": proxy.counts.delayed, "a piece in two halves": proxy.counts.halved, "a connection cut": proxy.counts.cut },
  answers,
  characters,
  wrong,
  differences,
  lag: { p50: percentile(lags, 0.5), p99: percentile(lags, 0.99), count: lags.length },
  memory: {
    freshMb: fresh.mb,
    awakeMb: awake.mb,
    asleepMb: asleep.mb,
    asleepAgainMb: asleepAgain.mb,
    perWakingKb: ((asleepAgain.mb - asleep.mb) * 1024) / count,
  },
  objects: { fresh: fresh.objects, awake: awake.objects, asleep: asleepAgain.objects },
  sockets: { fresh: fresh.sockets, awake: awake.sockets, asleep: asleep.sockets },
  failedRequests,
  startsAgain: machine.startsAgain,
  notTried: values.chaos
    ? [
        "a clock that jumps and a slow D1 (the simulator has both)",
        ...(hasOwnDisk ? [] : ["a full disk (no disk of its own could be made)"]),
        ...(machine.old === null ? ["another version (`--old <clone>`)"] : []),
      ]
    : [],
  command: `npm run soak -- ${process.argv
    .slice(2)
    .filter((word) => word !== "--write")
    .join(" ")}`.trim(),
  day: new Date().toISOString().slice(0, 10),
});
console.log(text);
for (const [why, times] of failures) console.log(`${times} requests failed: ${why}`);
for (const line of wrong) console.log(`WRONG ${line}`);
if (values.write) write(values.chaos ? "chaos" : "soak", text);
console.log(
  wrong.length === 0 && differences === 0
    ? "Nothing was lost, nothing doubled, the books agree."
    : `${wrong.length} findings, ${differences} differences.`,
);
await end(wrong.length === 0 && differences === 0 ? 0 : 1);
