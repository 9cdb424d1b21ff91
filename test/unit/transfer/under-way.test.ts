import { expect, test } from "vitest";
import { UnderWay } from "../../../src/transfer/under-way.ts";

test("[I14] a large import leaves its objects time to fall asleep: after the first thousand each waits, so that few thousand are awake", async () => {
  let pausedMs = 0;
  const underWay = new UnderWay(async (ms) => void (pausedMs += ms));
  const begin = async (count: number): Promise<void> => {
    for (let index = 0; index < count; index += 1) await underWay.begin(1, async () => undefined);
  };
  await begin(1_000);
  expect(pausedMs).toBe(0);
  await begin(2_500);
  // Ten seconds: as long as an object is awake.
  expect(pausedMs).toBe(10_000);
  await underWay.over();
});
