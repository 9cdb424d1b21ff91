/**
 * Token counts, under every name and in every place in use. Some figures come late, some never: a known figure stays until a
 * better one arrives.
 */
import { count, field, first, isObject, type JsonObject } from "../json.ts";
import type { Usage } from "../parts.ts";

const INPUT = ["prompt_tokens", "input_tokens", "promptTokenCount", "prompt_eval_count", "promptTokens", "inputTokens", "tokens_evaluated"];
const OUTPUT = [
  "completion_tokens",
  "output_tokens",
  "candidatesTokenCount",
  "eval_count",
  "completionTokens",
  "outputTokens",
  "tokens_predicted",
];
const TOTAL = ["total_tokens", "totalTokenCount", "totalTokens"];
const CACHED = [
  "prompt_cache_hit_tokens",
  "cache_read_input_tokens",
  "cached_tokens",
  "cachedContentTokenCount",
  "num_cached_tokens",
  "cachedTokens",
  "cachedInputTokens",
];
/** Objects that hold the cached count beside others. */
const CACHED_BELOW = ["prompt_tokens_details", "input_tokens_details", "input_token_details"];

/** Tokens that no call comes near to: a larger figure is a server's mistake, and would spend a budget. */
const MOST_TOKENS = 100_000_000;

/** A figure of tokens; 0: none stands there, or none that can be. */
function tokens(value: unknown): number {
  const figure = count(value);
  return figure > MOST_TOKENS ? 0 : figure;
}

/** The largest of the figures under these names; 0: none stands there. */
const most = (from: JsonObject, names: readonly string[]): number => Math.max(...names.map((name) => tokens(from[name])));

/** All input tokens. Anthropic counts what it read from its cache, and what it wrote there, beside `input_tokens`. */
function inputOf(usage: JsonObject): number {
  const input = most(usage, INPUT);
  const isBeside = "input_tokens" in usage && !("prompt_tokens" in usage);
  return isBeside ? input + tokens(usage["cache_read_input_tokens"]) + tokens(usage["cache_creation_input_tokens"]) : input;
}

/** `{"prompt_tokens":12,"completion_tokens":3,"total_tokens":15,"prompt_tokens_details":{"cached_tokens":8},"neurons":0.5}` */
export function chatUsage(usage: JsonObject): Usage {
  const inputTokens = inputOf(usage);
  const cachedTokens = Math.max(
    most(usage, CACHED),
    ...CACHED_BELOW.map((name) => {
      const details = usage[name];
      return isObject(details) ? Math.max(most(details, CACHED), tokens(details["cache_read"])) : 0;
    }),
  );
  const output = most(usage, OUTPUT) + tokens(usage["thoughtsTokenCount"]);
  const neurons = usage["neurons"];
  return {
    inputTokens,
    cachedTokens: inputTokens === 0 ? cachedTokens : Math.min(cachedTokens, inputTokens),
    // Some makers (xAI and Google, unsure) count reasoning in the total alone, and bill it: the larger figure is the output.
    outputTokens: inputTokens === 0 ? output : Math.max(output, most(usage, TOTAL) - inputTokens),
    neurons: typeof neurons === "number" || typeof neurons === "string" ? String(neurons) : null,
  };
}

/** llama.cpp's own `timings`: `prompt_n` leaves cached tokens out. */
function timingsUsage(timings: JsonObject): Usage {
  const cachedTokens = tokens(timings["cache_n"]);
  return {
    inputTokens: tokens(timings["prompt_n"]) + cachedTokens,
    cachedTokens,
    outputTokens: tokens(timings["predicted_n"]),
    neurons: null,
  };
}

/** Known figures with what a later piece adds: a figure of 0, or none, says nothing. */
export function withLater(known: Usage | null, later: Usage): Usage {
  if (known === null) return later;
  const saysNeurons = later.neurons !== null && (Number(later.neurons) > 0 || known.neurons === null);
  return {
    inputTokens: later.inputTokens || known.inputTokens,
    cachedTokens: later.cachedTokens || known.cachedTokens,
    outputTokens: later.outputTokens || known.outputTokens,
    neurons: saysNeurons ? later.neurons : known.neurons,
  };
}

/** Every place of a chunk in which figures are known to stand, the least trusted first; null: it has none. */
export function usageOfChunk(chunk: JsonObject): Usage | null {
  const choice = first(chunk["choices"]);
  const timings = chunk["timings"];
  const places = [
    field(choice, "usage"),
    field(field(choice, "delta"), "usage"),
    field(chunk["message"], "usage"),
    field(chunk["x_groq"], "usage"),
    chunk["usageMetadata"],
    // Cohere's own names, below `tokens`.
    field(chunk["usage"], "tokens"),
    chunk["usage"],
    // Ollama's and llama.cpp's own routes have them beside their words.
    tokens(chunk["eval_count"]) + tokens(chunk["tokens_predicted"]) > 0 ? chunk : undefined,
  ];
  let usage: Usage | null = isObject(timings) ? timingsUsage(timings) : null;
  for (const place of places) if (isObject(place)) usage = withLater(usage, chatUsage(place));
  return usage;
}
