/**
 * Where the rooms meet: turns the Worker's environment into what each room asks for, so that no room imports another's
 * object and tests pass their own. The only file that knows the names of the bindings.
 */
import { Buffer } from "node:buffer";
import type { Account } from "./account/account.ts";
import type { Chat } from "./chat/chat.ts";
import type { Patience, Ports } from "./chat/ports.ts";
import type { SearchIndex } from "./search/search-index.ts";
import { isAiService, overRpc, type AiBinding } from "./models/binding.ts";
import { createCatalogue, type Catalogue, type CatalogueModel } from "./models/catalogue.ts";
import { usdToNano } from "./models/money.ts";
import { inOrder } from "./ordered-calls.ts";
import { settingProblems } from "./settings.ts";
import { enterShare, removeShare, removeSharesOf } from "./sharing/directory.ts";
import { storeSummaries } from "./spend/store.ts";

/** Silence after which a model is given up: before its first word it may think for long, after it hardly. */
const PATIENCE: Patience = { firstByteMs: 120_000, stallMs: 60_000 };
/** One's own machine may load 40 GB first, has a queue without a word about it, and reads a long question slowly. */
const LOCAL_PATIENCE: Patience = { firstByteMs: 600_000, stallMs: 180_000 };
/** Of a share's name: nobody guesses it. */
const SHARE_ID_BYTES = 24;
const NANO_PER_USD = 1_000_000_000;

/** Variables that exist in local mode alone or are optional: read as text, missing is empty. */
export function variable(env: Env, name: string): string {
  const value: unknown = Reflect.get(env, name);
  return typeof value === "string" ? value : "";
}

/** The models on one's own machine, as the local entry finds them. A deployed Worker has none. */
export interface LocalOffer {
  /** Changes whenever `models` does. */
  readonly revision: number;
  readonly models: readonly CatalogueModel[];
  notSeenYet(id: string): CatalogueModel | null;
  readonly isAsking: boolean;
  /** Asks every server again. Never throws. */
  look(): Promise<void>;
  over(ai: AiBinding): AiBinding;
}

let localOfferOf: (env: Env) => LocalOffer | null = () => null;

/** Called once by the local entry: where local models come from. */
export function offerLocalModels(offerOf: (env: Env) => LocalOffer): void {
  localOfferOf = offerOf;
}

/** The list of models waits so long for servers on one's own machine; later ones are in the next list. Milliseconds. */
export const LOOK_MS = 700;

/** Asks the servers on one's own machine what they have now. True: one of them has not answered yet. */
export async function lookForLocalModels(env: Env, waitUntil: (promise: Promise<void>) => void): Promise<boolean> {
  const local = localOfferOf(env);
  if (local === null) return false;
  const looking = local.look();
  waitUntil(looking);
  await Promise.race([looking, new Promise((resolve) => setTimeout(resolve, LOOK_MS))]);
  return local.isAsking;
}

let cached: { key: string; catalogue: Catalogue } | null = null;

/** The catalogue of this configuration; made anew only when something of it changes. */
export function catalogueOf(env: Env): Catalogue {
  const settings = {
    embedded: variable(env, "EMBEDDED_MODELS") === "1",
    cloudflare: variable(env, "EMBEDDED_MODELS") !== "1" || variable(env, "REMOTE_AI") === "1",
    paidPlan: variable(env, "PAID_PLAN") === "" ? null : variable(env, "PAID_PLAN") === "1",
    defaultModel: variable(env, "DEFAULT_MODEL"),
    allow: variable(env, "ALLOWED_MODELS"),
    thirdParty: variable(env, "THIRD_PARTY_MODELS"),
  };
  const local = localOfferOf(env);
  const key = JSON.stringify([settings, local?.revision]);
  if (cached?.key !== key) {
    const found = local === null ? { local: [] } : { local: local.models, notSeenYet: (id: string) => local.notSeenYet(id) };
    cached = { key, catalogue: createCatalogue({ ...settings, ...found }) };
  }
  return cached.catalogue;
}

/** What of the configuration cannot be read: names of settings and what they were set to, no word of a person. */
export function configurationProblems(env: Env): string[] {
  return [...settingProblems((name) => variable(env, name)), ...catalogueOf(env).problems];
}

