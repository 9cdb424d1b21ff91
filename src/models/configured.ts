/** The catalogue and the AI binding of this deployment, as the Worker's environment describes them. */
import { settingProblems, variable } from "../settings.ts";
import { isAiService, overRpc, type AiBinding } from "./binding.ts";
import { createCatalogue, type Catalogue, type CatalogueModel } from "./catalogue.ts";

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

/** How long a list of models waits for servers on one's own machine; slower ones are in the next list. Milliseconds. */
export const LOOK_MS = 700;

/** Asks the servers on one's own machine for their models. @returns true while one of them has not answered */
export async function lookForLocalModels(env: Env, waitUntil: (promise: Promise<void>) => void): Promise<boolean> {
  const local = localOfferOf(env);
  if (local === null) return false;
  const looking = local.look();
  waitUntil(looking);
  await Promise.race([looking, new Promise((resolve) => setTimeout(resolve, LOOK_MS))]);
  return local.isAsking;
}

let cached: { key: string; catalogue: Catalogue } | null = null;

/** The catalogue of this configuration, cached until something of it changes. */
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

/** Settings that cannot be read, as sentences with their names and values; no text of a person. */
export function configurationProblems(env: Env): string[] {
  return [...settingProblems((name) => variable(env, name)), ...catalogueOf(env).problems];
}

/** The AI binding; in local mode `local/…` models are asked of the server on one's own machine instead. */
export function aiOf(env: Env): AiBinding {
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
