import { expect, test } from "vitest";
import { dayModels, modelsBySpend, stackDays } from "../../../client/usage/spend.ts";

const row = (key: string, costNanoUsd: number) => ({
  key,
  calls: 1,
  inputTokens: 1,
  cachedTokens: 0,
  outputTokens: 1,
  costNanoUsd,
  savedNanoUsd: 0,
  simulated: false,
});

test("keys are a day and a model; a plain day counts as one model", () => {
  expect(dayModels([row("2026-11-23 @cf/meta/llama 4", 5), row("2026-11-22", 3)])).toEqual([
    { day: "2026-11-23", model: "@cf/meta/llama 4", costNanoUsd: 5 },
    { day: "2026-11-22", model: "all models", costNanoUsd: 3 },
  ]);
});

test("stacks have no gaps, days without spend stand empty, and the sum of all stacks is the sum of all rows", () => {
  const parts = dayModels([row("2026-11-21 a", 5), row("2026-11-21 b", 7), row("2026-11-23 a", 11), row("2026-11-23 free", 0)]);
  const models = modelsBySpend(parts);
  expect(models).toEqual(["a", "b", "free"]);
  const days = stackDays(["2026-11-21", "2026-11-22", "2026-11-23"], parts, models);
  expect(days.map((day) => day.totalNanoUsd)).toEqual([12, 0, 11]);
  expect(days[0]?.segments).toEqual([
    { model: "a", from: 0, to: 5 },
    { model: "b", from: 5, to: 12 },
  ]);
  expect(days[1]?.segments).toEqual([]);
});
