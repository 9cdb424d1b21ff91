/**
 * `npm run bench`: how fast Tally is, beside a bare object and AIChatAgent, in one run. `-- --quick` takes some three minutes
 * on a machine of its own, else some fifteen; on a busy one several times that. `-- --only=new,load` runs some sections and
 * prints their rows alone (throughput, latency, rows, resume, stored, new, starts, load, browser, wires, search, rollups),
 * and writes no document; `-- --only=browser` or `-- --only=search` alone writes its part of it.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { environment, install, node, root, say } from "./install.mjs";
import { findChromium } from "./chromium.mjs";

/** The baselines' packages live in a folder of their own, so that `npm start` never waits for them. */
function installBaseline() {
  const folder = `${root}bench/baseline/`;
  const stamp = `${folder}node_modules/.installed`;
  const wanted = readFileSync(`${folder}package-lock.json`, "utf8");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  say("Installing the baselines' packages (once) …");
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: folder,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (status !== 0) {
    say("npm could not install the baselines; what it said stands above. Is the registry reachable?");
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
}

install();
installBaseline();
const { buildLocal } = await import("./build-local.mjs");
buildLocal();
const chromium = findChromium();
const bench = spawn(node(), ["--disable-warning=ExperimentalWarning", `${root}bench/main.ts`, ...process.argv.slice(2)], {
  cwd: root,
  env: { ...environment(), ...(chromium === null ? {} : { CHROMIUM: chromium }) },
  stdio: "inherit",
});
// The benchmark ends itself, after 40 minutes at the latest; this is for the day it cannot.
const limit = setTimeout(() => bench.kill("SIGKILL"), 42 * 60_000);
limit.unref();
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => bench.kill("SIGTERM"));
bench.on("exit", (code) => process.exit(code ?? 1));
