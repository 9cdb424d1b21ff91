import { expect, test } from "vitest";
import { byLocalHour, dearestHour, hourName } from "../../../client/usage/hours.ts";

const rows = [
  { key: "2026-11-23T23", costNanoUsd: 5, simulated: false },
  { key: "2026-11-24T23", costNanoUsd: 7, simulated: false },
  { key: "2026-11-24T09", costNanoUsd: 3, simulated: false },
];
const inZone = (timeZone: string) => (ms: number) =>
  Number(new Intl.DateTimeFormat("en-GB", { hour: "2-digit", hourCycle: "h23", timeZone }).format(ms));

test("hours of the books (UTC) fall into the reader's own, over midnight and by daylight saving", () => {
  expect(byLocalHour(rows, inZone("UTC"))[23]).toBe(12);
  const berlin = byLocalHour(rows, inZone("Europe/Berlin"));
  expect([berlin[0], berlin[10]]).toEqual([12, 3]);
  expect(byLocalHour([{ key: "2026-07-01T09", costNanoUsd: 1, simulated: false }], inZone("Europe/Berlin"))[11]).toBe(1);
});

test("the dearest hour is named, and there is none where nothing was spent", () => {
  expect(dearestHour(byLocalHour(rows, inZone("UTC")))).toBe(23);
  expect(dearestHour(byLocalHour([], inZone("UTC")))).toBeNull();
  expect([hourName(0), hourName(23)]).toEqual(["00:00", "23:00"]);
});
