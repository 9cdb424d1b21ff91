/** What a person wants to know of a model before choosing it, in round words. Pure. */
import type { ModelInfo } from "../../src/protocol/http.ts";
import { formatCompact, formatCount, formatPricePerMillion } from "../format/money.ts";
import type { Words } from "../words/languages.ts";
import { words } from "../words/words.ts";

type Step = keyof Words["models"]["price"];
/** Five steps from nothing to dear, or unknown: a sign for the eye, and words for everybody. */
export interface PriceClass {
  sign: string;
  words: string;
}

const priceOf = (sign: string, step: Step): PriceClass => ({ sign, words: words.models.price[step] });
/** From this price on, in USD for a million tokens as they come in a chat; the last step has no end. */
const STEPS: readonly { below: number; sign: string; step: Step }[] = [
  { below: 0.5, sign: "¢", step: "veryCheap" },
  { below: 2, sign: "$", step: "cheap" },
  { below: 8, sign: "$$", step: "middle" },
  { below: Number.POSITIVE_INFINITY, sign: "$$$", step: "dear" },
];
/** Of what a chat sends and gets, so much is input: three of four tokens. */
const INPUT_SHARE = 0.75;

/** Null: no price is known. */
export function priceClass({ priceUsdPerMTok: price }: Pick<ModelInfo, "priceUsdPerMTok">): PriceClass | null {
  if (price === null) return null;
  if (price.input === 0 && price.output === 0) return priceOf(words.models.price.free, "free");
  const usual = price.input * INPUT_SHARE + price.output * (1 - INPUT_SHARE);
  const found = STEPS.find(({ below }) => usual < below);
  return found === undefined ? null : priceOf(found.sign, found.step);
}

/** `$0.29 in · $2.25 out per million tokens` */
export function priceWords({ priceUsdPerMTok: price }: Pick<ModelInfo, "priceUsdPerMTok">): string {
  if (price === null) return words.models.priceUnknown;
  if (price.input === 0 && price.output === 0) return words.models.price.free;
  return words.models.perMillion(formatPricePerMillion(price.input), formatPricePerMillion(price.output));
}

/** Whether a model's price is no provider's: its server's settings say it, or nobody asks it. */
export const isOwnPrice = (id: string): boolean => /^(local|embedded)\//.test(id);

/** English words for a token, as most tokenizers have it. */
const WORDS_PER_TOKEN = 0.75;

function roundWords(tokens: number): string {
  const count = tokens * WORDS_PER_TOKEN;
  const size = 10 ** Math.floor(Math.log10(count));
  // `100k`, as English has it in a line of small words; `2 Mio.` stays.
  return formatCompact(Math.round(count / size) * size).replace(/(?<=\d)\p{Lu}$/u, (letter) => letter.toLowerCase());
}

/** `128000` → `100k words`: one figure that counts, since a word is no fixed number of tokens. Null: the window is not known. */
export function contextWords(tokens: number | null): string | null {
  if (tokens === null) return null;
  return words.models.context(roundWords(tokens));
}

/** The whole truth behind the round figure. */
export function contextTruth(tokens: number): string {
  return words.models.contextTruth(formatCount(tokens), roundWords(tokens));
}

/** What a model can do beyond text, in the order in which it is shown. */
const ABILITIES = ["vision", "tools", "reasoning"] as const;
export interface Ability {
  capability: (typeof ABILITIES)[number];
  words: string;
}

export function abilitiesOf({ capabilities }: Pick<ModelInfo, "capabilities">): Ability[] {
  return ABILITIES.filter((capability) => capabilities.includes(capability)).map((capability) => ({
    capability,
    words: words.models.can[capability],
  }));
}
