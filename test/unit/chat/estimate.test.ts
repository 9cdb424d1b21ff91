import { describe, expect, it } from "vitest";
import { likelyOutputTokens, unreadMessages } from "../../../src/chat/calls/estimate.ts";

const receipt = (output_tokens: number) => ({ turn: 1, purpose: "answer" as const, end: "done" as const, output_tokens });

const turn = (model: string, answer = "a") => ({ model, answer, call_id: "c", summary: null });

describe("the estimate's guesses", () => {
  it("take the median of recent whole answers, else none", () => {
    expect(likelyOutputTokens([])).toBeNull();
    expect(likelyOutputTokens([10, 900, 30].map(receipt))).toBe(30);
    expect(likelyOutputTokens([10, 20, 30, 900].map(receipt))).toBe(25);
    expect(
      likelyOutputTokens([
        { ...receipt(7), end: "cut" },
        { ...receipt(9), turn: 0 },
      ]),
    ).toBeNull();
  });

  it("count what a model has not read since its last run", () => {
    expect([unreadMessages([], "m"), unreadMessages([turn("m")], "m"), unreadMessages([turn("n"), turn("n", ""), turn("m")], "m")]).toEqual(
      [null, 2, 4],
    );
    const summed = { ...turn("m"), summary: "{}" };
    expect([unreadMessages([turn("m"), summed], "m"), unreadMessages([turn("n"), summed], "m")]).toEqual([2, null]);
  });
});
