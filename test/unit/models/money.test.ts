import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  affordableOutputTokens,
  billedCost,
  createPrice,
  listedCost,
  listedNeurons,
  parseDecimal,
  type Price,
  priceOf,
  usdPerMTok,
  usdToNano,
  worstCost,
} from "../../../src/models/money.ts";

function price(input: string, cachedInput: string | null, output: string): Price {
  const made = createPrice({ input, cachedInput, output });
  if (made === null) throw new Error("no price");
  return made;
}

const gptOss = price("0.35", null, "0.75");
const glm = price("1.4", "0.26", "4.4");
const anyPrice = fc.record({
  input: fc.bigInt(0n, 10n ** 14n),
  cachedInput: fc.option(fc.bigInt(0n, 10n ** 14n), { nil: null }),
  // From 10⁻⁶ USD per million tokens: what is affordable then stays in the exact range.
  output: fc.bigInt(10n ** 6n, 10n ** 14n),
});
const anyCount = fc.nat(2_000_000);

describe("the documented call: gpt-oss-120b, 151 tokens in, 41 out, 7.59997 neurons", () => {
  test("costs 83,600 nano-dollars by the price list", () => {
    expect(listedCost({ inputTokens: 151, cachedTokens: 0, outputTokens: 41 }, gptOss)).toEqual({ costNanoUsd: 83_600, savedNanoUsd: 0 });
  });

  test("costs 83,600 nano-dollars by its neurons, from the text and from the JSON number", () => {
    // 7.59997 × 11,000 = 83,599.67
    expect(billedCost("7.59997")).toBe(83_600);
    expect(billedCost(JSON.parse("7.59997"))).toBe(83_600);
  });

  test("recomputed from the list prices its neurons agree to 4 parts in a million", () => {
    const neurons = listedNeurons({ inputTokens: 151, cachedTokens: 0, outputTokens: 41 }, gptOss);
    expect(neurons).toBe("7.6");
    expect(Math.abs(Number(neurons) / 7.59997 - 1)).toBeLessThan(4e-6);
  });
});

describe("decimals", () => {
  test.each([
    ["7.59997", 759_997n, 5],
    ["1e-7", 1n, 7],
    ["1.5E+3", 1500n, 0],
    ["-.5", -5n, 1],
    ["10", 10n, 0],
    [8.36e-5, 836n, 7],
  ])("%s is read exactly", (text, units, scale) => {
    const decimal = parseDecimal(text);
    expect(decimal).not.toBeNull();
    if (decimal !== null) expect(decimal.units * 10n ** BigInt(scale)).toBe(units * 10n ** BigInt(decimal.scale));
  });

  test.each(["", ".", "1,5", "abc", "1e999", "NaN", "Infinity", "0x10", `1${"0".repeat(60)}`])("%j is no decimal", (text) => {
    expect(parseDecimal(text)).toBeNull();
  });

  test("whatever the text, reading it does not throw", () => {
    fc.assert(fc.property(fc.string(), (text) => void parseDecimal(text)));
  });
});

describe("prices", () => {
  test("USD per million tokens are exact and shown again as written", () => {
    for (const usd of [0.027, 0.201, 0.0005, 4.881, 0.017, 44]) expect(usdPerMTok(priceOf(usd) ?? -1n)).toBe(usd);
  });

  test("a negative price, or one finer than 10⁻¹² USD per million tokens, is none", () => {
    expect(priceOf("-1")).toBeNull();
    expect(priceOf("0.0000000000001")).toBeNull();
  });

  test("cached input is billed at its own price and the saving is told", () => {
    // 200 × 1.4 + 800 × 0.26 + 100 × 4.4 = 928 USD per million tokens; saved 800 × 1.14 = 912
    expect(listedCost({ inputTokens: 1000, cachedTokens: 800, outputTokens: 100 }, glm)).toEqual({
      costNanoUsd: 928_000,
      savedNanoUsd: 912_000,
    });
  });

  test("a model without a cached price is billed in full whatever it reports (gemma-4)", () => {
    const gemma = price("0.1", null, "0.3");
    expect(listedCost({ inputTokens: 1000, cachedTokens: 800, outputTokens: 0 }, gemma)).toEqual({ costNanoUsd: 100_000, savedNanoUsd: 0 });
  });

  test("more cached tokens than input, or counts that are none, do not make money", () => {
    expect(listedCost({ inputTokens: 10, cachedTokens: 99, outputTokens: -5 }, glm)).toEqual({ costNanoUsd: 2600, savedNanoUsd: 11_400 });
    expect(listedCost({ inputTokens: Number.NaN, cachedTokens: 0, outputTokens: Number.POSITIVE_INFINITY }, glm).costNanoUsd).toBe(0);
  });

  test("half a nano-dollar is rounded up, once", () => {
    const half = price("0.0005", null, "0.0005");
    expect(listedCost({ inputTokens: 1, cachedTokens: 0, outputTokens: 0 }, half).costNanoUsd).toBe(1);
    // Rounded apart the two halves would make two.
    expect(listedCost({ inputTokens: 1, cachedTokens: 0, outputTokens: 1 }, half).costNanoUsd).toBe(1);
  });
});

describe("[I8] bounds", () => {
  test("no call costs more than its worst case", () => {
    fc.assert(
      fc.property(anyPrice, anyCount, anyCount, anyCount, (any, inputTokens, cachedTokens, outputTokens) => {
        const cost = listedCost({ inputTokens, cachedTokens, outputTokens }, any).costNanoUsd;
        expect(cost).toBeLessThanOrEqual(worstCost(inputTokens, outputTokens, any));
      }),
    );
  });

  test("what is affordable is covered, and one token more is not", () => {
    fc.assert(
      fc.property(anyPrice, anyCount, fc.nat(10 ** 12), (any, inputTokens, nanoUsd) => {
        const tokens = affordableOutputTokens(nanoUsd, inputTokens, any);
        if (tokens === null) {
          expect(worstCost(inputTokens, 0, any)).toBeGreaterThan(nanoUsd);
        } else {
          expect(worstCost(inputTokens, tokens, any)).toBeLessThanOrEqual(nanoUsd);
          expect(worstCost(inputTokens, tokens + 1, any)).toBeGreaterThan(nanoUsd);
        }
      }),
    );
  });

  test("a free model is affordable with nothing left", () => {
    expect(affordableOutputTokens(0, 1000, price("0", null, "0"))).toBe(Number.MAX_SAFE_INTEGER);
  });
});

test("dollars become nano-dollars as written", () => {
  expect(usdToNano("10")).toBe(10_000_000_000);
  expect(usdToNano(0.0000836)).toBe(83_600);
  expect(usdToNano("0.0000000005")).toBe(1);
  expect(usdToNano("-0.0000000006")).toBe(-1);
  expect(usdToNano("-0.0000000005")).toBe(0);
  expect(usdToNano("ten")).toBeNull();
});

test("neurons that are no amount are no cost", () => {
  expect(billedCost("")).toBeNull();
  expect(billedCost("-1")).toBeNull();
  expect(billedCost("0")).toBe(0);
});
