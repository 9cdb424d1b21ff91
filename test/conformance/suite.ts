/** Runs every check beside the others against one server, and tells what was found of each rule. */
import { files } from "./checks/files.ts";
import { frames } from "./checks/frames.ts";
import { identity } from "./checks/identity.ts";
import { kept } from "./checks/kept.ts";
import { money } from "./checks/money.ts";
import { pushes } from "./checks/pushes.ts";
import { stores } from "./checks/stored.ts";
import { together } from "./checks/together.ts";
import { tools } from "./checks/tools.ts";
import { tree } from "./checks/tree.ts";
import { Findings, type Finding } from "./findings.ts";
import { readRules } from "./rules.ts";
import { Target, type Person } from "./server.ts";
import type { Model } from "./shapes.ts";
import { ask, ended, newChat, stranger, words, type Check, type World } from "./world.ts";

export interface Options {
  url: string;
  /** Headers that say who calls; left out: local mode, somebody new. */
  alice?: Person;
  bob?: Person;
  /** Kills the server and starts it again. */
  crash?: () => Promise<void>;
  /** Only checks that look at one of these rules. */
  only?: readonly string[];
}

export type Outcome = Map<string, { says: string; finding: Finding }>;

const CHECKS: readonly Check[] = [
  ...identity,
  ...tree,
  ...frames,
  ...money,
  ...stores,
  ...together,
  ...files,
  ...tools,
  ...kept,
  ...pushes,
];

/** Why a rule that no check looks at is not looked at. */
export const OUT_OF_SIGHT: Record<string, string> = {
  P37: "needs Cloudflare Access and a session that ends",
  P67: "needs another configuration of the server",
  P87: "needs a server of the Model Context Protocol",
  P88: "needs a server of the Model Context Protocol",
  P131: "needs a push service",
  P132: "needs a push service",
  P134: "needs a push service",
};

export async function conform(options: Options): Promise<Outcome> {
  const rules = readRules();
  const findings = new Findings();
  const target = new Target(options.url, (rule, seen) => findings.broken(rule, seen));
  const isLocal = options.alice === undefined;
  const alice = options.alice ?? stranger();
  const { body } = await target.call<{ models: Model[]; default: string }>(alice, "/api/models");
  const models = body.models.filter(({ available }) => available).toSorted((one) => (one.id === body.default ? -1 : 0));
  const world: World = {
    target,
    findings,
    alice,
    bob: options.bob ?? stranger(),
    admin: isLocal ? { "x-tally-dev-user": "admin@localhost" } : null,
    isLocal,
    models,
    crash: options.crash ?? null,
  };
  for (const [rule, why] of Object.entries(OUT_OF_SIGHT)) findings.hidden(rule, why);
  await knowsDirectives(world);
  const isWanted = (check: Check): boolean => options.only === undefined || check.rules.some((rule) => options.only?.includes(rule));
  const wanted = CHECKS.filter(isWanted);
  const together = wanted.filter(({ needs }) => needs !== "crash");
  await Promise.all(together.map((check) => run(check, world)));
  // A crash would be one of everybody's.
  for (const check of wanted.filter(({ needs }) => needs === "crash")) await run(check, world);
  target.closeAll();
  return new Map([...rules].map(([rule, says]) => [rule, { says, finding: findings.of(rule) }]));
}

async function run(check: Check, world: World): Promise<void> {
  const { findings } = world;
  const missing =
    check.needs === "local" && !world.isLocal
      ? "needs people that a header may name (local mode)"
      : check.needs === "crash" && world.crash === null
        ? "needs --crash"
        : null;
  if (missing !== null) {
    for (const rule of check.rules) findings.hidden(rule, missing);
    return;
  }
  try {
    await check.run(world);
  } catch (error) {
    for (const rule of check.rules)
      findings.broken(rule, `could not be looked at: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The answers of this suite's questions prove themselves only where `/gen` is obeyed. */
async function knowsDirectives(world: World): Promise<void> {
  const chat = await newChat(world);
  const answer = await ended(world, chat, await ask(world, chat, "/gen tokens=3"));
  if (answer?.text !== words(3))
    throw new Error('The default model of this server does not obey `/gen tokens=3` (docs/protocol.md, "Whether a server speaks this").');
}
