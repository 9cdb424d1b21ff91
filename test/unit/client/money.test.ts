import { expect, test } from "vitest";
import { parseLimit } from "../../../client/conversation/settings-dialog.tsx";
import {
  formatMoney,
  formatMoneyExact,
  formatMoneyShort,
  formatPricePerMillion,
  parseUsd,
  percentOf,
  usdText,
} from "../../../client/format/money.ts";

test.each([
  [0, "$0.00"],
  [1, "$0.000000001"],
  [12, "$0.000000012"],
  [48_000, "$0.000048"],
  [1_200_000, "$0.0012"],
  [1_234_567, "$0.0012"],
  [12_345_678, "$0.012"],
  [410_000_000, "$0.41"],
  [999_999_999, "$1.00"],
  [1_000_000_000, "$1.00"],
  [12_345_678_901_234, "$12,345.68"],
  [-1_200_000, "-$0.0012"],
])("%i nano-dollars are short for people: %s", (nano, text) => {
  expect(formatMoney(nano)).toBe(text);
});

test.each([
  [0, "$0.00"],
  [1_234_567, "$0.001234567"],
  [9_007_199_254_740_991, "$9,007,199.254740991"],
  [1_500_000_000, "$1.50"],
])("%i nano-dollars keep every digit: %s", (nano, text) => {
  expect(formatMoneyExact(nano)).toBe(text);
});

test.each([
  [0, "0 ¢"],
  [1, "< 0.1 ¢"],
  [999_999, "< 0.1 ¢"],
  [4_000_000, "0.4 ¢"],
  [10_000_000, "1.0 ¢"],
  [99_400_000, "9.9 ¢"],
  [99_600_000, "10 ¢"],
  [994_000_000, "99 ¢"],
  [996_000_000, "$1.00"],
  [3_210_000_000, "$3.21"],
])("a list shows %i as %s", (nano, text) => {
  expect(formatMoneyShort(nano)).toBe(text);
});

test("a fraction of a nano-dollar is a bug, not an amount", () => {
  expect(() => formatMoney(0.5)).toThrow(RangeError);
});

test("prices of models: free, cents, and less than a cent", () => {
  expect([0, 0.27, 10, 0.0125].map(formatPricePerMillion)).toEqual(["free", "$0.27", "$10.00", "$0.0125"]);
});

test("a budget of nothing is used up by the first spend", () => {
  expect([percentOf(0, 0), percentOf(1, 0), percentOf(1, 4)]).toEqual([0, 100, 25]);
});

test.each([
  ["12.50", 12_500_000_000],
  ["$ 3", 3_000_000_000],
  ["0,000000001", 1],
  ["999999.999999999", 999_999_999_999_999],
])("an administrator writes %s", (text, nano) => {
  expect(parseUsd(text)).toBe(nano);
  expect(parseUsd(usdText(nano))).toBe(nano);
});

test.each(["", "a", "-1", "1.0000000001", "1e3", "1234567", "1.2.3"])("%j is no amount", (text) => {
  expect(parseUsd(text)).toBeNull();
});

test.each([
  ["", null],
  ["  ", null],
  ["0.5", 500_000_000],
  ["$0,000001", 1_000],
  ["0", undefined],
  ["-1", undefined],
  ["lots", undefined],
])("a conversation's limit is written %j: an amount, nothing for none, and nothing else", (text, limit) => {
  expect(parseLimit(text)).toBe(limit);
});
