/**
 * Parses servers' lists of models entry by entry: a malformed one is left out and reported, and the others are kept. Pure.
 * Names are foreign text, so they are looked up in Maps only.
 */
import { field, isObject, type JsonObject } from "../models/json.ts";
import type { ServerKind } from "./address.ts";
import { otherPurposeOf } from "./model-names.ts";

export interface ListedModel {
  /** As the server wants to be asked for it. */
  name: string;
  /** Tokens, question and answer together, as the server has it loaded; null: it does not say. */
  window: number | null;
  /** In memory now: it answers without loading first. */
  isLoaded: boolean;
  /** In the catalogue's terms. */
  capabilities: readonly string[];
}

export interface ModelList {
  models: ListedModel[];
  /** What is not offered, each with its reason: `nomic-embed-text (embeddings)`. */
  leftOut: string[];
  /** Entries that are no model with a usable name. */
  oddEntries: number;
}

/** Details of a model from the server's own routes. */
export interface ModelDetail {
  window?: number | null;
  isLoaded?: boolean;
  vision?: boolean;
  /** False: it says that the model knows no tools. Left out: it does not say, and the model is offered them until it refuses. */
  tools?: boolean;
  /** What the server says it is for; left out: it does not say, and the name decides. `chat` or another purpose. */
  purpose?: string;
}

/** Models of one server that are read; further ones count as malformed. */
const MAX_MODELS = 1_000;
/** Beside `local/` and a server's name an id of the protocol (200 characters) has room for so many. */
const MAX_NAME = 150;

/** A count of tokens; null for anything else. */
export const tokensOf = (value: unknown): number | null =>
  typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : null;

const isName = (value: unknown): value is string =>
  typeof value === "string" && value.length <= MAX_NAME && value.trim() === value && value !== "" && !/[\p{C}\p{Zl}\p{Zp}]/u.test(value);

/** Entries with their names where OpenAI has them. Some servers call the name otherwise, or list nothing but names. */
function withIds(entries: readonly unknown[]): readonly unknown[] {
  const areNames = entries.every((entry) => typeof entry === "string");
  return entries.map((entry) => {
    if (areNames) return { id: entry };
    return isObject(entry) && entry["id"] === undefined ? { ...entry, id: entry["model"] ?? entry["name"] } : entry;
  });
}

/**
 * The entries of `GET /v1/models`; null: the response is no such list. Together's is a bare array, others have `models` in
 * place of `data`, as Ollama's own route has: those count where they name a model.
 */
export function entriesOf(body: unknown): readonly unknown[] | null {
  const data = field(body, "data");
  if (Array.isArray(data)) return withIds(data);
  // An Ollama without models has been seen to answer null.
  if (data === null && field(body, "object") === "list") return [];
  const other = Array.isArray(body) ? body : field(body, "models");
  const entries = Array.isArray(other) ? withIds(other) : [];
  return namesOf(entries).length > 0 ? entries : null;
}

/** The kind of server, by the owner that the entries name; null: they name none. */
export function kindOfEntries(entries: readonly unknown[]): ServerKind | null {
  const owners = new Set(entries.map((entry) => field(entry, "owned_by")));
  if (owners.has("vllm")) return "vllm";
  if (owners.has("llamacpp")) return "llama.cpp";
  if (owners.has("organization_owner")) return "lm-studio";
  return owners.has("library") ? "ollama" : null;
}

/** The names in the list, in its order, each once. */
export function namesOf(entries: readonly unknown[]): string[] {
  return [...new Set(entries.slice(0, MAX_MODELS).map((entry) => field(entry, "id")))].filter(isName);
}

/** The window that vLLM (`max_model_len`) or llama.cpp (`meta.n_ctx`, of one slot; seen live) tells in the list itself. */
const windowOfEntry = (entry: JsonObject): number | null => tokensOf(entry["max_model_len"]) ?? tokensOf(field(entry["meta"], "n_ctx"));

/** @param details by name, from the server's own routes */
export function parseModelList(entries: readonly unknown[], details: ReadonlyMap<string, ModelDetail>): ModelList {
  const models = new Map<string, ListedModel>();
  const leftOut = new Map<string, string>();
  let oddEntries = Math.max(0, entries.length - MAX_MODELS);
  for (const entry of entries.slice(0, MAX_MODELS)) {
    const name = field(entry, "id");
    if (!isObject(entry) || !isName(name)) {
      oddEntries += 1;
      continue;
    }
    const detail = details.get(name) ?? {};
    const purpose = detail.purpose ?? otherPurposeOf(name) ?? "chat";
    if (purpose !== "chat") {
      leftOut.set(name, `${name} (${purpose})`);
      continue;
    }
    models.set(name, {
      name,
      window: detail.window ?? windowOfEntry(entry),
      isLoaded: detail.isLoaded ?? false,
      capabilities: [...(detail.vision === true ? ["vision"] : []), ...(detail.tools === false ? [] : ["tools"])],
    });
  }
  // What is in memory answers at once: it is offered first.
  const sorted = [...models.values()].toSorted((a, b) => Number(b.isLoaded) - Number(a.isLoaded));
  return { models: sorted, leftOut: [...leftOut.values()], oddEntries };
}
