/**
 * The secret a deployed Worker signs pushes with. Made once, by the first deployment that finds none, and never replaced:
 * browsers that subscribed name this key. It goes to Cloudflare alone: not to .env, not to the state, not to a log.
 */
import { newVapidKey } from "../vapid-key.mjs";

export const VAPID_SECRET = "VAPID_KEY";

/**
 * Wrangler, as far as it is needed here.
 * @typedef {(args: string[], input?: string) => { status: number, output: string }} Wrangler
 */

/**
 * Sees to it that the Worker has a key.
 * @param {Wrangler} wrangler output is captured, `input` goes to its standard input
 * @param {string[]} worker what names the Worker: `["--name", "tally"]`
 * @returns {{ is: "there" | "made" } | { is: "missing", why: string }} `missing` stops no deployment: Tally then pushes nothing
 */
export function ensureVapidSecret(wrangler, worker) {
  const listed = wrangler(["secret", "list", ...worker]);
  const names = listed.status === 0 ? namesIn(listed.output) : null;
  if (names === null) return { is: "missing", why: "the Worker's secrets could not be listed" };
  if (names.includes(VAPID_SECRET)) return { is: "there" };
  const put = wrangler(["secret", "put", VAPID_SECRET, ...worker], newVapidKey());
  return put.status === 0 ? { is: "made" } : { is: "missing", why: "the secret could not be put" };
}

/**
 * What to say of it; null: nothing.
 * @param {ReturnType<typeof ensureVapidSecret>} outcome
 */
export function sayVapidSecret(outcome) {
  switch (outcome.is) {
    case "there":
      return null;
    case "made":
      return "✓ a key for Web Push was made; it is a secret of the Worker's";
    case "missing":
      return `! Web Push is off: ${outcome.why}. The next deployment tries again.`;
  }
}

/** @param {string} output @returns {string[] | null} */
function namesIn(output) {
  try {
    // Wrangler may say something before the list.
    const list = JSON.parse(output.slice(output.indexOf("[")));
    return Array.isArray(list) ? list.map((entry) => String(entry?.name)) : null;
  } catch {
    return null;
  }
}
