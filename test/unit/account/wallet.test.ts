import { describe, expect, it } from "vitest";
import { decideHold, freedOf, isAskedAfter, percentSpent, publicWallet, stillHeld } from "../../../src/account/wallet.ts";
import { renewsAt } from "../../../src/protocol/wallet.ts";

const kept = (held: number, costNanoUsd: number, mostNanoUsd: number | null): number =>
  stillHeld({ cost: held, freed: freedOf(held, { costNanoUsd, mostNanoUsd }) });

const at = (spentNanoUsd: number, limitNanoUsd: number): boolean => publicWallet({ limitNanoUsd, spentNanoUsd, heldNanoUsd: 0 }, 0).warning;

describe("the wallet's decisions", () => {
  it("hold all, what is left, or nothing", () => {
    const money = { limitNanoUsd: 100, spentNanoUsd: 40, heldNanoUsd: 30 };
    expect([decideHold(money, 30, 1), decideHold(money, 90, 10), decideHold(money, 90, 31)]).toEqual([30, 30, null]);
  });

  it("keep back what a log may still add, and no more than was held", () => {
    expect([kept(100, 20, null), kept(100, 20, 50), kept(100, 20, 500), kept(100, 20, 10)]).toEqual([80, 30, 80, 0]);
    expect(stillHeld({ cost: 7, freed: null })).toBe(7);
  });

  it("warn from 80 % on and renew with the month", () => {
    expect([at(79, 100), at(80, 100), at(0, 0)]).toEqual([false, true, true]);
    expect(percentSpent({ limitNanoUsd: 3, spentNanoUsd: 2 })).toBe(66);
    expect(renewsAt(Date.UTC(2026, 11, 31, 23, 59))).toBe("2027-01-01T00:00:00.000Z");
  });
});

const AT = 1_800_000_000_000;
const hold = (asker: string | null, nth: number | null, atMs = AT) => ({ at: atMs, asker, nth });

describe("which holds a report says something of", () => {
  it("[I8] within one waking of the object those that were asked for before it, however close together", () => {
    const report = { atMs: AT, place: { by: "a", nth: 2 } };
    expect([isAskedAfter(hold("a", 1), report), isAskedAfter(hold("a", 3), report)]).toEqual([false, true]);
    // The clock was set back in between.
    expect([isAskedAfter(hold("a", 1, AT + 9), report), isAskedAfter(hold("a", 3, AT - 9), report)]).toEqual([false, true]);
  });

  it("[I8] of another waking those that are older by the clock, and none of the same millisecond", () => {
    const report = { atMs: AT, place: { by: "a", nth: 7 } };
    expect([AT - 1, AT, AT + 1].map((atMs) => isAskedAfter(hold("b", 1, atMs), report))).toEqual([false, true, true]);
  });

  it("of an earlier version those that are not younger; without a time all", () => {
    expect([AT, AT + 1].map((atMs) => isAskedAfter(hold(null, null, atMs), { atMs: AT, place: { by: "a", nth: 1 } }))).toEqual([
      false,
      true,
    ]);
    expect([AT, AT + 1].map((atMs) => isAskedAfter(hold("a", 1, atMs), { atMs: AT }))).toEqual([false, true]);
    expect(isAskedAfter(hold("a", 1, AT + 1), {})).toBe(false);
  });
});
