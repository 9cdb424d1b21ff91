/**
 * What Miniflare must know of the built local Worker. wrangler reads it out of the Worker's configuration, which takes a
 * second of a start for importing wrangler alone: so it is read once, when the Worker is built, and kept beside it.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { root } from "./install.mjs";

const FOLDER = `${root}dist/local/`;
const FILE = `${FOLDER}worker-options.json`;

/** Reads the options out of the built configuration and keeps them. */
async function keep() {
  const { unstable_getMiniflareWorkerOptions: optionsOf } = await import("wrangler");
  const { workerOptions } = optionsOf(`${FOLDER}tally/wrangler.json`);
  writeFileSync(FILE, JSON.stringify(workerOptions));
}

/** The kept options; their paths are this clone's, wherever it was when it was built. */
export function workerOptions() {
  const kept = JSON.parse(readFileSync(FILE, "utf8"));
  return { ...kept, rootPath: `${FOLDER}tally`, assets: { ...kept.assets, directory: `${FOLDER}client` } };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await keep();
