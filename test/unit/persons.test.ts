import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const FOLDER = join(import.meta.dirname, "../worker");
/** Who asks where a test names nobody (DEFAULT_PERSON in test/worker/tab.ts), and whom every file therefore may have. */
const EVERYBODYS = "alice@example.com";

test("a person of the tests in workerd belongs to the tests of one file, since the files share one workerd", () => {
  const files = new Map<string, Set<string>>();
  for (const name of readdirSync(FOLDER).filter((each) => each.endsWith(".ts")))
    for (const [person] of readFileSync(join(FOLDER, name), "utf8").matchAll(/(?<![\w.}-])[a-z\d-]+@example\.com/g))
      files.set(person, (files.get(person) ?? new Set()).add(name));
  const shared = [...files].filter(([person, of]) => of.size > 1 && person !== EVERYBODYS);
  expect(files.size).toBeGreaterThan(50);
  expect(shared.map(([person, of]) => `${person}: ${[...of].join(", ")}`)).toEqual([]);
});
