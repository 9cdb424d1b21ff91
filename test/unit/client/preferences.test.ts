import { expect, test } from "vitest";
import { parseDays } from "../../../client/privacy/retention-field.tsx";
import { systemRefusal } from "../../../client/ui/system-field.tsx";

test.each([
  ["", null],
  ["  ", null],
  ["1", 1],
  [" 30 ", 30],
  ["3650", 3650],
  ["0", undefined],
  ["3651", undefined],
  ["-1", undefined],
  ["1.5", undefined],
  ["ten", undefined],
])("%j days of retention are %s", (text, days) => {
  expect(parseDays(text)).toBe(days);
});

test("a system prompt is measured in bytes", () => {
  expect(systemRefusal("a".repeat(32 * 1024))).toBeNull();
  expect(systemRefusal("a".repeat(32 * 1024 + 1))).toContain("1 KB");
  expect(systemRefusal("ä".repeat(17 * 1024))).toContain("2 KB");
});
