/**
 * `npm run models:refresh`: what the account's list of Workers AI models says against src/models/catalogue-data.ts, and
 * with `-- --write` the table rewritten. Needs CLOUDFLARE_ACCOUNT_ID and CLOUDFLARE_API_TOKEN (Workers AI, read), from
 * the environment or .env. Exit code 0: no difference, or written; 1: there are differences; 2: it could not be asked.
 * What it does stands in models-account.mjs, which tests run without installing anything.
 */
import { existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { parseEnv } from "./deploy/env-file.mjs";
import { install, root, say } from "./install.mjs";
import { refresh } from "./models-account.mjs";

const { values: options } = parseArgs({ options: { write: { type: "boolean", default: false } } });
const file = existsSync(`${root}.env`) ? parseEnv(readFileSync(`${root}.env`, "utf8")).values : {};
process.exitCode = await refresh({
  setting: (name) => process.env[name] || file[name] || "",
  isToWrite: options.write,
  say,
  prepare: install,
});
