/**
 * The account's list of Workers AI models against src/models/catalogue-data.ts, as `npm run models:refresh` shows it.
 *
 * Untried against a real account: no machine of this project has reached one. The shape is the documented one, checked
 * before anything is believed.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { root } from "./install.mjs";

const TABLE = `${root}src/models/catalogue-data.ts`;
const PER_PAGE = 100;
/** More than there will be: a paging that does not end would ask for ever. */
const MAX_PAGES = 50;
const WAIT_MS = 20_000;

/** Why the account's list is not to be had, as a sentence for the person who asked. */
class NoList extends Error {}

/** @param {string} base @param {string} account @param {string} token @returns {Promise<import("./models-compare.mjs").Listed[]>} */
async function everyModel(base, account, token) {
  const { readPage } = await import("./models-compare.mjs");
  const models = [];
  let read = 0;
  for (let number = 1; number <= MAX_PAGES; number += 1) {
    const response = await fetch(`${base}/accounts/${encodeURIComponent(account)}/ai/models/search?per_page=${PER_PAGE}&page=${number}`, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(WAIT_MS),
    }).catch(() => null);
    if (response === null) throw new NoList("Cloudflare's API could not be reached. Is there a network?");
    if (response.status === 401 || response.status === 403)
      throw new NoList("Cloudflare refused the token: it needs the permission Workers AI (read) for this account.");
    if (!response.ok) throw new NoList(`Cloudflare's API answered ${response.status}.`);
    const page = readPage(await response.json().catch(() => null));
    if (!page.ok) throw new NoList(page.problem);
    models.push(...page.models);
    read += page.count;
    if (page.count === 0 || (page.total === null ? page.count < PER_PAGE : read >= page.total)) break;
    if (number === MAX_PAGES) throw new NoList(`The list does not end after ${MAX_PAGES} pages.`);
  }
  if (models.length === 0) throw new NoList("The account lists no text model at all, which cannot be.");
  return models;
}

/**
 * @typedef {object} Refresh
 * @property {(name: string) => string} setting an environment variable, or "" without it
 * @property {boolean} isToWrite whether the table is rewritten
 * @property {(line: string) => void} say
 * @property {() => void} prepare called once the credentials are there, before a package is imported
 */

/** Compares, says what differs, and rewrites the table when told to. @param {Refresh} how @returns {Promise<0 | 1 | 2>} the exit code */
export async function refresh({ setting, isToWrite, say, prepare }) {
  const account = setting("CLOUDFLARE_ACCOUNT_ID");
  const token = setting("CLOUDFLARE_API_TOKEN");
  if (account === "" || token === "") {
    say(
      "The list of models can only be refreshed from an account: set CLOUDFLARE_ACCOUNT_ID and CLOUDFLARE_API_TOKEN (permission Workers AI, read) in the environment or in .env. Nothing was changed.",
    );
    return 2;
  }
  prepare();
  const { transformWithOxc } = await import("vite");
  const { compare, describe, rewrite } = await import("./models-compare.mjs");
  const source = readFileSync(TABLE, "utf8");
  const { code } = await transformWithOxc(source, TABLE);
  const { AS_OF, ROWS } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  let models;
  try {
    models = await everyModel(setting("CLOUDFLARE_API_BASE_URL") || "https://api.cloudflare.com/client/v4", account, token);
  } catch (error) {
    if (!(error instanceof NoList)) throw error;
    say(`${error.message} Nothing was changed.`);
    return 2;
  }
  const found = compare(ROWS, models);
  const lines = describe(found);
  say(`${models.length} text models of the account against the table of ${AS_OF}:`);
  for (const line of lines) say(`  ${line}`);
  if (lines.length === 0) say("  no difference");
  if (isToWrite) {
    writeFileSync(TABLE, rewrite(source, found, models, new Date().toISOString().slice(0, 10)));
    say("src/models/catalogue-data.ts is rewritten. Read `git diff`, give new models their abilities, run npm test, then deploy.");
    return 0;
  }
  if (lines.length === 0) return 0;
  say("Nothing was changed. `npm run models:refresh -- --write` takes prices, windows and new models over.");
  return 1;
}
