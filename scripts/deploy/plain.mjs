/**
 * A deployment with Wrangler alone: what Workers Builds does after the Deploy to Cloudflare button.
 * Credentials come from the environment; the database is the one in wrangler.jsonc. The gateway and
 * Access are not made here: docs/operations.md says what is left to do by hand.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fail, ROOT, run } from "./effects.mjs";
import { ensureVapidSecret, sayVapidSecret } from "./vapid-secret.mjs";

/** Whether this runs in Workers Builds, which has neither Terraform nor an .env. @param {NodeJS.ProcessEnv} env */
export function isWorkersBuilds(env = process.env) {
  return env["WORKERS_CI"] === "1";
}

/** Migrates the database, then uploads what the build before has made: its configuration knows where the assets are, wrangler.jsonc does not. */
export function deployPlainly() {
  const wrangler = join(ROOT, "node_modules", "wrangler", "bin", "wrangler.js");
  const built = join(ROOT, "dist", "tally", "wrangler.json");
  if (!existsSync(built)) fail("There is no build to upload: npm run build");
  for (const args of [
    ["d1", "migrations", "apply", "DB", "--remote"],
    ["deploy", "--config", built],
  ]) {
    if (run(process.execPath, [wrangler, ...args]).status !== 0) fail(`wrangler ${args[0]} failed, see above.`);
  }
  /** @type {import("./vapid-secret.mjs").Wrangler} */
  const quietly = (args, input) => run(process.execPath, [wrangler, ...args], { capture: true, ...(input === undefined ? {} : { input }) });
  const said = sayVapidSecret(ensureVapidSecret(quietly, ["--config", built]));
  if (said !== null) console.log(said);
  console.log('✓ uploaded. It refuses everybody until Access is set up: docs/operations.md, "Plain Wrangler, or the button".');
}
