import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fitContext } from "../../../src/models/context.ts";
import type { ChatTurn } from "../../../src/models/door.ts";

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

  test("of a small window the conversation has three quarters, and the answer all that is left", () => {
    const small = { ...base, contextWindow: 1024, maxOutputTokens: 1024 };
    const fitted = fitContext({ ...small, newestFirst: branch(9, 60).toReversed(), count: 9 });
    expect(fitted.messages.length - 1).toBeGreaterThan(8);
    expect(fitted.maxOutputTokens).toBeGreaterThanOrEqual(256);
    expect(fitted.likelyInputTokens + fitted.maxOutputTokens).toBeLessThanOrEqual(1024);
    const short = fitContext({ ...small, newestFirst: [question(10)], count: 1 });
    expect(short.maxOutputTokens).toBeGreaterThan(900);
  });

  test("an answer has no more than the window leaves, also where the guess of the question is a fifth too low", () => {
    const fitted = fitContext({ ...base, contextWindow: 4096, maxOutputTokens: 4096, newestFirst: [question(1500)], count: 1 });
    expect(fitted.likelyInputTokens * 1.2 + fitted.maxOutputTokens).toBeLessThanOrEqual(4096);
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
