/** Builds the local Worker and the client when a source is newer than the last build. */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { environment, node, root, run, say } from "./install.mjs";

const SOURCES = [
  "src",
  "client",
  "scripts/build-local.mjs",
  "scripts/local-worker.mjs",
  "scripts/worker-options.mjs",
  "wrangler.jsonc",
  "vite.config.ts",
  "package-lock.json",
];
const stamp = `${root}dist/local/.built-from`;

/** What tools write beside the sources: caches, and types made from wrangler.jsonc. A build or a test run must not look like a change. */
const isGenerated = (/** @type {string} */ name) =>
  name.startsWith(".") || name.endsWith(".tsbuildinfo") || name === "worker-configuration.d.ts";

/** @param {string} path @returns {string[]} */
function files(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => !isGenerated(entry.name))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => files(join(path, entry.name)));
}

/** A fingerprint of everything the build reads. */
export function fingerprint() {
  const hash = createHash("sha256");
  for (const file of SOURCES.flatMap((source) => files(`${root}${source}`)))
    hash.update(file.slice(root.length)).update(readFileSync(file));
  return hash.digest("hex");
}

export function buildLocal() {
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  say("Building …");
  if (run("vite", ["build", "--mode", "loopback", "--logLevel", "warn"], { quiet: true }) !== 0) {
    say("The build failed; what it said stands above.");
    process.exit(1);
  }
  // A process of its own: whoever builds and then serves has not imported wrangler.
  const options = spawnSync(node(), [`${root}scripts/worker-options.mjs`], { cwd: root, env: environment(), encoding: "utf8" });
  if (options.status !== 0) {
    say(`The options of the built Worker could not be read: ${options.stderr}`);
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
}
