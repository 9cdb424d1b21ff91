/** The parts of the commands that touch the world: files, child processes, the terminal. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import { createInterface } from "node:readline/promises";
import { fileURLToPath } from "node:url";
import { parseEnv } from "./env-file.mjs";

/** The project's root, wherever the command was started. */
export const ROOT = resolve(fileURLToPath(new URL("../..", import.meta.url)));

/** Ends the command with messages for a person, not with a stack. @type {(...problems: string[]) => never} */
export function fail(...problems) {
  for (const problem of problems) console.error(`✗ ${problem}`);
  process.exit(1);
}

/** The settings of .env; ends the command where there are none or they cannot be read. */
export function readSettings() {
  const path = join(ROOT, ".env");
  if (!existsSync(path)) fail("There is no .env. Copy .env.example to .env and fill it in; every key is explained there.");
  const { values, problems } = parseEnv(readFileSync(path, "utf8"));
  if (problems.length > 0) fail(...problems);
  return values;
}

/**
 * Runs a program in the project; its output goes to the terminal unless `capture`. Returns output and exit code.
 * `input` stands in its standard input.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: Record<string, string>, capture?: boolean, input?: string }} options
 */
export function run(command, args, options = {}) {
  const child = spawnSync(command, args, {
    cwd: options.cwd ?? ROOT,
    env: { ...process.env, ...options.env },
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
    ...(options.input === undefined ? {} : { input: options.input }),
    stdio: options.capture ? [options.input === undefined ? "ignore" : "pipe", "pipe", "inherit"] : "inherit",
  });
  if (child.error) fail(`${command} could not be started: ${child.error.message}`);
  return { status: child.status ?? 1, output: child.stdout ?? "" };
}

/**
 * Runs Wrangler as installed, with the token from .env in its own environment only.
 * @param {string[]} args
 * @param {Record<string, string>} settings
 */
export function wrangler(args, settings) {
  return runWrangler(args, settings, {}).status;
}

/**
 * The same with its output.
 * @param {string[]} args
 * @param {Record<string, string>} settings
 * @param {{ capture?: boolean, input?: string }} options
 */
export function runWrangler(args, settings, options) {
  if (Number(process.versions.node.split(".")[0]) < 22)
    fail("Wrangler needs Node 22 or later. Started through npm (npm run …) it gets one by itself on Linux.");
  const script = join(ROOT, "node_modules", "wrangler", "bin", "wrangler.js");
  if (!existsSync(script)) fail("Wrangler is not installed: npm ci");
  return run(process.execPath, [script, ...args], {
    ...options,
    env: {
      CLOUDFLARE_API_TOKEN: settings["CLOUDFLARE_API_TOKEN"] ?? "",
      CLOUDFLARE_ACCOUNT_ID: settings["CLOUDFLARE_ACCOUNT_ID"] ?? "",
      WRANGLER_SEND_METRICS: "false",
    },
  });
}

/** All files below a folder, relative to it, with forward slashes. @param {string} folder @returns {string[]} */
export function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => statSync(join(folder, path)).isFile())
    .map((path) => path.split(sep).join("/"));
}

/** Asks on the terminal. @param {string} question */
export async function ask(question) {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await terminal.question(question)).trim();
  } finally {
    terminal.close();
  }
}
