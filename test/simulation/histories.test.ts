/** Histories in which a seed is everything (docs/reliability.md). `npm run sim` runs more of them, and shrinks what fails. */
import { describe, expect, it } from "vitest";
import { runHistory } from "./history.ts";

/** 20 ms of processor time each (2026-11-27). */
const HISTORIES = 1_500;
const FIRST = 251;

describe("a history of one person's conversations", () => {
  it("[I1] to [I10] hold after every step, and all comes to rest and agrees", { timeout: 600_000 }, async () => {
    const failures: string[] = [];
    for (let seed = FIRST; seed < FIRST + HISTORIES; seed += 1) {
      const { failure } = await runHistory(seed);
      if (failure !== null) failures.push(`npm run sim -- --histories 1 --seed ${seed}   # step ${failure.step}: ${failure.what}`);
    }
    expect(failures).toEqual([]);
  });

  it("is the same whenever its seed is the same", async () => {
    for (const seed of [294, 266, 261]) {
      const [first, second] = [await runHistory(seed), await runHistory(seed)];
      expect(second.hash).toBe(first.hash);
      expect(second.steps).toBe(first.steps);
    }
  });
});
