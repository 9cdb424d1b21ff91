import { describe, expect, it } from "vitest";
import { stampsIn, wrongIn } from "../soak/words.ts";

describe("what the soak takes for a whole answer", () => {
  it.each([
    ["", 3, false],
    [" w0 w1 w2", 3, true],
    [" w0 w1 w", 3, false],
    [" w0 w1@k3 w2@k", 3, true],
    [" w0 w1 w0 w1 w2", 3, true],
    [" w0 w1 w2 w3 w4 w5 w6 w7 w8 w9 w10 w1", 20, false],
  ])("%j of %i tokens", (text, tokens, isWhole) => {
    expect(wrongIn(text, tokens, isWhole)).toBeNull();
  });

  it.each([
    [" w0 w2", 3, false],
    [" w0 w1 w1 w2", 3, true],
    [" w0 w1", 3, true],
    [" w0 w1 w2 w3", 3, true],
    ["w0", 3, false],
    [" w0 w1x w2", 3, true],
    [" w1", 3, false],
  ])("not %j of %i tokens", (text, tokens, isWhole) => {
    expect(wrongIn(text, tokens, isWhole)).toEqual(expect.any(String));
  });

  it("reads the stamps that are surely whole", () => {
    expect(stampsIn(" w0@a w1@b w2@c")).toEqual([10, 11]);
  });
});
