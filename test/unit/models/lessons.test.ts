import { describe, expect, test } from "vitest";
import { afterCall, parseLesson } from "../../../src/models/lessons.ts";
import type { CallFigures, Lesson } from "../../../src/protocol/wallet.ts";
import { correctionFactor } from "../../../src/models/tokens.ts";

const call = (change: Partial<CallFigures> = {}): CallFigures => ({ model: "local/tiny", guessed: 6, counted: 31, output: 100, ...change });
const after = (...calls: CallFigures[]): Lesson | null => calls.reduce<Lesson | null>((known, each) => afterCall(known, each), null);

describe("what calls teach of a model", () => {
  test("a short request teaches what the template adds, and not that words are dear", () => {
    const lesson = after(call());
    expect(lesson).toMatchObject({ template: 25, answer: 100 });
    expect(correctionFactor(lesson ?? { likely: 0, counted: 0 })).toBe(1);
  });

  test("a long one teaches how the words are counted, the template aside", () => {
    const lesson = after(call(), call({ guessed: 1000, counted: 1225 }));
    expect(lesson?.template).toBe(25);
    expect(correctionFactor(lesson ?? { likely: 0, counted: 0 })).toBeCloseTo(1400 / 1200, 5);
  });

  test("the length of answers is that of answers that ended by themselves, and older ones fade", () => {
    expect(after(call({ output: null }))?.answer).toBe(0);
    expect(after(call(), call({ output: null }))?.answer).toBe(100);
    expect(after(call(), call({ output: 200 }))?.answer).toBe(130);
  });

  test("figures that are none teach nothing", () => {
    expect(after(call({ guessed: 0 }))).toMatchObject({ template: 0, answer: 100 });
    expect(after(call({ counted: 0 }))?.template).toBe(0);
    expect(after(call({ counted: 9_000_000 }))?.template).toBe(2000);
  });

  test("what is stored is read again, and what cannot be read is nothing", () => {
    const lesson = after(call());
    expect(parseLesson(JSON.stringify(lesson))).toEqual(lesson);
    expect([parseLesson("no JSON"), parseLesson("{}"), parseLesson('{"model":"x","template":"25"}')]).toEqual([null, null, null]);
  });
});
