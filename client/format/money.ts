/** Money for people. Nano-dollars (10⁻⁹ USD) come in as integers; digits are made with bigint, so no figure is ever rounded by a float. */

import { locale, words } from "../words/words.ts";

const NANO_DIGITS = 9;
const NANO = 10n ** BigInt(NANO_DIGITS);

/** A decimal as `Intl.NumberFormat` takes it without going through a float. */
type Decimal = Intl.StringNumericLiteral;

function isDecimal(text: string): text is Decimal {
  return /^-?\d+\.\d+$/.test(text);
}

/** `1200000` → `0.001200000`: the exact decimal with all nine places. */
function exactDecimal(nanoUsd: number): Decimal {
  const value = BigInt(nanoUsd);
  const magnitude = value < 0n ? -value : value;
  const fraction = (magnitude % NANO).toString().padStart(NANO_DIGITS, "0");
  const text = `${value < 0n ? "-" : ""}${magnitude / NANO}.${fraction}`;
  if (!isDecimal(text)) throw new RangeError("not an amount of money");
  return text;
}

function dollars(digits: Decimal, fractionDigits: number): string {
  return new Intl.NumberFormat(locale, {
    style: "currency",
    currency: "USD",
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: Math.min(2, fractionDigits),
    maximumFractionDigits: fractionDigits,
  }).format(digits);
}

/** Fraction digits that show two significant figures of a small amount and cents of a large one. */
function fittingDigits(nanoUsd: number): number {
  const magnitude = BigInt(Math.abs(nanoUsd));
  if (magnitude === 0n || magnitude >= NANO) return 2;
  const leadingZeros = NANO_DIGITS - magnitude.toString().length;
  return Math.min(NANO_DIGITS, Math.max(2, leadingZeros + 2));
}

/** `1200000` → `$0.0012`: short, at least two significant figures. */
export function formatMoney(nanoUsd: number): string {
  return dollars(exactDecimal(nanoUsd), fittingDigits(nanoUsd));
}

const NANO_PER_CENT = 10_000_000;

/** Where one figure must do: `4000000` → `0.4 ¢`, two significant figures at most, dollars from one dollar on. */
export function formatMoneyShort(nanoUsd: number): string {
  const cents = nanoUsd / NANO_PER_CENT;
  if (cents === 0) return "0 ¢";
  if (cents < 0 || cents >= 99.5) return dollars(exactDecimal(nanoUsd), 2);
  if (cents < 0.1) return `< ${decimal(0.1, 1)} ¢`;
  return `${cents < 9.95 ? decimal(cents, 1) : Math.round(cents)} ¢`;
}

/** Every digit there is, for tooltips and receipts: `1234567` → `$0.001234567`. */
export function formatMoneyExact(nanoUsd: number): string {
  return dollars(exactDecimal(nanoUsd), NANO_DIGITS);
}

/** `12.5` → `12500000000`; null when it is no amount, or more digits than there are nano-dollars. */
export function parseUsd(text: string): number | null {
  const match = /^\$?\s*(\d{1,6})(?:[.,](\d{0,9}))?$/.exec(text.trim());
  if (match === null) return null;
  return Number(`${match[1] ?? "0"}${(match[2] ?? "").padEnd(NANO_DIGITS, "0")}`);
}

/** `5.04`, 1 → `5.0`: so many decimal places, no more and no less. */
export function decimal(value: number, places: number): string {
  return new Intl.NumberFormat(locale, { minimumFractionDigits: places, maximumFractionDigits: places }).format(value);
}

/** `12500000000` → `12.5`, as the field shows it; with a comma where that is how it is written. */
export function usdText(nanoUsd: number): string {
  const digits = BigInt(nanoUsd)
    .toString()
    .padStart(NANO_DIGITS + 1, "0");
  const fraction = digits.slice(-NANO_DIGITS).replace(/0+$/, "");
  return `${digits.slice(0, -NANO_DIGITS)}${fraction === "" ? "" : `${decimal(0.5, 1).charAt(1)}${fraction}`}`;
}

/** A price per million tokens, given in USD as the catalogue has it: `0.15` → `$0.15`, `0` → `free`. */
export function formatPricePerMillion(usd: number): string {
  if (usd === 0) return words.format.free;
  return new Intl.NumberFormat(locale, {
    style: "currency",
    currency: "USD",
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: 2,
    maximumFractionDigits: 4,
  }).format(usd);
}

/** `0.0005` → `0.0005`: the figure alone, as it is. */
export function plainUsd(usd: number): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: NANO_DIGITS }).format(usd);
}

/** Whole numbers with separators: `12,345`. */
export function formatCount(count: number): string {
  return new Intl.NumberFormat(locale).format(count);
}

/** Large counts in little room: `1.2M`. */
export function formatCompact(count: number): string {
  return new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 }).format(count);
}

/** The part of a whole in per cent, 0 to any; a whole of 0 counts as used up as soon as there is a part. */
export function percentOf(part: number, whole: number): number {
  if (whole <= 0) return part > 0 ? 100 : 0;
  return (part / whole) * 100;
}
