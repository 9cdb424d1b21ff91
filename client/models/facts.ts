/** What a person wants to know of a model before choosing it, in round words. Pure. */
import type { ModelInfo } from "../../src/protocol/http.ts";
import { formatCompact, formatCount, formatPricePerMillion } from "../format/money.ts";

/** Five steps from nothing to dear, or unknown: a sign for the eye, and words for everybody. */
export interface PriceClass {
  sign: string;
  words: string;
}

const FREE: PriceClass = { sign: "free", words: "free" };
/** From this price on, in USD for a million tokens as they come in a chat; the last step has no end. */
const STEPS: readonly { below: number; price: PriceClass }[] = [
  { below: 0.5, price: { sign: "¢", words: "very cheap" } },
  { below: 2, price: { sign: "$", words: "cheap" } },
  { below: 8, price: { sign: "$$", words: "mid-priced" } },
  { below: Number.POSITIVE_INFINITY, price: { sign: "$$$", words: "expensive" } },
];
/** Of what a chat sends and gets, so much is input: three of four tokens. */
const INPUT_SHARE = 0.75;

/** Null: no price is known. */
export function priceClass({ priceUsdPerMTok: price }: Pick<ModelInfo, "priceUsdPerMTok">): PriceClass | null {
  if (price === null) return null;
  if (price.input === 0 && price.output === 0) return FREE;
  const usual = price.input * INPUT_SHARE + price.output * (1 - INPUT_SHARE);
  return STEPS.find(({ below }) => usual < below)?.price ?? null;
}

/** `$0.29 in · $2.25 out per million tokens` */
export function priceWords({ priceUsdPerMTok: price }: Pick<ModelInfo, "priceUsdPerMTok">): string {
  if (price === null) return "price unknown";
  if (price.input === 0 && price.output === 0) return "free";
  return `${formatPricePerMillion(price.input)} in · ${formatPricePerMillion(price.output)} out per million tokens`;
}

/** English words for a token, as most tokenizers have it. */
const WORDS_PER_TOKEN = 0.75;

/** `128000` → `100k words`: one figure that counts, since a word is no fixed number of tokens. Null: the window is not known. */
export function contextWords(tokens: number | null): string | null {
  if (tokens === null) return null;
  const words = tokens * WORDS_PER_TOKEN;
  const size = 10 ** Math.floor(Math.log10(words));
  return `${formatCompact(Math.round(words / size) * size).toLowerCase()} words`;
}

/** The whole truth behind the round figure. */
export function contextTruth(tokens: number): string {
  return `${formatCount(tokens)} tokens for the conversation and its answer together: in English about ${contextWords(tokens) ?? ""}`;
}

/** What a model can do beyond text, in the order in which it is shown. */
export const ABILITIES = [
  { capability: "vision", words: "Sees pictures" },
  { capability: "tools", words: "Uses tools" },
  { capability: "reasoning", words: "Thinks before it answers" },
] as const;
export type Ability = (typeof ABILITIES)[number];

export function abilitiesOf({ capabilities }: Pick<ModelInfo, "capabilities">): Ability[] {
  return ABILITIES.filter(({ capability }) => capabilities.includes(capability));
}
