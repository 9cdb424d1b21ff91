/**
 * `npm run models:refresh`: what the account's list of Workers AI models says against src/models/catalogue-data.ts, and
 * with `-- --write` the table rewritten. Needs CLOUDFLARE_ACCOUNT_ID and CLOUDFLARE_API_TOKEN (Workers AI, read), from
 * the environment or .env. Exit code 0: no difference, or written; 1: there are differences; 2: it could not be asked.
 *
 * Untried against a real account: no machine of this project has reached one. The shape is the documented one, checked
 * before anything is believed.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { parseEnv } from "./deploy/env-file.mjs";
import { install, root, say } from "./install.mjs";

const TABLE = `${root}src/models/catalogue-data.ts`;
const PER_PAGE = 100;
/** More than there will be: a paging that does not end would ask for ever. */
const MAX_PAGES = 50;
const WAIT_MS = 20_000;

/** @param {string} problem @returns {never} */
function giveUp(problem) {
  say(problem);
  process.exit(2);
}

const { values: options } = parseArgs({ options: { write: { type: "boolean", default: false } } });
const file = existsSync(`${root}.env`) ? parseEnv(readFileSync(`${root}.env`, "utf8")).values : {};
const setting = (/** @type {string} */ name) => process.env[name] || file[name] || "";
const account = setting("CLOUDFLARE_ACCOUNT_ID");
const token = setting("CLOUDFLARE_API_TOKEN");
if (account === "" || token === "")
  giveUp(
    "The list of models can only be refreshed from an account: set CLOUDFLARE_ACCOUNT_ID and CLOUDFLARE_API_TOKEN (permission Workers AI, read) in the environment or in .env. Nothing was changed.",
  );

install();
const { transformWithOxc } = await import("vite");
const { compare, describe, readPage, rewrite } = await import("./models-compare.mjs");

/** @returns {Promise<import("./models-compare.mjs").Listed[]>} */
async function everyModel() {
  const base = setting("CLOUDFLARE_API_BASE_URL") || "https://api.cloudflare.com/client/v4";
  const models = [];
  let read = 0;
  for (let number = 1; number <= MAX_PAGES; number += 1) {
    const response = await fetch(`${base}/accounts/${encodeURIComponent(account)}/ai/models/search?per_page=${PER_PAGE}&page=${number}`, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(WAIT_MS),
    }).catch(() => giveUp("Cloudflare's API could not be reached. Is there a network? Nothing was changed."));
    if (response.status === 401 || response.status === 403)
      giveUp("Cloudflare refused the token: it needs the permission Workers AI (read) for this account. Nothing was changed.");
    if (!response.ok) giveUp(`Cloudflare's API answered ${response.status}. Nothing was changed.`);
    const page = readPage(await response.json().catch(() => null));
    if (!page.ok) giveUp(`${page.problem} Nothing was changed.`);
    models.push(...page.models);
    read += page.count;
    if (page.count === 0 || (page.total === null ? page.count < PER_PAGE : read >= page.total)) return models;
  }
  return giveUp(`The list does not end after ${MAX_PAGES} pages. Nothing was changed.`);
}

const source = readFileSync(TABLE, "utf8");
const { code } = await transformWithOxc(source, TABLE);
const { AS_OF, ROWS } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
const models = await everyModel();
if (models.length === 0) giveUp("The account lists no text model at all, which cannot be. Nothing was changed.");
const found = compare(ROWS, models);
const lines = describe(found);
say(`${models.length} text models of the account against the table of ${AS_OF}:`);
for (const line of lines) say(`  ${line}`);
if (lines.length === 0) say("  no difference");
if (options.write) {
  writeFileSync(TABLE, rewrite(source, found, models, new Date().toISOString().slice(0, 10)));
  say("src/models/catalogue-data.ts is rewritten. Read `git diff`, give new models their abilities, run npm test, then deploy.");
} else if (lines.length > 0) {
  say("Nothing was changed. `npm run models:refresh -- --write` takes prices, windows and new models over.");
  process.exitCode = 1;
}
