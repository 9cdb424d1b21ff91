/**
 * Models that are not in the table: third-party ones from the configuration (JSON in a variable), and the embedded ones.
 * Entries that cannot be read are left out and reported by id; they never stop the app.
 */
import { z } from "zod";
import { AS_OF } from "./catalogue-data.ts";
import { isObject, parseJson } from "./json.ts";
import type { CatalogueModel } from "./model.ts";
import { createPrice, type Price } from "./money.ts";

const usdPerMTok = z.union([z.string(), z.number()]);
/** USD per million tokens. */
const priceConfig = z.strictObject({ input: usdPerMTok, cachedInput: usdPerMTok.nullable().default(null), output: usdPerMTok });

/** `{"openai/gpt-5":{"contextWindow":400000,"price":{"input":"1.25","cachedInput":"0.125","output":"10"}}}` */
const thirdPartyConfig = z.strictObject({
  name: z.string().optional(),
  contextWindow: z.int().min(1).nullable().default(null),
  maxOutputTokens: z.int().min(1).optional(),
  capabilities: z.array(z.string()).default([]),
  price: priceConfig,
  temperature: z.strictObject({ min: z.number(), max: z.number() }).nullable().default(null),
  maxTokensField: z.enum(["max_tokens", "max_completion_tokens"]).optional(),
  requiresPaidPlan: z.boolean().default(false),
  retired: z
    .strictObject({ on: z.string(), successor: z.string().nullable().default(null) })
    .nullable()
    .default(null),
  asOf: z.string().default(AS_OF),
});

export interface Configured {
  models: CatalogueModel[];
  /** What was left out and why, for the log: ids and field names, no values. */
  problems: string[];
}

interface Maker {
  name: string;
  wire: "openai" | "anthropic";
  maxTokensField: CatalogueModel["maxTokensField"];
}

/** The makers in AI Gateway's catalogue; all but Anthropic speak OpenAI's wire. */
const THIRD_PARTIES: ReadonlyMap<string, Maker> = new Map<string, Maker>([
  ["openai", { name: "OpenAI", wire: "openai", maxTokensField: "max_completion_tokens" }],
  ["anthropic", { name: "Anthropic", wire: "anthropic", maxTokensField: "max_tokens" }],
  ["google", { name: "Google", wire: "openai", maxTokensField: "max_completion_tokens" }],
  ["xai", { name: "xAI", wire: "openai", maxTokensField: "max_completion_tokens" }],
  ["deepseek", { name: "DeepSeek", wire: "openai", maxTokensField: "max_tokens" }],
]);

/** Tokens of an answer when the configuration does not say. */
const DEFAULT_MAX_OUTPUT = 8192;

function entriesOf(json: string, variable: string): { entries: [string, unknown][]; problems: string[] } {
  if (json.trim() === "") return { entries: [], problems: [] };
  const parsed = parseJson(json);
  return isObject(parsed)
    ? { entries: Object.entries(parsed), problems: [] }
    : { entries: [], problems: [`${variable} is no JSON object of models`] };
}

function fieldsOf(error: z.ZodError): string {
  return error.issues.map((issue) => issue.path.join(".") || issue.code).join(", ");
}

/** Third-party models from the JSON variable `THIRD_PARTY_MODELS`. */
export function thirdPartyModels(json: string): Configured {
  const { entries, problems } = entriesOf(json, "THIRD_PARTY_MODELS");
  const models: CatalogueModel[] = [];
  for (const [id, value] of entries) {
    const [prefix = "", ...rest] = id.split("/");
    const maker = THIRD_PARTIES.get(prefix);
    const config = thirdPartyConfig.safeParse(value);
    if (maker === undefined || rest.join("/") === "") {
      problems.push(`${id}: not one of ${[...THIRD_PARTIES.keys()].map((name) => `${name}/…`).join(", ")}`);
      continue;
    }
    if (!config.success) {
      problems.push(`${id}: ${fieldsOf(config.error)}`);
      continue;
    }
    const price = createPrice(config.data.price);
    if (price === null) {
      problems.push(`${id}: price`);
      continue;
    }
    const { name, maxOutputTokens, maxTokensField, ...known } = config.data;
    models.push({
      ...known,
      id,
      name: name ?? rest.join("/"),
      provider: maker.name,
      wire: maker.wire,
      maxOutputTokens: maxOutputTokens ?? DEFAULT_MAX_OUTPUT,
      maxTokensField: maxTokensField ?? maker.maxTokensField,
      price,
      simulated: false,
      reach: "cloudflare",
    });
  }
  return { models, problems };
}

function embedded(id: string, name: string, price: Price, capabilities: readonly string[]): CatalogueModel {
  return {
    id,
    name,
    provider: "Tally",
    wire: "workers-ai",
    contextWindow: 524_288,
    // A whole `/gen tokens=200000` fits, for measuring.
    maxOutputTokens: 262_144,
    capabilities,
    price,
    temperature: { min: 0, max: 2 },
    maxTokensField: "max_tokens",
    requiresPaidPlan: false,
    retired: null,
    simulated: true,
    reach: "embedded",
    asOf: AS_OF,
  };
}

/**
 * The embedded models. Prices in whole neurons per 1,000 tokens (1, 0.1, 4), so that neurons, list price and the
 * emulated log agree to the last digit; `embedded/costly` is exactly a hundred times as dear, for budgets.
 */
export function embeddedModels(): CatalogueModel[] {
  // 0.011, 0.0011 and 0.044 USD per million tokens.
  const voice: Price = { input: 11_000_000_000n, cachedInput: 1_100_000_000n, output: 44_000_000_000n };
  const hundredfold: Price = { input: voice.input * 100n, cachedInput: 110_000_000_000n, output: voice.output * 100n };
  return [
    embedded("embedded/tally", "Embedded", voice, ["reasoning", "tools", "vision"]),
    // Without vision, so that the refusal of a picture can be seen on every machine.
    embedded("embedded/costly", "Embedded, costly", hundredfold, ["reasoning", "tools"]),
  ];
}
