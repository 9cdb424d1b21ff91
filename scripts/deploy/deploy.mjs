/**
 * `npm run deploy`: checks, builds, plans, applies, waits until the address answers, prints it.
 * `npm run deploy:plan` (--plan) stops after the plan. --allow-data-loss lets a plan delete what
 * cannot be made again. --skip-build takes dist/ as it is (for a pipeline that has built already).
 * In Workers Builds (after the Deploy button) it deploys with Wrangler instead.
 */
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { install } from "../install.mjs";
import { judge } from "./answer.mjs";
import { checkBuild } from "./build-output.mjs";
import { fail, filesBelow, readSettings, ROOT, run, runWrangler } from "./effects.mjs";
import { deployPlainly, isWorkersBuilds } from "./plain.mjs";
import { isSettling, losses, summary } from "./plan.mjs";
import { checkSettings, workerName } from "./settings.mjs";
import { openTerraform } from "./terraform.mjs";
import { checkToken } from "./token.mjs";
import { ensureVapidSecret, sayVapidSecret } from "./vapid-secret.mjs";

/** How long a new address may take: names and, for an own domain, a certificate have to travel. */
const PATIENCE_MS = 5 * 60_000;

const { values: flags } = parseArgs({
  options: { plan: { type: "boolean" }, "allow-data-loss": { type: "boolean" }, "skip-build": { type: "boolean" } },
});

if (isWorkersBuilds()) {
  deployPlainly();
  process.exit(0);
}

const settings = readSettings();
refuseIf(checkSettings(settings));
refuseIf(await checkToken(settings, fetch));
console.log("✓ .env and API token");
const terraform = openTerraform();

if (!flags["skip-build"]) {
  if (!existsSync(join(ROOT, "node_modules", "vite"))) install();
  const { status } = run(process.execPath, [join(ROOT, "node_modules", "vite", "bin", "vite.js"), "build"]);
  if (status !== 0) fail("The build failed, see above.");
}
// Written for Wrangler, which honours it. The provider does not and would publish it.
rmSync(join(ROOT, "dist", "client", ".assetsignore"), { force: true });
refuseIf(checkBuild(filesBelow(join(ROOT, "dist"))));
console.log("✓ build: one module, assets with headers");

const plan = terraform.plan();
const lines = summary(plan);
if (flags.plan) {
  terraform.forget();
  console.log(lines.length === 0 ? "✓ nothing to change" : lines.join("\n"));
  process.exit(0);
}
const lost = losses(plan);
if (lost.length > 0 && !flags["allow-data-loss"]) {
  terraform.forget();
  fail("This would delete for good:", ...lost, "Was APP_NAME changed? To do it nevertheless: npm run deploy -- --allow-data-loss");
}
if (lines.length > 0) {
  terraform.apply();
  const next = terraform.plan({ quiet: true });
  if (isSettling(next)) terraform.apply();
  else terraform.forget();
} else {
  terraform.forget();
  console.log("✓ nothing to change");
}

/** @type {import("./vapid-secret.mjs").Wrangler} */
const quietly = (args, input) => runWrangler(args, settings, { capture: true, ...(input === undefined ? {} : { input }) });
const said = sayVapidSecret(ensureVapidSecret(quietly, ["--name", workerName(settings)]));
if (said !== null) console.log(said);

const { url, access_team_domain } = terraform.outputs();
await untilItAnswers(url ?? "", access_team_domain ?? "");

/** @param {string[]} problems */
function refuseIf(problems) {
  if (problems.length > 0) fail(...problems);
}

/**
 * @param {string} url
 * @param {string} teamDomain
 */
async function untilItAnswers(url, teamDomain) {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    const answer = await fetch(`${url}/api/health`, { redirect: "manual", signal: AbortSignal.timeout(10_000) }).catch(() => null);
    const verdict = answer ? judge({ status: answer.status, location: answer.headers.get("location") }, teamDomain) : "not-yet";
    if (verdict === "protected") {
      console.log(`✓ Tally answers behind Access: ${url}`);
      return;
    }
    // A new Access application takes some seconds to reach every data centre; only what stays open is an error.
    if (verdict === "open" && deadline - Date.now() < PATIENCE_MS - 60_000) {
      fail(
        `${url} answers without Access in front of it. The Worker refuses everybody by itself, but look at the Access application in the dashboard.`,
      );
    }
    await sleep(3_000);
  }
  fail(
    `Deployed, but ${url} does not answer yet. An own domain may need some minutes more for its certificate; then it is there without another deployment.`,
  );
}
