/** What runs on GitHub with this project's secrets: nothing that its owner could change under us. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { REPOSITORY } from "./double/project.ts";

const FOLDER = `${REPOSITORY}.github/workflows/`;
const workflows = readdirSync(FOLDER).map((name) => ({ name, text: readFileSync(FOLDER + name, "utf8") }));

describe("a workflow", () => {
  it.each(workflows)("$name uses actions by commit, each with the release it is", ({ text }) => {
    const used = text.split("\n").filter((line) => line.includes("uses:"));
    expect(used.length).toBeGreaterThan(1);
    for (const line of used) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it.each(workflows)("$name names secrets in steps alone, after the project's tests have run", ({ text }) => {
    const [before = "", after = ""] = text.split("      - run: npm test");
    expect(before).not.toContain("${{ secrets.");
    for (const line of after.split("\n").filter((one) => one.includes("${{ secrets."))) expect(line).toMatch(/^ {10}[A-Z_]+: /);
  });
});
