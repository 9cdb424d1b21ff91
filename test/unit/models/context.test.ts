import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fitContext } from "../../../src/models/context.ts";
import type { ChatTurn } from "../../../src/models/provider-client.ts";
import { likelyTokens } from "../../../src/models/tokens.ts";

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

const fit = (turns: ChatTurn[]) => fitContext({ ...base, newestFirst: turns, count: turns.length, mustKeep: 3 });

describe("an answer that is to be continued", () => {
  const goOn: ChatTurn = { role: "user", content: "Go on." };
  const asked = (questionWords: number, begunWords: number): ChatTurn[] => [
    goOn,
    { role: "assistant", content: Array.from({ length: begunWords }, (_, index) => `word${index}`).join(" ") },
    question(questionWords),
  ];

  test("is sent with its question, whole where there is room, before older messages", () => {
    const turns = asked(20, 20);
    const fitted = fit([...turns, ...branch(40, 50).toReversed()]);
    expect(fitted.messages.slice(-3)).toEqual(turns.toReversed());
    expect(fitted.messages.length).toBeGreaterThan(4);
  });

  test("is cut from its start, at a word, where it is too long; the question stays", () => {
    const turns = asked(100, 4_000);
    const { messages, fits, likelyInputTokens, maxOutputTokens } = fit(turns);
    expect(messages.map(({ role }) => role)).toEqual(["system", "user", "assistant", "user"]);
    expect([messages[1], messages[3]]).toEqual([turns[2], goOn]);
    const kept = messages[2]?.content ?? "";
    expect(turns[1]?.content.endsWith(` ${kept}`)).toBe(true);
    expect(likelyTokens(kept, "llama")).toBeGreaterThan(300);
    expect(fits).toBe(true);
    expect(likelyInputTokens + maxOutputTokens).toBeLessThanOrEqual(1_000);
  });

  test("is refused where its question leaves no room for what was begun", () => {
    expect(fit(asked(500, 4_000))).toMatchObject({ fits: true });
    expect(fit(asked(990, 4_000)).fits).toBe(false);
  });

  test("whatever the sizes: question and beginning are there, and what fits stays within the window", () => {
    fc.assert(
      fc.property(fc.nat(900), fc.integer({ min: 1, max: 3_000 }), (questionWords, begunWords) => {
        const fitted = fit(asked(questionWords, begunWords));
        expect(fitted.messages.map(({ role }) => role)).toEqual(["system", "user", "assistant", "user"]);
        expect(fitted.messages[2]?.content).not.toBe("");
        if (fitted.fits) expect(fitted.likelyInputTokens + fitted.maxOutputTokens).toBeLessThanOrEqual(1_000);
      }),
      { numRuns: 30 },
    );
  });
});
