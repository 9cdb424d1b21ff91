/**
 * Details of models from each kind of server's own routes, above all the context window. Ollama silently cuts a prompt that
 * is longer than its window, and OpenAI's route cannot set the window; so it is looked up, and never more is sent. Where a
 * route is missing or responds with something else, only its details are missing.
 */
import { field, isObject } from "../models/json.ts";
import type { ServerKind } from "./address.ts";
import { tokensOf, type ModelDetail } from "./model-list.ts";

/** Asks one of the server's own routes; undefined where no JSON came in time. */
export type AskRoute = (path: string, body?: object) => Promise<unknown>;

/** The default window of Ollama and LM Studio. Tokens. */
const USUAL_WINDOW = 4096;
/** Models an Ollama is asked about one by one, and how many at a time. */
const MAX_SHOWN = 256;
const AT_ONCE = 8;

const arrayOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** `GET /api/v0/models`: `type` llm, vlm or embeddings, `state`, `loaded_context_length`, `max_context_length`. */
function lmStudioDetails(body: unknown): Map<string, ModelDetail> {
  const details = new Map<string, ModelDetail>();
  for (const entry of arrayOf(field(body, "data"))) {
    const id = field(entry, "id");
    if (!isObject(entry) || typeof id !== "string") continue;
    const { type } = entry;
    const longest = tokensOf(entry["max_context_length"]);
    const isLoaded = entry["state"] === "loaded";
    details.set(id, {
      window: tokensOf(entry["loaded_context_length"]) ?? (longest === null ? null : isLoaded ? longest : Math.min(longest, USUAL_WINDOW)),
      isLoaded,
      vision: type === "vlm",
      ...(type === "llm" || type === "vlm" ? { purpose: "chat" } : typeof type === "string" && type !== "" ? { purpose: type } : {}),
    });
  }
  return details;
}

/** `POST /api/show`: `capabilities`, `parameters` (the Modelfile's, as text), `model_info` with the model's longest window. */
function ollamaDetail(shown: unknown, loaded: { window: number | null } | undefined): ModelDetail {
  const capabilities = arrayOf(field(shown, "capabilities"));
  const parameters = field(shown, "parameters");
  const set = typeof parameters === "string" ? tokensOf(Number(/^num_ctx\s+(\d{1,9})\b/m.exec(parameters)?.[1])) : null;
  const info = field(shown, "model_info");
  const longest = isObject(info) ? tokensOf(Object.entries(info).find(([key]) => key.endsWith(".context_length"))?.[1]) : null;
  const wanted = set ?? USUAL_WINDOW;
  return {
    window: loaded?.window ?? (longest === null ? wanted : Math.min(longest, wanted)),
    isLoaded: loaded !== undefined,
    vision: capabilities.includes("vision"),
    ...(capabilities.length === 0 ? {} : { tools: capabilities.includes("tools") }),
    ...(capabilities.includes("completion") ? { purpose: "chat" } : capabilities.length === 0 ? {} : { purpose: purposeOf(capabilities) }),
  };
}

const purposeOf = (capabilities: readonly unknown[]): string => (capabilities.includes("embedding") ? "embeddings" : "no chat");

async function ollamaDetails(names: readonly string[], ask: AskRoute): Promise<Map<string, ModelDetail>> {
  const loaded = new Map<string, { window: number | null }>();
  for (const entry of arrayOf(field(await ask("/api/ps"), "models"))) {
    const name = field(entry, "model") ?? field(entry, "name");
    if (typeof name === "string") loaded.set(name, { window: tokensOf(field(entry, "context_length")) });
  }
  const details = new Map<string, ModelDetail>();
  const waiting = names.slice(0, MAX_SHOWN);
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let name = waiting.shift(); name !== undefined; name = waiting.shift())
        details.set(name, ollamaDetail(await ask("/api/show", { model: name }), loaded.get(name)));
    }),
  );
  return details;
}

/** `GET /props`: `default_generation_settings.n_ctx` is the window of one slot, `modalities.vision`. One model is served. */
function llamaCppDetails(names: readonly string[], props: unknown): Map<string, ModelDetail> {
  const [name] = names;
  if (name === undefined || names.length > 1) return new Map();
  const window = tokensOf(field(field(props, "default_generation_settings"), "n_ctx"));
  const vision = field(field(props, "modalities"), "vision") === true;
  return new Map([[name, { ...(window === null ? {} : { window }), isLoaded: true, vision }]]);
}

/** The server's details of these models, by name. */
export async function detailsOf(kind: ServerKind | null, names: readonly string[], ask: AskRoute): Promise<Map<string, ModelDetail>> {
  switch (kind) {
    case "ollama":
      return ollamaDetails(names, ask);
    case "lm-studio":
      return lmStudioDetails(await ask("/api/v0/models"));
    case "llama.cpp":
      return llamaCppDetails(names, await ask("/props"));
    case "vllm":
    case null:
      return new Map();
  }
}
