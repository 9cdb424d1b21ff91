import { expect, it } from "vitest";
import { isEndedForGood, waysOut } from "../../../client/conversation/answer-outcome.tsx";
import { answerProblem } from "../../../src/protocol/message.ts";

it("an answer that the provider's filter ended is not offered to go on, nor to be tried again as it is", () => {
  expect(isEndedForGood("content-filter")).toBe(true);
  expect(waysOut("content-filter")).toEqual(["model"]);
});

it("every other interruption can go on", () => {
  const others = answerProblem.shape.reason.options.filter((reason) => reason !== "content-filter");
  expect(others.filter(isEndedForGood)).toEqual([]);
});
