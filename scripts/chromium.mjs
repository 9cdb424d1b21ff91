/** Finds a Chromium for the browser tests; on Debian as root installs it. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { say } from "./install.mjs";

const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** @returns {string | null} the path of its executable */
export function findChromium() {
  const named = process.env.CHROMIUM;
  if (named) return existsSync(named) ? named : null;
  const found = PLACES.find((path) => existsSync(path));
  if (found !== undefined) return found;
  if (!existsSync("/etc/debian_version") || process.getuid?.() !== 0) return null;
  say("Installing Chromium from Debian's packages (once) …");
  const options = {
    stdio: /** @type {const} */ (["ignore", "ignore", "inherit"]),
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  };
  spawnSync("apt-get", ["update", "-qq"], options);
  spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], options);
  spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium-headless-shell"], options);
  return PLACES.find((path) => existsSync(path)) ?? null;
}

/**
 * Chromium without a window's own pages, which takes the same tests in two thirds of the time; where it is not installed they run in the whole one.
 * @returns {string | null} the path of its executable
 */
export function findShell() {
  const path = process.env.CHROMIUM_SHELL ?? "/usr/bin/chromium-headless-shell";
  return existsSync(path) ? path : null;
}
