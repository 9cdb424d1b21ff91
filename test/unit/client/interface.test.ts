import { expect, test } from "vitest";
import { fitting } from "../../../client/conversation/over-budget.tsx";
import { isLocalModel, waitingWords } from "../../../client/conversation/waiting-words.ts";
import { isSimulated } from "../../../client/usage/spend.ts";

const wait = { elapsedMs: 0, model: "Llama", isLocal: false, isConnected: true };

test("a wait for the first word has its words: at once, later, on a server of one's own, and without a connection", () => {
  expect(waitingWords(wait)).toBe("Thinking · Llama");
  expect(waitingWords({ ...wait, model: null })).toBe("Thinking");
  expect(waitingWords({ ...wait, elapsedMs: 6000 })).toBe("Waiting for the first word of Llama");
  expect(waitingWords({ ...wait, elapsedMs: 4000, isLocal: true })).toBe(
    "Waiting for Llama: its server is loading it, or is busy with others",
  );
  expect(waitingWords({ ...wait, elapsedMs: 60_000, isLocal: true, isConnected: false })).not.toContain("Llama");
  expect(isLocalModel("local/llama")).toBe(true);
  expect(isLocalModel("@cf/meta/llama")).toBe(false);
  expect(isLocalModel(undefined)).toBe(false);
});

test("a sum is simulated when it is more than nothing and nothing in it is real; what is free says nothing", () => {
  const simulated = { costNanoUsd: 5, simulated: true };
  const real = { costNanoUsd: 5, simulated: false };
  const free = { costNanoUsd: 0, simulated: false };
  expect(isSimulated([simulated, free])).toBe(true);
  expect([isSimulated([]), isSimulated([free]), isSimulated([real]), isSimulated([simulated, real])]).toEqual([false, false, false, false]);
});

test("over the budget those models are offered that what is left covers, cheapest first, and free ones always", () => {
  const priced = [
    { id: "dear", likelyNanoUsd: 900 },
    { id: "cheap", likelyNanoUsd: 90 },
    { id: "refused", likelyNanoUsd: 10 },
    { id: "free", likelyNanoUsd: 0 },
  ];
  const ids = (remaining: number) => fitting(priced, remaining, "refused").map(({ id }) => id);
  expect(ids(100)).toEqual(["free", "cheap"]);
  expect(ids(0)).toEqual(["free"]);
  expect(ids(-5)).toEqual(["free"]);
});
