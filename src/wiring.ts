/**
 * Connects the rooms: turns the Worker's environment into the ports of each room, so that no room imports another's object
 * and tests pass their own. The only file that knows the names of the bindings.
 */
import { Buffer } from "node:buffer";
import type { Patience, Ports } from "./chat/ports.ts";
import type { DocumentReader } from "./files/document.ts";
import type { Catalogue } from "./models/catalogue.ts";
import { aiOf, catalogueOf } from "./models/configured.ts";
import { usdToNano } from "./models/money.ts";
import { hasMarkdown, markdownReader } from "./models/to-markdown.ts";
import { toolPortOf } from "./tool-port.ts";
import type { Place } from "./protocol/wallet.ts";
import { inOrder } from "./ordered-calls.ts";
import { accountOf, searchOf } from "./rooms.ts";
import { Rush } from "./rush.ts";
import { milliseconds, retentionDaysIn, variable } from "./settings.ts";
import { enterShare, removeShare, removeSharesOf } from "./sharing/directory.ts";
import { storeSummaries } from "./spend/store.ts";

/** How long a model may send nothing: longer before its first token, when it may be thinking, than after it. */
const PATIENCE: Patience = { firstByteMs: 120_000, stallMs: 60_000 };
/** A local server may first load 40 GB, queue silently, and read a long question slowly. */
const LOCAL_PATIENCE: Patience = { firstByteMs: 600_000, stallMs: 180_000 };
/** Random bytes of a share's name, so that it cannot be guessed. */
const SHARE_ID_BYTES = 24;
const NANO_PER_USD = 1_000_000_000;

/** Whether searches are simulated: true where the embedded AI stands in for the binding. */
export const isSearchSimulated = (env: Env): boolean => variable(env, "AI_IS_SERVICE") === "1";

/**
 * The wallet, called in order: otherwise a report could arrive after a hold that was asked for later, and release it.
 */
function walletOf(env: Env, owner: () => string): Ports["wallet"] {
  const ask = inOrder(() => accountOf(env, owner()));
  // A report may arrive twice, or after its object has crashed, so each carries its number.
  const by = crypto.randomUUID();
  let nth = 0;
  const place = (): Place => ({ by, nth: (nth += 1) });
  return {
    hold: (request) => {
      const asked = { ...request, place: place() };
      return ask(async (account) => account.hold(asked));
    },
    report: (report) => {
      const placed = { ...report, place: place() };
      return ask(async (account) => account.report(placed));
    },
    startingWith: (projectId) => ask(async (account) => account.startingWith(projectId)),
  };
}

/** Calls back after so many milliseconds; @returns the way to call it off. */
function laterOf(ms: number, callback: () => void): () => void {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
}

/** One for all objects of a process, which share their environment. */
const rushes = new WeakMap<Env, Rush>();

function rushOf(env: Env): Rush {
  const known = rushes.get(env) ?? new Rush();
  rushes.set(env, known);
  return known;
}

let localDocuments: DocumentReader | null = null;

/** Called once by the local entry: what reads documents where there is no account. */
export function offerDocuments(read: DocumentReader): void {
  localDocuments = read;
}

/** A conversation's ports. `owner` is a function, because the object's name is not known in its constructor. */
export function portsOf(env: Env, owner: () => string): Ports {
  return {
    now: () => Date.now(),
    newId: () => crypto.randomUUID(),
    newShareId: () => Buffer.from(crypto.getRandomValues(new Uint8Array(SHARE_ID_BYTES))).toString("base64url"),
    after: laterOf,
    untilListedMs: () => rushOf(env).begins(Date.now()),
    wallet: walletOf(env, owner),
    shelf: {
      remove: async (chatId) => {
        await accountOf(env, owner()).deleteChat(chatId, "temporary");
      },
    },
    spend: { store: (summaries) => storeSummaries(env.DB, summaries) },
    directory: {
      enter: (entry) => enterShare(env.DB, entry),
      remove: (shareId) => removeShare(env.DB, shareId),
      removeAll: (person, chatId) => removeSharesOf(env.DB, person, chatId),
    },
    search: {
      turn: async (chatId) => searchOf(env, owner()).turn(chatId),
      report: async (report) => searchOf(env, owner()).report(report),
    },
    tools: toolPortOf(
      env,
      () => accountOf(env, owner()),
      () => crypto.randomUUID(),
    ),
    ai: aiOf(env),
    readDocument: localDocuments ?? markdownReader(hasMarkdown(env.AI) ? env.AI : null, laterOf),
    gatewayId: env.GATEWAY_ID,
    get catalogue() {
      return catalogueOf(env);
    },
    patienceWith: ({ id }) => {
      const usual = id.startsWith("local/") ? LOCAL_PATIENCE : PATIENCE;
      return {
        firstByteMs: milliseconds(env, "FIRST_BYTE_MS", usual.firstByteMs),
        stallMs: milliseconds(env, "STALL_MS", usual.stallMs),
      };
    },
  };
}

/** `retentionDays`: the default for people who have chosen none; null: keep. `retentionLimitDays`: the longest that may be chosen; null: no limit. */
export type AccountSettings = {
  retentionDays: number | null;
  retentionLimitDays: number | null;
  defaultLimitNanoUsd: number;
  readonly catalogue: Catalogue;
  now: () => number;
};

export function accountSettings(env: Env): AccountSettings {
  return {
    defaultLimitNanoUsd: usdToNano(env.MONTHLY_LIMIT_USD) ?? 10 * NANO_PER_USD,
    get catalogue() {
      return catalogueOf(env);
    },
    now: () => Date.now(),
    retentionDays: retentionDaysIn(variable(env, "RETENTION_DAYS")),
    retentionLimitDays: retentionDaysIn(variable(env, "RETENTION_LIMIT_DAYS")),
  };
}
