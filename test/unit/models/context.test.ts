import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fitContext } from "../../../src/models/context.ts";
import type { ChatTurn } from "../../../src/models/door.ts";
import {
  correctionFactor,
  familyOf,
  learned,
  likelyTokens,
  NO_CORRECTION,
  upperBoundTokens,
  utf8Bytes,
} from "../../../src/models/tokens.ts";

function branch(count: number, words: number): ChatTurn[] {
  return Array.from({ length: count }, (_, index) => ({
    role: index % 2 === 0 ? "user" : "assistant",
    content: `${index} ${"word ".repeat(words)}`,
  }));
}

function question(words: number): ChatTurn {
  return { role: "user", content: "word ".repeat(words) };
}

const base = { system: "Be brief.", contextWindow: 1000, maxOutputTokens: 200, family: "llama", factor: 1 } as const;

describe("fitting a conversation into a window", () => {
  test("what fits is kept whole, oldest first, behind the system prompt", () => {
    const turns = branch(5, 3);
    const fitted = fitContext({ ...base, newestFirst: turns.toReversed(), count: 5 });
    expect(fitted.messages).toEqual([{ role: "system", content: "Be brief." }, ...turns]);
    expect(fitted).toMatchObject({ droppedCount: 0, fits: true, maxOutputTokens: 200 });
  });

  test("the oldest fall out until request and answer fit, and what is left begins with a question", () => {
    const turns = branch(41, 50);
    const fitted = fitContext({ ...base, newestFirst: turns.toReversed(), count: 41 });
    expect(fitted.droppedCount).toBeGreaterThan(10);
    expect(fitted.likelyInputTokens + 200).toBeLessThanOrEqual(1000);
    expect(fitted.messages[1]?.role).toBe("user");
    expect(fitted.messages.at(-1)).toEqual(turns.at(-1));
  });

  test("it reads no more of the history than it keeps, and one", () => {
    let read = 0;
    function* history(): Generator<ChatTurn> {
      for (const turn of branch(10_001, 50).toReversed()) {
        read += 1;
        yield turn;
      }
    }
    const fitted = fitContext({ ...base, newestFirst: history(), count: 10_001 });
    expect(read).toBeLessThanOrEqual(fitted.messages.length + 2);
  });

  test("a question that alone leaves less room shortens the answer; one that is too long says so", () => {
    const tight = fitContext({ ...base, newestFirst: [question(800)], count: 1 });
    expect(tight).toMatchObject({ fits: true, droppedCount: 0 });
    expect(tight.maxOutputTokens).toBeLessThan(200);
    expect(fitContext({ ...base, newestFirst: [question(5000)], count: 1 }).fits).toBe(false);
  });

  test("whatever the branch, the last message is kept and the counts agree", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(400), { minLength: 1, maxLength: 30 }), (lengths) => {
        const turns = lengths.map((words, index): ChatTurn => ({
          role: index % 2 === lengths.length % 2 ? "assistant" : "user",
          content: "word ".repeat(words),
        }));
        const fitted = fitContext({ ...base, newestFirst: turns.toReversed(), count: turns.length });
        expect(fitted.messages.at(-1)).toEqual(turns.at(-1));
        expect(fitted.messages.length - 1 + fitted.droppedCount).toBe(turns.length);
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

  test("the likely count is never above the bound", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (content) => {
        for (const family of ["gpt", "mistral", "claude"] as const)
          expect(likelyTokens(content, family)).toBeLessThanOrEqual(upperBoundTokens([{ content }]));
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
