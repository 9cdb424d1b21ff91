/**
 * Exact money. Outside this file money is an integer number of nano-dollars (10⁻⁹ USD, src/protocol/money.ts); in here
 * a price is an integer number of atto-dollars (10⁻¹⁸ USD) per token, as a bigint, so that every product is exact.
 *
 * Rounding happens once per receipt figure, half up, in `roundHalfUp`. Bounds (`worstCost`, `affordableOutputTokens`)
 * round against the spender instead, so that a hold is never smaller than what it holds for (invariant 8).
 */
import type { NanoUsd } from "../protocol/money.ts";

/** A decimal number without loss: `units` × 10^-`scale`. */
export interface Decimal {
  units: bigint;
  /** Digits after the point, 0 or more. */
  scale: number;
}

/** A model's price, in atto-dollars (10⁻¹⁸ USD) per token. */
export interface Price {
  input: bigint;
  /** Null: the model has no cheaper price for cached input, it is billed in full. */
  cachedInput: bigint | null;
  output: bigint;
}

/** A provider's token counts of a call. */
export interface TokenCounts {
  /** All input tokens, the cached ones included. */
  inputTokens: number;
  cachedTokens: number;
  /** All output tokens, reasoning included. */
  outputTokens: number;
}

const ATTO_PER_NANO = 10n ** 9n;
/** Digits of a price in USD per million tokens that fit: 10⁻¹² USD/Mtok = 10⁻¹⁸ USD per token. */
const PRICE_DIGITS = 12;
/** 1,000 neurons = 0.011 USD (facts: Workers AI pricing), so a neuron is 11,000 nano-dollars. */
export const NANO_USD_PER_NEURON = 11_000n;
const NANO_DIGITS = 9;
/** Longer decimals are refused, to bound the work on hostile input. */
const MAX_DIGITS = 40;

/** Reads a decimal as JSON and people write it (`7.59997`, `1e-7`, `-3`), exactly; null when it is none. */
export function parseDecimal(value: string | number): Decimal | null {
  // String(number) is the shortest text that parses to the same number, so it equals what the provider wrote.
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/.exec(String(value).trim());
  if (match === null) return null;
  const [, sign = "", whole = "", fraction = "", exponentText = "0"] = match;
  const exponent = Number(exponentText);
  if (whole === "" && fraction === "") return null;
  if (whole.length + fraction.length + Math.abs(exponent) > MAX_DIGITS) return null;
  const digits = BigInt(whole + fraction) * (sign === "-" ? -1n : 1n);
  const scale = fraction.length - exponent;
  return scale >= 0 ? { units: digits, scale } : { units: digits * 10n ** BigInt(-scale), scale: 0 };
}

/** The decimal as a whole number of 10^-`digits`; null when it has more digits than that. */
function scaledTo(decimal: Decimal, digits: number): bigint | null {
  if (decimal.scale <= digits) return decimal.units * 10n ** BigInt(digits - decimal.scale);
  const divisor = 10n ** BigInt(decimal.scale - digits);
  return decimal.units % divisor === 0n ? decimal.units / divisor : null;
}

/** Half up (towards +∞ on a tie), for a divisor above zero. */
function roundHalfUp(numerator: bigint, divisor: bigint): bigint {
  const doubled = 2n * numerator + divisor;
  const quotient = doubled / (2n * divisor);
  return doubled < 0n && doubled % (2n * divisor) !== 0n ? quotient - 1n : quotient;
}

function roundUp(numerator: bigint, divisor: bigint): bigint {
  return (numerator + divisor - 1n) / divisor;
}

/** Clamps to the exact range of a JavaScript number (9 million USD). */
function toNano(value: bigint): NanoUsd {
  const limit = BigInt(Number.MAX_SAFE_INTEGER);
  return Number(value > limit ? limit : value < -limit ? -limit : value);
}

/** Token counts come from outside: a count is a whole number that is not negative. */
function tokens(count: number): bigint {
  return Number.isFinite(count) && count > 0 ? BigInt(Math.floor(count)) : 0n;
}

/** One price in USD per million tokens → atto-dollars per token; null when it is no number from 0 up. */
export function priceOf(usdPerMTok: string | number): bigint | null {
  const decimal = parseDecimal(usdPerMTok);
  if (decimal === null || decimal.units < 0n) return null;
  return scaledTo(decimal, PRICE_DIGITS);
}

/** Prices in USD per million tokens → a `Price`; null when one of them is no price. */
export function createPrice(usdPerMTok: {
  input: string | number;
  cachedInput: string | number | null;
  output: string | number;
}): Price | null {
  const input = priceOf(usdPerMTok.input);
  const output = priceOf(usdPerMTok.output);
  const cachedInput = usdPerMTok.cachedInput === null ? null : priceOf(usdPerMTok.cachedInput);
  if (input === null || output === null) return null;
  if (cachedInput === null && usdPerMTok.cachedInput !== null) return null;
  return { input, cachedInput, output };
}

