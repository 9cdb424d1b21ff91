/** The models of all servers as entries of the catalogue: each with a unique id, its price and its window. Pure. */
import { AS_OF } from "../models/catalogue-data.ts";
import type { CatalogueModel } from "../models/model.ts";
import type { Price } from "../models/money.ts";
import { KIND_NAMES, type ServerKind } from "./address.ts";
import type { ListedModel } from "./model-list.ts";
import { shownName } from "./model-names.ts";
import { plainName, type GivenPrices } from "./prices.ts";
import { serverName } from "./probe.ts";

export const PREFIX = "local/";

/** A server that has been seen, and whether it answers now. */
export interface KnownServer {
  url: string;
  key: string;
  kind: ServerKind | null;
  models: readonly ListedModel[];
  answers: boolean;
}

export interface Offer {
  models: readonly CatalogueModel[];
  /** By id: the server, and the model's name there. */
  routes: ReadonlyMap<string, { server: KnownServer; name: string }>;
}

const FREE: Price = { input: 0n, cachedInput: null, output: 0n };
/** Tokens of an answer of a local model at most; what is left of a small window is less, see models/context.ts. */
const MAX_OUTPUT = 4096;

function modelOf(id: string, name: string, listed: ListedModel | null, server: KnownServer | null, prices: GivenPrices): CatalogueModel {
  const given = prices.byName?.get(plainName(name));
  const known = given !== undefined && "price" in given ? given : null;
  const contextWindow = known?.contextWindow ?? listed?.window ?? null;
  const unable = whyNot(given, server, prices);
  return {
    id,
    name: shownName(name),
    provider: server?.kind == null ? "Local" : `Local · ${KIND_NAMES[server.kind]}`,
    wire: "openai",
    contextWindow,
    maxOutputTokens: Math.min(MAX_OUTPUT, contextWindow ?? MAX_OUTPUT),
    capabilities: listed?.capabilities ?? [],
    price: known?.price ?? FREE,
    temperature: null,
    // Ollama, llama.cpp, vLLM and LM Studio all know the older name.
    maxTokensField: "max_tokens",
    requiresPaidPlan: false,
    retired: null,
    simulated: false,
    reach: "local",
    asOf: AS_OF,
    ...(unable === null ? {} : { unable }),
  };
}

function whyNot(given: { unreadable: string } | object | undefined, server: KnownServer | null, prices: GivenPrices): string | null {
  if (prices.byName === null) return "LOCAL_AI_PRICES cannot be read, so what it costs could not be accounted.";
  if (given !== undefined && "unreadable" in given) return `Its price in LOCAL_AI_PRICES cannot be read: ${given.unreadable}.`;
  return server === null || server.answers ? null : `${capital(serverName(server.kind, server.url))} does not answer just now.`;
}

const capital = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);

/** The id of a model: `local/<name>`, and where another server has that name already, with the server behind it. */
function idOf(name: string, server: KnownServer, taken: { has(id: string): boolean }): string | null {
  const { host } = new URL(server.url);
  const ids = [name, ...(server.kind === null ? [] : [`${name}@${server.kind}`]), `${name}@${host}`].map((each) => PREFIX + each);
  return ids.find((id) => !taken.has(id)) ?? null;
}

export function offerOf(servers: readonly KnownServer[], prices: GivenPrices): Offer {
  const models: CatalogueModel[] = [];
  const routes = new Map<string, { server: KnownServer; name: string }>();
  for (const server of servers) {
    for (const listed of server.models) {
      const id = idOf(listed.name, server, routes);
      if (id === null) continue;
      routes.set(id, { server, name: listed.name });
      models.push(modelOf(id, listed.name, listed, server, prices));
    }
  }
  return { models, routes };
}

/** A model by an id that was offered before this server began, while no server has been asked yet. */
export function modelNotSeenYet(id: string, prices: GivenPrices): CatalogueModel | null {
  return id.startsWith(PREFIX) && id !== PREFIX ? modelOf(id, id.slice(PREFIX.length), null, null, prices) : null;
}
