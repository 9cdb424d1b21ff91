import { expect, test } from "vitest";
import { COMMANDS, keyNames, matchingCommands } from "../../../client/commands/commands.ts";

const found = (typed: string, isAdmin = false) => matchingCommands(typed, isAdmin).map(({ id }) => id);

test("commands are found by the beginnings of their words, also of what else they may be called", () => {
  expect(found("the da")).toEqual(["dark"]);
  expect(found("MONEY")).toEqual(["usage"]);
  expect(found("admin")).toEqual([]);
  expect(found("admin", true)).toEqual(["admin"]);
  expect(found("brulee")).toEqual([]);
});

test("no two commands have the same keys or name", () => {
  const keys = COMMANDS.flatMap(({ keys }) => keys ?? []);
  expect(new Set(keys).size).toBe(keys.length);
  expect(new Set(COMMANDS.map(({ id }) => id)).size).toBe(COMMANDS.length);
});

test("keys are written as they stand on the keyboard", () => {
  expect(keyNames("$mod+Shift+KeyO", false)).toEqual(["Ctrl", "Shift", "O"]);
  expect(keyNames("$mod+KeyK", true)).toEqual(["⌘", "K"]);
});
