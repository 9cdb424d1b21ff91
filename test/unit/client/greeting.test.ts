import { expect, test } from "vitest";
import { greetingFor } from "../../../client/conversation/greeting.ts";

test.each([
  ["alice.smith@example.com", 9, "Good morning, Alice"],
  ["jürgen@example.com", 19, "Good evening, Jürgen"],
  ["you@localhost", 9, "What would you like to know?"],
  ["x7@example.com", 9, "What would you like to know?"],
  ["", 9, "What would you like to know?"],
])("%s is greeted at %i o'clock: %s", (email, hour, words) => {
  expect(greetingFor(email, hour)).toBe(words);
});
