import { expect, test } from "vitest";
import { deletionReason, storedPart } from "../../../src/protocol/stored.ts";
import { isConfirmed, reasonWords, storeWords } from "../../../client/privacy/stores.ts";

test("every store and every reason has its words, no two the same", () => {
  const stores = storedPart.shape.store.options.map((store) => storeWords(store).name);
  expect(new Set(stores).size).toBe(stores.length);
  const reasons = deletionReason.options.map(reasonWords);
  expect(new Set(reasons).size).toBe(reasons.length);
});

test.each([
  ["delete everything", true],
  ["  Delete  everything ", true],
  ["delete", false],
  ["deleteeverything", false],
  ["", false],
])("%j typed deletes everything: %s", (typed, isMeant) => {
  expect(isConfirmed(typed)).toBe(isMeant);
});
