import { describe, expect, it } from "vitest";
import { Curves, curveTable, each, exponents, isTooSteep, one, upTo, type Step, type Work } from "../../../bench/scale/curve.ts";

function step(work: Work, ...values: number[]): Step {
  const curves = new Curves();
  values.forEach((value, index) => curves.add("a step", "ms", work, 10 ** (index + 1), value));
  const [made] = curves.steps;
  if (made === undefined) throw new Error("no step");
  return made;
}

describe("a curve", () => {
  it("has the exponent with which the cost grows between neighbouring sizes", () => {
    expect(exponents(step(each("row"), 2, 20, 2000)).map(({ cost }) => Math.round(cost * 10) / 10)).toEqual([1, 2]);
    expect(exponents(step(upTo(100, "row"), 1, 1, 1)).map(({ work }) => work)).toEqual([1, 0]);
  });

  it("is marked where it grows faster than its work, and not for noise", () => {
    expect(isTooSteep(step(each("row"), 10, 100, 1000))).toBe(false);
    expect(isTooSteep(step(each("row"), 10, 100, 2000))).toBe(true);
    expect(isTooSteep(step(one("page"), 10, 10, 30))).toBe(true);
    expect(isTooSteep(step(one("page"), 0.1, 0.1, 0.9))).toBe(false);
    expect(isTooSteep(step(upTo(1000, "row"), 1, 10, 100))).toBe(false);
    expect(curveTable([step(one("page"), 10, 10, 30)])).toContain("**faster than its work**");
    expect(curveTable([step(each("row"), 10, 100, 1000)])).toContain("1.0 ms / row");
  });
});
