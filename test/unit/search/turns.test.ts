import { expect, test } from "vitest";
import { Turns } from "../../../src/search/turns.ts";

const AT = 1_800_000_000_000;

test("[I14] however many wake at once, few report at once, and the others ask again one after the other", () => {
  const turns = new Turns();
  const waits = Array.from({ length: 1_000 }, (_, index) => turns.ask(`c${index}`, AT));
  const first = waits.filter((ms) => ms === 0);
  expect(first).toEqual([0, 0, 0]);
  const later = waits.slice(first.length);
  expect(later.every((ms) => ms > 0)).toBe(true);
  expect(new Set(later).size).toBe(later.length);
  expect(later).toEqual(later.toSorted((a, b) => a - b));
});

test("a turn ends with the last report, and the next one that asks has it", () => {
  const turns = new Turns();
  for (const id of ["a", "b", "c"]) expect(turns.ask(id, AT)).toBe(0);
  turns.reported("a", true, AT);
  expect(turns.ask("d", AT)).toBeGreaterThan(0);
  turns.reported("a", false, AT);
  expect(turns.ask("d", AT)).toBe(0);
  expect(turns.ask("a", AT)).toBeGreaterThan(0);
});

test("whoever has a turn has it when it asks again, and a report of somebody else's ends none", () => {
  const turns = new Turns();
  for (const id of ["a", "b", "c"]) turns.ask(id, AT);
  turns.reported("z", false, AT);
  expect(turns.ask("b", AT)).toBe(0);
  expect(turns.ask("z", AT)).toBeGreaterThan(0);
});

test("a conversation that died in its turn keeps nobody waiting for good", () => {
  const turns = new Turns();
  for (const id of ["a", "b", "c"]) turns.ask(id, AT);
  turns.reported("c", true, AT + 20_000);
  expect(turns.ask("d", AT + 31_000)).toBe(0);
  expect(turns.ask("e", AT + 31_000)).toBe(0);
  expect(turns.ask("f", AT + 31_000)).toBeGreaterThan(0);
});