/** Every model that may be asked. `allow`: one person's list. */
export function availableModels(catalogue: Catalogue, allow: string): CatalogueModel[] {
  return catalogue
    .list(allow)
    .filter((info) => info.available)
    .map((info) => catalogue.find(info.id))
    .filter((model) => model !== null);
}

/** Whether a stand-in answers searches: where the embedded AI stands in for the binding. */
export const isSearchSimulated = (env: Env): boolean => variable(env, "AI_IS_SERVICE") === "1";

/** The AI binding; in local mode `local/…` models are asked of the server on one's own machine instead. */
function aiOf(env: Env): AiBinding {
  const binding: unknown = env.AI;
  const ai = variable(env, "AI_IS_SERVICE") === "1" && isAiService(binding) ? overRpc(binding) : isAi(binding) ? binding : unavailableAi;
  return localOfferOf(env)?.over(ai) ?? ai;
}

function isAi(value: unknown): value is AiBinding {
  return typeof value === "object" && value !== null && "run" in value && "gateway" in value;
}

/** A deployment without the binding: every call fails with a sentence instead of an exception. */
const unavailableAi: AiBinding = {
  run: () => Promise.reject(new Error("2001: no AI binding is configured")),
  gateway: () => ({ getLog: () => Promise.reject(new Error("no AI binding is configured")) }),
};

export const chatNameOf = (person: string, chatId: string): string => `${person}/${chatId}`;

export function chatOf(env: Env, person: string, chatId: string): DurableObjectStub<Chat> {
  return env.CHAT.getByName(chatNameOf(person, chatId));
}

/** No conversation: whoever asks for one that cannot be named is answered by this object, on the same way as any other. */
export function nowhereOf(env: Env): DurableObjectStub<Chat> {
  return chatOf(env, "", "nowhere");
}

export function accountOf(env: Env, person: string): DurableObjectStub<Account> {
  return env.ACCOUNT.getByName(person);
}

export function searchOf(env: Env, person: string): DurableObjectStub<SearchIndex> {
  return env.SEARCH.getByName(person);
}

function milliseconds(env: Env, name: string, otherwise: number): number {
  const value = Number(variable(env, name));
  return Number.isFinite(value) && value > 0 ? value : otherwise;
}

/**
 * The wallet, asked and told in the order of the calls: a report that is on its way can never overtake the hold that
 * was asked for after it, and release it.
 */
function walletOf(env: Env, owner: () => string): Ports["wallet"] {
  const ask = inOrder(() => accountOf(env, owner()));
  return {
    hold: (request) => ask(async (account) => account.hold(request)),
    report: (report) => ask(async (account) => account.report(report)),
    startingWith: () => ask(async (account) => account.startingWith()),
  };
}

/** What a conversation needs of the world. `owner` is asked for late: the object's name is not known in its constructor. */
export function portsOf(env: Env, owner: () => string): Ports {
  return {
    now: () => Date.now(),
    newId: () => crypto.randomUUID(),
    newShareId: () => Buffer.from(crypto.getRandomValues(new Uint8Array(SHARE_ID_BYTES))).toString("base64url"),
    after: (ms, callback) => {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
    wallet: walletOf(env, owner),
    shelf: {
      remove: async (chatId) => {
        await accountOf(env, owner()).deleteChat(chatId);
      },
    },
    spend: { store: (summaries) => storeSummaries(env.DB, summaries) },
    directory: {
      enter: (entry) => enterShare(env.DB, entry),
      remove: (shareId) => removeShare(env.DB, shareId),
      removeAll: (person, chatId) => removeSharesOf(env.DB, person, chatId),
    },
    search: { report: async (report) => searchOf(env, owner()).report(report) },
    ai: aiOf(env),
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

export type AccountSettings = { defaultLimitNanoUsd: number; readonly catalogue: Catalogue; now: () => number };

export function accountSettings(env: Env): AccountSettings {
  return {
    defaultLimitNanoUsd: usdToNano(env.MONTHLY_LIMIT_USD) ?? 10 * NANO_PER_USD,
    get catalogue() {
      return catalogueOf(env);
    },
    now: () => Date.now(),
  };
}
