import { expect, test } from "vitest";
import { fitting } from "../../../client/conversation/over-budget.tsx";
import { isLocalModel, waitingWords } from "../../../client/conversation/waiting-words.ts";
import { areSumsSimulated } from "../../../client/ui/simulated-here.tsx";
import type { ModelInfo } from "../../../src/protocol/http.ts";

const wait = { elapsedMs: 0, model: "Llama", isLocal: false, isConnected: true };

test("a wait for the first word has its words: at once, later, on a server of one's own, and without a connection", () => {
  expect(waitingWords(wait)).toBe("Thinking · Llama");
  expect(waitingWords({ ...wait, model: null })).toBe("Thinking");
  expect(waitingWords({ ...wait, elapsedMs: 6000 })).toBe("Waiting for the first word of Llama");
  expect(waitingWords({ ...wait, elapsedMs: 4000, isLocal: true })).toBe("Waiting for Llama: its server loads it, or has others before it");
  expect(waitingWords({ ...wait, elapsedMs: 60_000, isLocal: true, isConnected: false })).not.toContain("Llama");
  expect(isLocalModel("local/llama")).toBe(true);
  expect(isLocalModel("@cf/meta/llama")).toBe(false);
  expect(isLocalModel(undefined)).toBe(false);
});

function model(id: string, change: Partial<ModelInfo> = {}): ModelInfo {
  const price = { input: 1, cachedInput: null, output: 2 };
  return {
    id,
    name: id,
    provider: "p",
    contextWindow: null,
    capabilities: [],
    priceUsdPerMTok: price,
    available: true,
    simulated: false,
    ...change,
  };
}
const FREE = { priceUsdPerMTok: { input: 0, cachedInput: null, output: 0 } };

test("a sum that names no model is marked as simulated where nobody else can be paid, never at real money", () => {
  const embedded = model("embedded/tally", { simulated: true });
  expect(areSumsSimulated([embedded])).toBe(true);
  expect(areSumsSimulated([embedded, model("local/llama", FREE)])).toBe(true);
  expect(areSumsSimulated([embedded, model("gone", { available: false })])).toBe(true);
  expect(areSumsSimulated([embedded, model("paid")])).toBe(false);
  expect(areSumsSimulated([model("paid")])).toBe(false);
  expect(areSumsSimulated([])).toBe(false);
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
