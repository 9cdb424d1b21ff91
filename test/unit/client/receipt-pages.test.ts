import { expect, test } from "vitest";
import { everyReceipt } from "../../../client/usage/spend.ts";
import type { Receipt } from "../../../src/protocol/http.ts";

const receipt = (callId: string): Receipt => ({
  callId,
  purpose: "answer",
  end: "done",
  model: "embedded/tally",
  at: "2026-11-01T00:00:00Z",
  inputTokens: 1,
  cachedTokens: 0,
  outputTokens: 1,
  costNanoUsd: 2,
  savedNanoUsd: 0,
  basis: "listed",
  simulated: true,
});

test("receipts are read page after page until there is no next one", async () => {
  const asked: (string | null)[] = [];
  const all = await everyReceipt((cursor) => {
    asked.push(cursor);
    const page = asked.length;
    return Promise.resolve({ receipts: [receipt(`c${page}`)], totalNanoUsd: 6, next: page < 3 ? `after c${page}` : null });
  });
  expect(asked).toEqual([null, "after c1", "after c2"]);
  expect(all).toEqual({ receipts: [receipt("c1"), receipt("c2"), receipt("c3")], totalNanoUsd: 6 });
});
