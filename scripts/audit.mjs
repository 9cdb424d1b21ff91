/**
 * `npm run audit`: whether the books agree, for every conversation of everybody: receipts, the conversations' sums, D1,
 * wallets. Prints each difference and a summary; exit code 1 when there is one, 2 when it could not be checked.
 *
 *   npm run audit                          the local server (BASE, or PORT on this machine); started on STATE_DIR if none runs
 *   npm run audit -- --remote https://…    a deployment, with CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET of a
 *                                          service token: its client id in ACCESS_SERVICE_TOKENS, and
 *                                          <client id>@service-token in ADMIN_EMAILS
 *   npm run audit -- --person a@b.c        one person, also one whom D1 does not know yet
 */
import { spawn } from "node:child_process";
import { parseArgs } from "node:util";
import { environment, install, node, root, say } from "./install.mjs";

/** Milliseconds to wait for a server that was started here. */
const START_MS = 30_000;

const { values: options } = parseArgs({ options: { remote: { type: "string" }, person: { type: "string" } } });
const local = process.env.BASE || `http://127.0.0.1:${process.env.PORT || 8787}`;
const base = (options.remote ?? local).replace(/\/+$/, "");

/** @returns {Record<string, string>} */
function identity() {
  if (options.remote === undefined) return { "X-Tally-Dev-User": "admin@localhost" };
  const { CF_ACCESS_CLIENT_ID: id, CF_ACCESS_CLIENT_SECRET: secret } = process.env;
  if (!id || !secret)
    throw new Error("--remote needs CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET of an Access service token in the environment.");
  return { "CF-Access-Client-Id": id, "CF-Access-Client-Secret": secret };
}

async function isUp() {
  try {
    return (await fetch(`${base}/api/health`, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}

/** Serves the local state on the same port until the audit is over. @returns {Promise<() => Promise<void>>} the way to end it */
async function serve() {
  install();
  const { buildLocal } = await import("./build-local.mjs");
  buildLocal();
  const server = spawn(node(), [`${root}scripts/serve.mjs`], { cwd: root, env: environment(), stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => server.once("exit", resolve));
  const ready = new Promise((resolve) => {
    server.stdout.on("data", (data) => String(data).includes("Tally is ready") && resolve(true));
    server.once("exit", () => resolve(false));
    setTimeout(() => resolve(false), START_MS).unref();
  });
  const stop = async () => {
    server.kill("SIGTERM");
    await ended;
  };
  if (await ready) return stop;
  await stop();
  throw new Error("No server runs, and none could be started on the local state.");
}

/** @param {Record<string, string>} query @returns {Promise<any>} */
async function ask(query) {
  const response = await fetch(`${base}/api/admin/audit?${new URLSearchParams(query)}`, { headers: identity(), redirect: "manual" });
  if (response.status === 404) throw new Error(`${base} does not know this caller as an administrator (404).`);
  if (!response.ok) throw new Error(`${base} answered with ${response.status}.`);
  return response.json();
}

/** @param {number} nanoUsd */
const usd = (nanoUsd) =>
  `$${(BigInt(nanoUsd) / 1_000_000_000n).toString()}.${(BigInt(nanoUsd) % 1_000_000_000n).toString().padStart(9, "0")}`;

async function audit() {
  const sums = { people: 0, chats: 0, differences: 0, waiting: 0, orphans: 0, total: 0, stored: 0 };
  /** @type {Record<string, string> | null} */
  let query = options.person === undefined ? {} : { person: options.person };
  while (query !== null) {
    const part = await ask(query);
    for (const { chatId, owner, what, expected, found } of part.differences)
      say(`DIFFERENT  ${owner}  ${chatId || "–"}  ${what}: expected ${expected}, found ${found}`);
    for (const { chatId, owner, what } of part.waiting) say(`waiting    ${owner}  ${chatId}  ${what}`);
    for (const { chatId, owner, runId, nanoUsd } of part.orphanedHolds)
      say(`orphaned   ${owner}  ${chatId}  a hold of ${usd(nanoUsd)} of call ${runId}, which runs no more`);
    sums.people += part.checkedPeople;
    sums.chats += part.checkedChats;
    sums.differences += part.differences.length;
    sums.waiting += part.waiting.length;
    sums.orphans += part.orphanedHolds.length;
    sums.total += part.totalNanoUsd;
    sums.stored += part.storedNanoUsd;
    query = part.next === null ? null : { after: part.next.person, ...(part.next.chatId === null ? {} : { afterChat: part.next.chatId }) };
  }
  say(`${sums.chats} conversations of ${sums.people} people checked: ${usd(sums.total)} by their own books, ${usd(sums.stored)} in D1.`);
  if (sums.waiting > 0) say(`${sums.waiting} figures are not flushed yet; that is no difference.`);
  if (sums.orphans > 0) say(`${sums.orphans} holds are orphaned; they are released as soon as their wallet is looked at.`);
  say(sums.differences === 0 ? "The books agree." : `${sums.differences} differences.`);
  return sums.differences === 0 ? 0 : 1;
}

let stop = async () => {};
try {
  if (options.remote === undefined && !(await isUp())) {
    if (process.env.BASE) throw new Error(`Nothing answers on ${base}.`);
    stop = await serve();
  }
  process.exitCode = await audit();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
await stop();
