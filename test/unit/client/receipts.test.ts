import { expect, test } from "vitest";
import type { Receipt } from "../../../src/protocol/http.ts";
import { comparisonOf } from "../../../client/usage/receipts.tsx";

const receipt = (part: Partial<Receipt>): Receipt => ({
  callId: "c",
  purpose: "answer",
  end: "done",
  model: "m",
  at: "2026-11-23T00:00:00.000Z",
  inputTokens: 1,
  cachedTokens: 0,
  outputTokens: 1,
  costNanoUsd: 0,
  savedNanoUsd: 0,
  basis: "billed",
  simulated: false,
  ...part,
});

test("only calls whose real price is known are held against the price list", () => {
  const receipts = [
    receipt({ costNanoUsd: 100, listedNanoUsd: 110 }),
    receipt({ costNanoUsd: 50, listedNanoUsd: 50, basis: "logged" }),
    receipt({ costNanoUsd: 70, listedNanoUsd: 70, basis: "listed" }),
    receipt({ costNanoUsd: 30, basis: "estimated" }),
    receipt({ costNanoUsd: 9 }),
  ];
  expect(comparisonOf(receipts)).toEqual({ listedNanoUsd: 160, countedNanoUsd: 150, calls: 2 });
  expect(comparisonOf([])).toEqual({ listedNanoUsd: 0, countedNanoUsd: 0, calls: 0 });
});
