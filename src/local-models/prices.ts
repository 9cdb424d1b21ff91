/**
 * LOCAL_AI_PRICES: prices for the models of one's own servers, `{"llama3.3":{"input":0.1,"output":0.2,"contextWindow":8192}}`
 * in USD per million tokens, by name with or without `local/`. A price that cannot be read never means "free". Pure.
 */
import { z } from "zod";
import { isObject, parseJson } from "../models/json.ts";
import { createPrice, type Price } from "../models/money.ts";

const amount = z.union([z.string(), z.number()]);
const entry = z.strictObject({
  input: amount,
  cachedInput: amount.nullable().default(null),
  output: amount,
  contextWindow: z.int().min(1).nullable().default(null),
});

export type GivenPrice = { price: Price; contextWindow: number | null } | { unreadable: string };

export interface GivenPrices {
  /** By the model's name; null: the whole setting cannot be read. */
  byName: ReadonlyMap<string, GivenPrice> | null;
  problems: readonly string[];
}

/** Ollama lists `llama3.3` as `llama3.3:latest`: both mean the same. */
export const plainName = (name: string): string => name.replace(/^local\//, "").replace(/:latest$/, "");

function priceOf(value: unknown): GivenPrice {
  const parsed = entry.safeParse(value);
  if (!parsed.success) return { unreadable: parsed.error.issues.map((issue) => issue.path.join(".") || issue.message).join(", ") };
  const price = createPrice(parsed.data);
  if (price !== null) return { price, contextWindow: parsed.data.contextWindow };
  const names = ["input", "cachedInput", "output"] as const;
  const wrong = names.filter(
    (name) => parsed.data[name] !== null && createPrice({ input: parsed.data[name] ?? "", cachedInput: null, output: 0 }) === null,
  );
  return { unreadable: `${wrong.join(", ")} is no amount in USD, such as "1.50"` };
}

export function parsePrices(json: string): GivenPrices {
  if (json.trim() === "") return { byName: new Map(), problems: [] };
  const parsed = parseJson(json);
  if (!isObject(parsed)) {
    const problem = `LOCAL_AI_PRICES is no JSON object such as {"llama3.3":{"input":0.1,"output":0.2}}: no local model is offered until it can be read.`;
    return { byName: null, problems: [problem] };
  }
  const byName = new Map(Object.entries(parsed).map(([name, value]) => [plainName(name), priceOf(value)]));
  const problems = [...byName].flatMap(([name, given]) =>
    "unreadable" in given ? [`LOCAL_AI_PRICES: ${name}: ${given.unreadable}. The model is not offered until its price can be read.`] : [],
  );
  return { byName, problems };
}
