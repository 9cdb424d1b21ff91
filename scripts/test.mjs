/**
 * `npm test`: everything, on a machine that has Node and npm. Installs what is missing (on Debian as root Chromium too),
 * then checks formats, lint and types, then runs every layer of tests. The last line counts.
 */
import { once } from "node:events";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { environment, install, node, root, say } from "./install.mjs";
import { findChromium } from "./chromium.mjs";
import { createNoiseFilter } from "./known-noise.mjs";

install();
const chromium = findChromium();
if (chromium === null)
  say("No Chromium was found and it could not be installed: the browser tests are skipped. Install chromium, or set CHROMIUM to its path.");

const { check } = await import("./check.mjs");
const checks = check();
const { buildLocal } = await import("./build-local.mjs");
buildLocal();

const folder = mkdtempSync(join(tmpdir(), "tally-test-"));
const report = join(folder, "report.json");
const projects = ["unit", "worker", "production", "crash", ...(chromium === null ? [] : ["browser"])];
const run = spawn(
  node(),
  [
    `${root}node_modules/.bin/vitest`,
    "run",
    ...projects.flatMap((project) => ["--project", project]),
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  { cwd: root, env: { ...environment(), ...(chromium === null ? {} : { CHROMIUM: chromium }) }, stdio: ["inherit", "inherit", "pipe"] },
);
const ended = once(run, "exit");
const noise = createNoiseFilter();
for await (const line of createInterface({ input: run.stderr })) if (!noise.isExpected(line)) process.stderr.write(`${line}\n`);
await ended;

/** @type {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number, numFailedTestSuites: number, success: boolean } | null} */
const result = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : null;
rmSync(folder, { recursive: true, force: true });
const failedChecks = checks.filter((one) => !one.passed);
for (const { name } of failedChecks) say(`Failed: ${name}`);
const passed = (result?.numPassedTests ?? 0) + checks.length - failedChecks.length;
// A file that could not even be loaded counts as a failure although none of its tests ran.
const failed = (result === null ? 1 : Math.max(result.numFailedTests, result.success ? 0 : 1)) + failedChecks.length;
const skipped = (result?.numPendingTests ?? 0) + (result?.numTodoTests ?? 0) + (chromium === null ? countBrowserTests() : 0);

/** How many tests were left out for want of a browser. */
function countBrowserTests() {
  const { stdout } = spawnSync("grep", ["-rhoE", "^\\s*it\\(", `${root}test/browser`, "--include=*.test.ts"], { encoding: "utf8" });
  return stdout.split("\n").filter((line) => line !== "").length;
}

if (noise.unexpected() > 0)
  say(
    `${noise.unexpected()} lines above on stderr are no known noise (scripts/known-noise.mjs): ${failed > 0 ? "the failures, or something else" : "something was reported that no test looks at"}`,
  );
say(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed === 0 ? 0 : 1;
