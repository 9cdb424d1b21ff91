import { describe, expect, test } from "vitest";
import { Rush } from "../../src/rush.ts";

const MANY = 20;

describe("how long a conversation that begins waits for its entry in the list", () => {
  test("shortly while few begin, however many have begun in all", () => {
    const rush = new Rush();
    for (let begun = 0; begun < 3 * MANY; begun += 1) expect(rush.begins(begun * 100)).toBe(50);
  });

  test("until the rush is over while many begin within a second", () => {
    const rush = new Rush();
    const waits = Array.from({ length: 2 * MANY }, (_, begun) => rush.begins(begun * 5));
    expect(waits).toEqual([...Array<number>(MANY - 1).fill(50), ...Array<number>(MANY + 1).fill(1_500)]);
    expect(rush.begins(10_000)).toBe(50);
  });
});
