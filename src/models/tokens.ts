/**
 * How many tokens a text may be before a provider has counted it. Two answers for two purposes:
 *
 * - `upperBoundTokens` is a bound, for holds (invariant 8). Every tokenizer of the catalogue works on bytes or falls
 *   back to them, so a text has at most one token per UTF-8 byte; to that come the template's own.
 * - `likelyTokens` is a guess, for estimates and for fitting a window: characters weighed by script, scaled per family,
 *   then corrected by what the provider counted so far. Expect ± 20 % on prose before the first correction (unsure: no
 *   tokenizer was at hand to measure against).
 */

/**
 * Tokens of a chat template around one message (`<|start_header_id|>user<|end_header_id|>\n\n…<|eot_id|>` is 5).
 * Generous, because it is part of a bound.
 */
const TEMPLATE_TOKENS_PER_MESSAGE = 16;
/** Tokens a template adds once: gpt-oss puts some 70 of its own before everything, Llama 3 a date of some 25. */
const TEMPLATE_TOKENS_PER_CALL = 128;

const encoder = new TextEncoder();

export function utf8Bytes(text: string): number {
  return encoder.encode(text).byteLength;
}

/** No provider counts more input tokens than this. */
export function upperBoundTokens(messages: readonly { content: string }[]): number {
  let bound = TEMPLATE_TOKENS_PER_CALL;
  for (const { content } of messages) bound += utf8Bytes(content) + TEMPLATE_TOKENS_PER_MESSAGE;
  return bound;
}

export type TokenizerFamily = "gpt" | "llama" | "gemma" | "qwen" | "mistral" | "claude" | "other";

/** The tokenizer a model most likely has, by its id. */
export function familyOf(modelId: string): TokenizerFamily {
  const id = modelId.toLowerCase();
  if (id.includes("gpt")) return "gpt";
  if (id.includes("claude") || id.startsWith("anthropic/")) return "claude";
  if (id.includes("gemma") || id.includes("gemini")) return "gemma";
  if (id.includes("qwen") || id.includes("qwq")) return "qwen";
  if (id.includes("mistral") || id.includes("mixtral")) return "mistral";
  if (id.includes("llama")) return "llama";
  return "other";
}

/** Tokens against the common guess; vocabularies of 100,000 to 260,000 entries differ little, Claude's and Mistral's more. */
const FAMILY_FACTOR: { readonly [family in TokenizerFamily]: number } = {
  gpt: 1,
  llama: 1.02,
  gemma: 1,
  qwen: 1.03,
  mistral: 1.1,
  claude: 1.15,
  other: 1.05,
};

/** Thousandths of a token per UTF-16 code unit, by script: prose of 4.7 letters and a space a word makes 1.3 tokens of it. */
const WEIGHT = {
  letter: 250,
  digit: 450,
  space: 100,
  lineFeed: 400,
  sign: 600,
  latinExtended: 500,
  alphabet: 450,
  ideograph: 900,
  surrogate: 1100,
  other: 900,
};

function asciiWeight(code: number): number {
  if (code === 32) return WEIGHT.space;
  if (code < 32) return WEIGHT.lineFeed;
  if (code >= 48 && code <= 57) return WEIGHT.digit;
  const lower = code | 32;
  return lower >= 97 && lower <= 122 ? WEIGHT.letter : WEIGHT.sign;
}

const ASCII_WEIGHTS = Uint16Array.from({ length: 128 }, (_, code) => asciiWeight(code));

function wideWeight(code: number): number {
  if (code < 0x250) return WEIGHT.latinExtended;
  if (code < 0x2000) return WEIGHT.alphabet;
  if (code >= 0x2e80 && code < 0xd7b0) return WEIGHT.ideograph;
  return code >= 0xd800 && code < 0xe000 ? WEIGHT.surrogate : WEIGHT.other;
}

/** How many tokens a text probably is. */
export function likelyTokens(text: string, family: TokenizerFamily): number {
  let thousandths = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    thousandths += ASCII_WEIGHTS[code] ?? wideWeight(code);
  }
  return Math.ceil((thousandths * FAMILY_FACTOR[family]) / 1000);
}

/** Tokens a template probably adds around one message. */
export const LIKELY_TEMPLATE_TOKENS = 5;

/** How many input tokens a request probably has, its template included. */
export function likelyInputTokens(messages: readonly { content: string }[], family: TokenizerFamily): number {
  let sum = 0;
  for (const { content } of messages) sum += likelyTokens(content, family) + LIKELY_TEMPLATE_TOKENS;
  return sum;
}

/** What was learned of a conversation's (or model's) real counts: sums of guesses and of what the provider counted. */
export interface Correction {
  likely: number;
  counted: number;
}

export const NO_CORRECTION: Correction = { likely: 0, counted: 0 };

/** The share of what was known that a new count leaves: older calls fade, so that a change of language shows. */
const MEMORY = 0.7;
/** Guessed tokens the factor 1 counts as, so that a first short call does not decide alone. */
const PRIOR_TOKENS = 200;
const SMALLEST_FACTOR = 0.4;
const LARGEST_FACTOR = 2.5;

/** The correction after a provider counted `counted` input tokens where `likely` were guessed. */
export function learned(known: Correction, likely: number, counted: number): Correction {
  if (likely <= 0 || counted <= 0) return known;
  return { likely: known.likely * MEMORY + likely, counted: known.counted * MEMORY + counted };
}

/** What a guess is multiplied with: between 0.4 and 2.5. */
export function correctionFactor(known: Correction): number {
  const factor = (known.counted + PRIOR_TOKENS) / (known.likely + PRIOR_TOKENS);
  return Math.min(LARGEST_FACTOR, Math.max(SMALLEST_FACTOR, factor));
}