/** Atto-dollars per token → USD per million tokens, for showing. A JavaScript number: never calculated with. */
export function usdPerMTok(attoUsdPerToken: bigint): number {
  return Number(attoUsdPerToken) / 10 ** PRICE_DIGITS;
}

/** The exact cost in atto-dollars, and what cached input saved. No more tokens can be cached than there were. */
function attoCost(usage: TokenCounts, price: Price): { cost: bigint; saved: bigint } {
  const input = tokens(usage.inputTokens);
  const claimed = tokens(usage.cachedTokens);
  const cached = claimed > input ? input : claimed;
  const cachedPrice = price.cachedInput ?? price.input;
  return {
    cost: (input - cached) * price.input + cached * cachedPrice + tokens(usage.outputTokens) * price.output,
    saved: cached * (price.input - cachedPrice),
  };
}

/**
 * What a call costs by the price list, and what cached input saved against the full price. Cached tokens are billed at
 * the cached price where the model has one, else in full. `cost` and `saved` are each rounded once, half up.
 */
export function listedCost(usage: TokenCounts, price: Price): { costNanoUsd: NanoUsd; savedNanoUsd: NanoUsd } {
  const { cost, saved } = attoCost(usage, price);
  return { costNanoUsd: toNano(roundHalfUp(cost, ATTO_PER_NANO)), savedNanoUsd: toNano(roundHalfUp(saved, ATTO_PER_NANO)) };
}

/** Neurons (`usage.neurons`, a decimal) → nano-dollars, rounded once, half up; null when it is no number from 0 up. */
export function billedCost(neurons: string | number): NanoUsd | null {
  const decimal = parseDecimal(neurons);
  if (decimal === null || decimal.units < 0n) return null;
  return toNano(roundHalfUp(decimal.units * NANO_USD_PER_NEURON, 10n ** BigInt(decimal.scale)));
}

/** The dearest an input token can be. A cached price above the full one (nobody has one) counts, so bounds stay bounds. */
function dearestInput(price: Price): bigint {
  return price.cachedInput !== null && price.cachedInput > price.input ? price.cachedInput : price.input;
}

/** The most a call can cost: every input token at the full price, every allowed output token written. Rounded up. */
export function worstCost(inputTokens: number, maxOutputTokens: number, price: Price): NanoUsd {
  return toNano(roundUp(tokens(inputTokens) * dearestInput(price) + tokens(maxOutputTokens) * price.output, ATTO_PER_NANO));
}

/**
 * How many output tokens `nanoUsd` pays for after the input: the largest n with `worstCost(inputTokens, n) ≤ nanoUsd`.
 * Null when not even the input is covered. A free output has no limit: `Number.MAX_SAFE_INTEGER`.
 */
export function affordableOutputTokens(nanoUsd: NanoUsd, inputTokens: number, price: Price): number | null {
  const left = BigInt(Math.floor(nanoUsd)) * ATTO_PER_NANO - tokens(inputTokens) * dearestInput(price);
  if (left < 0n) return null;
  return price.output === 0n ? Number.MAX_SAFE_INTEGER : toNano(left / price.output);
}

/** USD as a decimal (`"10"`, `0.0000836`) → nano-dollars, half up where it has more than nine digits; null: no number. */
export function usdToNano(usd: string | number): NanoUsd | null {
  const decimal = parseDecimal(usd);
  if (decimal === null) return null;
  return toNano(roundHalfUp(decimal.units * 10n ** BigInt(NANO_DIGITS), 10n ** BigInt(decimal.scale)));
}

/** Digits after the point in a neuron figure, as Workers AI reports it (7.59997). */
const NEURON_DIGITS = 5;

/** A call's list price in neurons, as a decimal text, rounded half up to five digits. For emulating Workers AI only. */
export function listedNeurons(usage: TokenCounts, price: Price): string {
  const { cost } = attoCost(usage, price);
  const scaled = roundHalfUp(cost * 10n ** BigInt(NEURON_DIGITS), NANO_USD_PER_NEURON * ATTO_PER_NANO);
  const text = scaled.toString().padStart(NEURON_DIGITS + 1, "0");
  const fraction = text.slice(-NEURON_DIGITS).replace(/0+$/, "");
  return fraction === "" ? text.slice(0, -NEURON_DIGITS) : `${text.slice(0, -NEURON_DIGITS)}.${fraction}`;
}

/** The cost by the price list in USD as a floating-point number, as the gateway's log writes it. For emulating it only. */
export function listedUsd(usage: TokenCounts, price: Price): number {
  return Number(`${attoCost(usage, price).cost}e-18`);
}
