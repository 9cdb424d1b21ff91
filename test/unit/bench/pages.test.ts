/** The table of the app, and its part of the document. */
import { expect, it } from "vitest";
import { pageRows } from "../../../bench/browser/table.ts";
import { withApp, withSearch } from "../../../bench/report.ts";
import type { PageFigures } from "../../../bench/rows/browser.ts";

const figures: PageFigures = {
  name: "Tally",
  scriptsKb: 190,
  usableMs: 100,
  usableManyMs: 121,
  usableListMs: 120,
  streams: [{ messages: 1_000, shown: 54, scriptMsPer50: 15.1, taskMsPer50: 20, keyMsP50: 10, keyMsP95: 50 }],
  shift: 0.01,
};
const plain: PageFigures = { ...figures, name: "plain assistant-ui thread", usableListMs: null, shift: null };

it("judges Tally's page by its limits, and a thousand messages by its own empty page", () => {
  const verdicts = new Map(pageRows([figures, plain]).map((row) => [row[0], row.at(-1)]));
  expect(Object.fromEntries(verdicts)).toMatchObject({
    "scripts of the empty page, KB gz": "reached",
    "the same with 1,000 messages, ms": "not reached",
    "an empty page beside 10,000 conversations, ms": "reached",
    "script ms per 50 ms of it": "not reached",
    "the same, p95, ms": "reached",
    "layout shift while a table streams": "reached",
  });
  expect(pageRows([figures, plain]).at(-1)).toEqual(["layout shift while a table streams", "0.0100", "—", "≤ 0.01", "reached"]);
});

it("puts its part into an existing document and leaves the rest as it is", () => {
  const document = "# Performance\n\n## In the app\n\nold\n\n## The wire readers\n\nrest\n";
  const written = withApp(document, [figures], new Date(0)) ?? "";
  expect(written).toMatch(/^# Performance\n\n## In the app\n\nMeasured 1970-01-01 00:00 UTC/);
  expect(written).toMatch(/\n\n## The wire readers\n\nrest\n$/);
  expect(written).not.toContain("old");
  expect(withApp("# Performance\n", [figures], new Date(0))).toBeNull();
});

it("puts the part about the search before the explanations, and in its own place the next time", () => {
  const searches = [{ messages: 1_000, p50: 1, p95: 2, slowest: "a word", slowestP95: 3, bytesPerByte: 3, reportMs: 0.5 }];
  const once = withSearch("# Performance\n\nrows\n\n## How to read this\n\nrest\n", searches, new Date(0));
  expect(once).toMatch(/^# Performance\n\nrows\n\n## Search over one's own words\n\nMeasured 1970-01-01 00:00 UTC/);
  expect(once).toMatch(/\n\n## How to read this\n\nrest\n$/);
  const twice = withSearch(once, searches, new Date(86_400_000));
  expect(twice).toBe(once.replace("1970-01-01", "1970-01-02"));
});
