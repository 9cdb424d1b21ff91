/**
 * `npm run destroy`: deletes everything Terraform made, after the name of the Worker was typed.
 * `npm run destroy -- --confirm=<name>` for scripts. What is left is the API token and .env.
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { ask, fail, readSettings, ROOT } from "./effects.mjs";
import { summary } from "./plan.mjs";
import { checkSettings, hostname, workerName } from "./settings.mjs";
import { openTerraform } from "./terraform.mjs";

const { values: flags } = parseArgs({ options: { confirm: { type: "string" } } });
const settings = readSettings();
const problems = checkSettings(settings);
if (problems.length > 0) fail(...problems);

// Terraform evaluates the configuration, and with it the hash of these files, even to delete.
for (const file of ["dist/tally/index.js", "dist/client/_headers"]) {
  const path = join(ROOT, file);
  if (existsSync(path)) continue;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, "");
  process.on("exit", () => rmSync(path, { force: true }));
}

const terraform = openTerraform();
const lines = summary(terraform.plan({ destroy: true, quiet: true }));
if (lines.length === 0) {
  terraform.forget();
  console.log("✓ there is nothing to delete");
  process.exit(0);
}
const name = workerName(settings);
console.log(lines.join("\n"));
console.log(`\nEvery conversation, wallet and receipt of https://${hostname(settings)} is deleted with it. There is no way back.`);
const typed = flags.confirm ?? (await ask(`Type ${name} to go on: `));
if (typed !== name) {
  terraform.forget();
  fail("That is not the name. Nothing was changed.");
}
terraform.apply();
console.log("✓ everything is deleted. The API token is yours to revoke: https://dash.cloudflare.com/profile/api-tokens");
