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
import { findChromium, findShell } from "./chromium.mjs";
import { createNoiseFilter, isReport } from "./known-noise.mjs";

install();
const chromium = findChromium();
const shell = findShell();
if (chromium === null)
  say("No Chromium was found and it could not be installed: the browser tests are skipped. Install chromium, or set CHROMIUM to its path.");

const { check } = await import("./check.mjs");
const checks = check();
const { buildLocal } = await import("./build-local.mjs");
buildLocal();

const folder = mkdtempSync(join(tmpdir(), "tally-test-"));
let unexpectedLines = 0;

/** @typedef {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number, success: boolean }} Result */

/**
 * Runs projects of vitest.
 * @param {string[]} projects
 * @param {string[]} [options] more of the command line
 * @returns {Promise<Result | null>} null: vitest itself failed
 */
async function runProjects(projects, options = []) {
  const report = join(folder, `${projects.join("-")}.json`);
  const run = spawn(
    node(),
    [
      `${root}node_modules/.bin/vitest`,
      "run",
      ...projects.flatMap((project) => ["--project", project]),
      ...options,
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
      // What a filter on the command line names may be on one side alone.
      ...(process.argv.length > 2 ? ["--passWithNoTests"] : []),
      ...process.argv.slice(2),
    ],
    {
      cwd: root,
      env: {
        ...environment(),
        ...(chromium === null ? {} : { CHROMIUM: chromium }),
        // A browser that somebody named is the one for all tests.
        ...(shell === null || process.env.CHROMIUM ? {} : { CHROMIUM_SHELL: shell }),
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const noise = createNoiseFilter();
  const noiseBesideResults = createNoiseFilter();
  const ended = once(run, "exit");
  await Promise.all([
    (async () => {
      for await (const line of createInterface({ input: run.stdout })) {
        if (noiseBesideResults.isExpected(line)) continue;
        if (isReport(line)) unexpectedLines += 1;
        say(line);
      }
    })(),
    (async () => {
      for await (const line of createInterface({ input: run.stderr })) if (!noise.isExpected(line)) process.stderr.write(`${line}\n`);
    })(),
  ]);
  await ended;
  unexpectedLines += noise.unexpected();
  return existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : null;
}

// Beside each other, since what is tested waits much of the time (for an alarm, a token, a page). With a third worker for the tests in workerd
// two cores had more to do than time, and deadlines of tests passed (load 9; 2026-11-27).
const results = (
  await Promise.all([
    runProjects(["worker"], ["--maxWorkers=2"]).then((result) => [result]),
    runProjects(["unit", "simulation", "production"]).then(async (result) => [result, await runProjects(["crash"])]),
    chromium === null ? [] : runProjects(["browser"]).then((result) => [result]),
  ])
).flat();
rmSync(folder, { recursive: true, force: true });
const failedChecks = checks.filter((one) => !one.passed);
for (const { name } of failedChecks) say(`Failed: ${name}`);
/** @param {(result: Result) => number} figure */
const sumOf = (figure) => results.reduce((sum, result) => sum + (result === null ? 0 : figure(result)), 0);
const passed = sumOf((result) => result.numPassedTests) + checks.length - failedChecks.length;
// A file that could not even be loaded counts as a failure although none of its tests ran.
const failed =
  results.reduce((sum, result) => sum + (result === null ? 1 : Math.max(result.numFailedTests, result.success ? 0 : 1)), 0) +
  failedChecks.length;
const skipped =
  sumOf((result) => result.numPendingTests) + sumOf((result) => result.numTodoTests) + (chromium === null ? countBrowserTests() : 0);

/** How many tests were left out for want of a browser. */
function countBrowserTests() {
  const { stdout } = spawnSync("grep", ["-rhoE", "^\\s*it\\(", `${root}test/browser`, "--include=*.test.ts"], { encoding: "utf8" });
  return stdout.split("\n").filter((line) => line !== "").length;
}

if (unexpectedLines > 0)
  say(
    `${unexpectedLines} lines above are no known noise (scripts/known-noise.mjs): ${failed > 0 ? "the failures, or something else" : "something was reported that no test looks at"}`,
  );
say(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed === 0 ? 0 : 1;
