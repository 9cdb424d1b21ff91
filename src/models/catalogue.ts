/**
 * The catalogue: all models from the table and the configuration, which of them may be used, and the default one.
 */
import type { ModelInfo } from "../protocol/http.ts";
import { embeddedModels, thirdPartyModels } from "./catalogue-config.ts";
import { AS_OF, type CatalogueRow, MAKERS, ROWS } from "./catalogue-data.ts";
import type { CatalogueModel } from "./model.ts";
import { createPrice, usdPerMTok } from "./money.ts";

export type { CatalogueModel } from "./model.ts";

export interface CatalogueSettings {
  /** Offer the embedded models: local mode only. */
  embedded: boolean;
  /** Models on Cloudflare can be reached: false in local mode without credentials. */
  cloudflare: boolean;
  /** The account has the paid Workers plan; null: not known, nothing is held back. */
  paidPlan: boolean | null;
  /** Id of the default model. Where it is not available, the first available model that is not simulated takes its place. */
  defaultModel: string;
  /** Ids, comma-separated, `*` at the end for all that begin so (`@cf/*, openai/gpt-5`). Empty: everything. */
  allow: string;
  /** JSON, see `thirdPartyModels`. */
  thirdParty: string;
  /** Models on one's own machine: local mode only. */
  local: readonly CatalogueModel[];
  /** A local model by its id while servers have not answered yet; null: not a local id. Left out: every server has answered. */
  notSeenYet?(id: string): CatalogueModel | null;
}

export interface Catalogue {
  /** Every chat model, the unavailable ones with the reason. `allow`: a further allow-list, one person's. */
  list(allow?: string): ModelInfo[];
  /** The model with that id, whether it may be used or not; null: unknown. */
  find(id: string): CatalogueModel | null;
  /** Why the model may not be used, as a sentence for the person; null: it may. */
  unavailable(model: CatalogueModel, allow?: string): string | null;
  /** The default model; null only when none is available. */
  readonly default: CatalogueModel | null;
  /** The first of these ids that may be used, else the default, else any that may. `allow` as in `list`. */
  startingModel(allow: string, wishes: readonly string[]): CatalogueModel | null;
  /** The available model with the lowest output price, among those that `suits` accepts. `allow` as in `list`. */
  cheapest(allow?: string, suits?: (model: CatalogueModel) => boolean): CatalogueModel | null;
  /** The day of the price table, ISO 8601. */
  readonly asOf: string;
  /** Entries of the configuration that could not be read, for the log: ids and field names. */
  readonly problems: readonly string[];
}

/** Default maximum of output tokens, reasoning included. */
const MAX_OUTPUT = 4096;
const MAX_OUTPUT_REASONING = 16_384;

function fromRow(row: CatalogueRow): CatalogueModel {
  const can = row.can ?? [];
  const wanted = can.includes("reasoning") ? MAX_OUTPUT_REASONING : MAX_OUTPUT;
  return {
    id: `@cf/${row.id}`,
    name: row.name,
    provider: MAKERS[row.id.split("/")[0] ?? ""] ?? "Workers AI",
    wire: "workers-ai",
    contextWindow: row.window,
    // Never more than a quarter of the window: the rest is for the conversation.
    maxOutputTokens: row.window === null ? MAX_OUTPUT / 2 : Math.min(wanted, Math.floor(row.window / 4)),
    capabilities: can,
    price: row.price === null ? null : createPrice({ input: row.price[0], cachedInput: row.price[1], output: row.price[2] }),
    temperature: row.hottest === undefined ? null : { min: 0, max: row.hottest },
    maxTokensField: row.body === "chat" ? "max_completion_tokens" : "max_tokens",
    requiresPaidPlan: row.paid === true,
    retired: row.retired ?? null,
    simulated: false,
    reach: "cloudflare",
    asOf: AS_OF,
  };
}

/** Whether a comma-separated allow-list lets an id through; an empty list lets everything. */
export function isAllowed(id: string, allow: string): boolean {
  const patterns = allow.split(",").map((pattern) => pattern.trim());
  const meant = patterns.filter((pattern) => pattern !== "");
  return meant.length === 0 || meant.some((pattern) => (pattern.endsWith("*") ? id.startsWith(pattern.slice(0, -1)) : id === pattern));
}

export function createCatalogue(settings: CatalogueSettings): Catalogue {
  const thirdParty = thirdPartyModels(settings.thirdParty);
  const models = [
    ...(settings.embedded ? embeddedModels() : []),
    ...settings.local,
    ...ROWS.filter((row) => row.chat !== false).map(fromRow),
    ...thirdParty.models,
  ];
  const byId = new Map(models.map((model) => [model.id, model]));

  function unavailable(model: CatalogueModel, allow = ""): string | null {
    if (model.retired !== null) {
      const successor = model.retired.successor;
      return `Retired on ${model.retired.on}.${successor === null ? "" : ` Suggested instead: ${byId.get(successor)?.name ?? successor}.`}`;
    }
    if (model.price === null) return "No price is published for this model, so what it costs could not be accounted.";
    if (model.unable !== undefined) return model.unable;
    if (!isAllowed(model.id, settings.allow) || !isAllowed(model.id, allow)) return "Not on the list of models allowed here.";
    if (model.reach === "cloudflare" && !settings.cloudflare) return "Needs a Cloudflare account: start with REMOTE_AI=1, or deploy.";
    if (model.requiresPaidPlan && settings.paidPlan === false) return "Needs the paid Workers plan.";
    return null;
  }

  function info(model: CatalogueModel, allow?: string): ModelInfo {
    const reason = unavailable(model, allow);
    const { id, name, provider, contextWindow, capabilities, price, simulated } = model;
    return {
      id,
      name,
      provider,
      contextWindow,
      capabilities: [...capabilities],
      priceUsdPerMTok:
        price === null
          ? null
          : {
              input: usdPerMTok(price.input),
              cachedInput: price.cachedInput === null ? null : usdPerMTok(price.cachedInput),
              output: usdPerMTok(price.output),
            },
      available: reason === null,
      ...(reason === null ? {} : { reason }),
      simulated,
    };
  }

  const available = models
    .filter((model) => unavailable(model) === null)
    // Real models come before simulated ones.
    .toSorted((a, b) => Number(a.simulated) - Number(b.simulated));
  const wanted = byId.get(settings.defaultModel);
  const fallback = available[0] ?? null;

  return {
    list: (allow) => models.map((model) => info(model, allow)),
    find: (id) => byId.get(id) ?? settings.notSeenYet?.(id) ?? null,
    unavailable,
    default: wanted !== undefined && unavailable(wanted) === null ? wanted : fallback,
    startingModel(allow, wishes) {
      const wished = [...wishes, settings.defaultModel].map((id) => byId.get(id)).filter((model) => model !== undefined);
      return [...wished, ...available].find((model) => unavailable(model, allow) === null) ?? null;
    },
    cheapest(allow, suits = () => true) {
      const allowed = available.filter((model) => unavailable(model, allow) === null && suits(model));
      return allowed.toSorted((a, b) => Number((a.price?.output ?? 0n) - (b.price?.output ?? 0n)))[0] ?? null;
    },
    asOf: AS_OF,
    problems: thirdParty.problems,
  };
}
