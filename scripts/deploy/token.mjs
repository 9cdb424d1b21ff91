/**
 * Asks Cloudflare whether the API token can do what a deployment needs, before anything is built.
 * Only reads: a token that may read but not write is found out by Terraform, in its own words.
 */

/** @typedef {(url: string, init: RequestInit) => Promise<Response>} Fetch */
/** @typedef {{ result?: unknown, errors?: { code: number, message: string }[] }} Answer */

const API = "https://api.cloudflare.com/client/v4";

/** What is asked, and the permission that is missing when the answer is no. */
const QUESTIONS = [
  { path: "/workers/scripts", permission: "Account, Workers Scripts, Edit" },
  { path: "/d1/database?per_page=10", permission: "Account, D1, Edit" },
  { path: "/ai-gateway/gateways?per_page=10", permission: "Account, AI Gateway, Edit" },
  { path: "/access/apps?per_page=10", permission: "Account, Access: Apps and Policies, Edit" },
  { path: "/access/organizations", permission: "Account, Access: Organizations, Identity Providers, and Groups, Read" },
];

/**
 * Everything that stands in the way, each with what to do about it. Empty: go on.
 * @param {Record<string, string>} env
 * @param {Fetch} fetch
 * @returns {Promise<string[]>}
 */
export async function checkToken(env, fetch) {
  const account = `/accounts/${env["CLOUDFLARE_ACCOUNT_ID"]}`;
  /** @type {(path: string) => Promise<{ status: number, body: Answer }>} */
  const get = async (path) => {
    const response = await fetch(API + path, {
      headers: { Authorization: `Bearer ${env["CLOUDFLARE_API_TOKEN"]}` },
      signal: AbortSignal.timeout(20_000),
    });
    return { status: response.status, body: /** @type {Answer} */ (await response.json().catch(() => ({}))) };
  };
  /** @type {string[]} */
  const problems = [];
  try {
    const answers = await Promise.all(QUESTIONS.map(async (question) => ({ ...question, ...(await get(account + question.path)) })));
    // A token of the account itself cannot be verified under /user, so a token is bad when nothing at all is answered.
    if (answers.every((answer) => answer.status === 401 || answer.status === 400)) {
      return ["Cloudflare does not know CLOUDFLARE_API_TOKEN: it is mistyped, expired or revoked."];
    }
    if (answers.every((answer) => answer.status >= 400)) {
      return [
        "The API token may do nothing in the account of CLOUDFLARE_ACCOUNT_ID: the id is wrong, or the token belongs to another account.",
      ];
    }
    for (const answer of answers) {
      if (answer.status === 401 || answer.status === 403) problems.push(`The API token lacks the permission "${answer.permission}".`);
      else if (answer.status >= 400) problems.push(meaningOf(answer.path, answer.status, answer.body));
    }
    if (!env["CUSTOM_DOMAIN"]) {
      const { body } = await get(`${account}/workers/subdomain`);
      const subdomain = /** @type {{ subdomain?: string } | undefined} */ (body.result)?.subdomain;
      if (subdomain && subdomain !== env["WORKERS_SUBDOMAIN"])
        problems.push(`WORKERS_SUBDOMAIN is "${env["WORKERS_SUBDOMAIN"]}", but the account's is "${subdomain}".`);
      if (!subdomain && problems.length === 0)
        problems.push("The account has no workers.dev subdomain yet: open Workers & Pages in the dashboard once, it makes one.");
    }
  } catch (error) {
    problems.push(`Cloudflare could not be asked (${reasonOf(error)}). Is there a connection to api.cloudflare.com?`);
  }
  return problems;
}

/** What stopped a fetch, in one word: the system's code (ENOTFOUND) where there is one. @param {unknown} error */
function reasonOf(error) {
  if (!(error instanceof Error)) return "unknown error";
  const { cause } = error;
  return cause instanceof Error && "code" in cause ? String(cause.code) : error.name;
}

/**
 * @param {string} path
 * @param {number} status
 * @param {Answer} body
 */
function meaningOf(path, status, body) {
  const first = body.errors?.[0];
  if (path.startsWith("/access/") && (status === 404 || /not_enabled/.test(first?.message ?? ""))) {
    return "Zero Trust is not set up in this account yet: open Zero Trust in the dashboard once, choose a team name and a plan (the free one has 50 seats).";
  }
  return `Cloudflare answered ${status} to ${path.split("?")[0]}${first ? ` (code ${first.code}: ${first.message})` : ""}.`;
}
