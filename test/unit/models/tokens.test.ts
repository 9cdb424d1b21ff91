import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import {
  correctionFactor,
  familyOf,
  learned,
  likelyInputTokens,
  likelyTokens,
  NO_CORRECTION,
  type TokenizerFamily,
  upperBoundTokens,
  utf8Bytes,
} from "../../../src/models/tokens.ts";
import { SAMPLES, type SampleGroup, type SampleMessage, type SampleSet } from "./token-samples.ts";

const FAMILIES = ["gpt", "llama", "gemma", "qwen", "mistral", "claude", "other"] as const;
const GROUPS = ["Latin prose", "other scripts", "code and data", "conversation"] as const;

const recorded = z
  .object({
    tokenizers: z.array(z.object({ family: z.enum(FAMILIES), tokenizer: z.string() })),
    counts: z.array(z.object({ name: z.string(), earlier: z.array(z.int()), later: z.array(z.int()) })),
  })
  .parse(JSON.parse(readFileSync(new URL("token-counts.json", import.meta.url), "utf8")));

/** A request, and how many tokens the family's tokenizer made of it. */
interface Counted {
  messages: readonly SampleMessage[];
  counted: number;
}

interface Measured {
  set: SampleSet;
  group: SampleGroup;
  name: string;
  family: TokenizerFamily;
  earlier: Counted;
  later: Counted;
}

const measured: Measured[] = SAMPLES.flatMap(({ set, group, name, earlier, later }) => {
  const counts = recorded.counts.find((one) => one.name === name);
  return recorded.tokenizers.map(({ family }, index) => ({
    set,
    group,
    name,
    family,
    earlier: { messages: earlier, counted: counts?.earlier[index] ?? Number.NaN },
    later: { messages: later, counted: counts?.later[index] ?? Number.NaN },
  }));
});

/** A conversation was counted with its template, a text without one. */
function guessOf({ messages }: Counted, { group, family }: Measured): number {
  if (group === "conversation") return likelyInputTokens(messages, family);
  return messages.reduce((sum, { content }) => sum + likelyTokens(content, family), 0);
}

/** How far the guess of the later request is off, as a share of what was counted; `calls`: how often the earlier one taught before. */
function errorOf(one: Measured, calls: number): number {
  let known = NO_CORRECTION;
  for (let call = 0; call < calls; call += 1) known = learned(known, guessOf(one.earlier, one), one.earlier.counted);
  return (guessOf(one.later, one) * correctionFactor(known)) / one.later.counted - 1;
}

function meanOf(errors: readonly number[]): number {
  return errors.reduce((sum, error) => sum + Math.abs(error), 0) / errors.length;
}

function worstOf(errors: readonly number[]): number {
  return errors.toSorted((a, b) => Math.abs(b) - Math.abs(a))[0] ?? Number.NaN;
}

/** The errors of a set, of one group and family or of all. */
function errorsOf(calls: number, wanted: Partial<Pick<Measured, "set" | "group" | "family">>): number[] {
  return measured
    .filter(({ set, group, family }) => {
      const { set: ofSet = set, group: ofGroup = group, family: ofFamily = family } = wanted;
      return set === ofSet && group === ofGroup && family === ofFamily;
    })
    .map((one) => errorOf(one, calls));
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

interface Row {
  name: string;
  errors: readonly (readonly number[])[];
}

function rowOf(name: string, wanted: Partial<Pick<Measured, "group" | "family">>): Row {
  return {
    name,
    errors: [
      errorsOf(0, { ...wanted, set: "calibration" }),
      errorsOf(0, { ...wanted, set: "held out" }),
      errorsOf(1, { ...wanted, set: "held out" }),
    ],
  };
}

const line = (name: string, cells: readonly string[]): string => name.padEnd(26) + cells.map((cell) => cell.padStart(20)).join("");

function tableOf(rows: readonly Row[]): string {
  return [
    line("mean (worst) error", ["calibration", "held out", "after one call"]),
    ...rows.map(({ name, errors }) =>
      line(
        name,
        errors.map((some) => `${percent(meanOf(some))} (${percent(worstOf(some))})`),
      ),
    ),
  ].join("\n");
}

describe("the likely count against what the published tokenizers count", () => {
  test("is off by what this table says", () => {
    const rows = GROUPS.flatMap((group) => [rowOf(group, { group }), ...FAMILIES.map((family) => rowOf(`  ${family}`, { group, family }))]);
    console.log(tableOf(rows));
    expect(rows.flatMap(({ errors }) => errors.flat()).every(Number.isFinite)).toBe(true);
  });

  test("is near on texts that nothing was fitted to, and nearer after one call", () => {
    for (const group of GROUPS) {
      const [before, after] = [errorsOf(0, { set: "held out", group }), errorsOf(1, { set: "held out", group })];
      expect(meanOf(before)).toBeLessThan(0.08);
      expect(meanOf(after)).toBeLessThan(0.06);
      expect(meanOf(after)).toBeLessThan(meanOf(before));
      expect(Math.abs(worstOf(before))).toBeLessThan(0.25);
      expect(Math.abs(worstOf(after))).toBeLessThan(0.2);
    }
  });

  test("[I8] never exceeds the bound, and neither does what was counted, template included", () => {
    for (const { earlier, later } of measured)
      for (const { messages, counted } of [earlier, later]) expect(upperBoundTokens(messages)).toBeGreaterThanOrEqual(counted);
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (content) => {
        for (const family of FAMILIES) expect(likelyTokens(content, family)).toBeLessThanOrEqual(upperBoundTokens([{ content }]));
      }),
    );
  });

  test("grows with the text, and is nothing for nothing", () => {
    for (const family of FAMILIES) expect(likelyTokens("", family)).toBe(0);
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        for (const family of FAMILIES) expect(likelyTokens(`${text} and more`, family)).toBeGreaterThanOrEqual(likelyTokens(text, family));
      }),
    );
  });
});

describe("tokens", () => {
  test("[I8] the bound is at least one token per byte of every message", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme" })), (texts) => {
        const bytes = texts.reduce((sum, text) => sum + utf8Bytes(text), 0);
        expect(upperBoundTokens(texts.map((content) => ({ content })))).toBeGreaterThanOrEqual(bytes);
      }),
    );
  });

  test("English prose has about four characters a token", () => {
    const prose = "The quick brown fox jumps over the lazy dog, and nobody in the village was surprised to see it happen again.";
    const perToken = prose.length / likelyTokens(prose, "gpt");
    expect(perToken).toBeGreaterThan(3.5);
    expect(perToken).toBeLessThan(5);
  });

  test("the family follows from the id", () => {
    expect(familyOf("@cf/openai/gpt-oss-120b")).toBe("gpt");
    expect(familyOf("anthropic/claude-x")).toBe("claude");
    expect(familyOf("@cf/zai-org/glm-4.7-flash")).toBe("other");
  });

  test("counts of the provider correct the guess, within bounds", () => {
    let known = NO_CORRECTION;
    expect(correctionFactor(known)).toBe(1);
    for (let call = 0; call < 10; call += 1) known = learned(known, 1000, 1500);
    expect(correctionFactor(known)).toBeCloseTo(1.5, 1);
    expect(correctionFactor(learned(NO_CORRECTION, 100, 1_000_000))).toBe(2.5);
    expect(learned(known, 0, 10)).toBe(known);
  });
});
