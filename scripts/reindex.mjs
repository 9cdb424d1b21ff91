/**
 * `npm run reindex`: takes every conversation out of its person's search index and tells it anew, a few at a time, while
 * the server runs. Nothing is lost when it is ended in the middle. Exit code 2 when it could not be done.
 *
 *   npm run reindex                          the local server that runs (BASE, or PORT on this machine)
 *   npm run reindex -- --remote https://…    a deployment, with CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET of a service
 *                                            token that administers, as for `npm run audit`
 *   npm run reindex -- --person a@b.c        one person, also one whom D1 does not know yet
 */
import { parseArgs } from "node:util";
import { say } from "./install.mjs";

const { values: options } = parseArgs({ options: { remote: { type: "string" }, person: { type: "string" } } });
const local = process.env.BASE || `http://127.0.0.1:${process.env.PORT || 8787}`;
const base = new URL(options.remote ?? local).origin;

/** @returns {Record<string, string>} */
function identity() {
  if (options.remote === undefined) return { "X-Tally-Dev-User": "admin@localhost" };
  const { CF_ACCESS_CLIENT_ID: id, CF_ACCESS_CLIENT_SECRET: secret } = process.env;
  if (!id || !secret)
    throw new Error("--remote needs CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET of an Access service token in the environment.");
  return { "CF-Access-Client-Id": id, "CF-Access-Client-Secret": secret };
}

/** @param {Record<string, string>} query @returns {Promise<any>} */
async function ask(query) {
  const response = await fetch(`${base}/api/admin/reindex?${new URLSearchParams(query)}`, {
    method: "POST",
    headers: identity(),
    redirect: "manual",
  });
  if (response.status === 404) throw new Error(`${base} does not know this caller as an administrator (404).`);
  if (!response.ok) throw new Error(`${base} answered with ${response.status}.`);
  return response.json();
}

try {
  let chats = 0;
  let people = 0;
  const asked = options.person === undefined ? {} : { person: options.person };
  /** @type {Record<string, string> | null} */
  let query = asked;
  while (query !== null) {
    const part = await ask(query);
    chats += part.chats;
    people += part.people;
    query =
      part.next === null
        ? null
        : { ...asked, after: part.next.person, ...(part.next.chatId === null ? {} : { afterChat: part.next.chatId }) };
  }
  say(`${chats} conversations of ${people} people are told to their search index anew.`);
} catch (error) {
  say(
    error instanceof TypeError
      ? `Nothing answers on ${base}. Start the server first.`
      : error instanceof Error
        ? error.message
        : String(error),
  );
  process.exitCode = 2;
}
