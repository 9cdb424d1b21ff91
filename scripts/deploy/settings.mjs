/** What the settings in .env must look like before anything is built or sent. Pure: values in, problems out. */

/** Plain ASCII, as the Worker compares it (src/protocol/address.ts): any other letter may be another person. */
const EMAIL = /^[a-z0-9.!#$%&'*+=?^_`{|}~-]{1,64}@[a-z0-9_-]+(\.[a-z0-9_-]+)+$/i;
/** How a service token is called as a person (src/access/access-identity.ts): it may administer, for `npm run audit -- --remote`. */
const SERVICE = /^[a-z0-9.!#$%&'*+=?^_`{|}~-]{1,64}@service-token$/i;
const HOST = /^(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+$/i;
const ID = /^[0-9a-f]{32}$/;

/**
 * The entries of a comma-separated setting.
 * @param {string | undefined} value
 */
export function list(value) {
  return (value ?? "")
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
}

/**
 * Everything wrong with the settings, each with what to do about it; values are not repeated where they are secret.
 * @param {Record<string, string>} env
 * @returns {string[]}
 */
export function checkSettings(env) {
  /** @type {string[]} */
  const problems = [];
  /** @type {(bad: boolean, text: string) => void} */
  const refuse = (bad, text) => {
    if (bad) problems.push(text);
  };
  const token = env["CLOUDFLARE_API_TOKEN"] ?? "";
  refuse(
    token === "",
    "CLOUDFLARE_API_TOKEN is empty. Create one at https://dash.cloudflare.com/profile/api-tokens; .env.example lists its permissions.",
  );
  refuse(
    token !== "" && !/^[A-Za-z0-9_-]{40,}$/.test(token),
    "CLOUDFLARE_API_TOKEN does not look like an API token (40 characters or more, no blanks). A global API key does not work.",
  );
  refuse(
    !ID.test(env["CLOUDFLARE_ACCOUNT_ID"] ?? ""),
    "CLOUDFLARE_ACCOUNT_ID must be the 32 hex digits of the account (dashboard, Account home, menu beside the name, Copy account ID).",
  );
  refuse(
    !/^[a-z0-9]([a-z0-9-]{0,52}[a-z0-9])?$/.test(workerName(env)),
    "APP_NAME must be lower-case letters, digits and hyphens, at most 54.",
  );

  const domain = env["CUSTOM_DOMAIN"] ?? "";
  if (domain === "") {
    refuse(
      !/^[a-z0-9-]+$/.test(env["WORKERS_SUBDOMAIN"] ?? ""),
      "WORKERS_SUBDOMAIN is the <subdomain> of <name>.<subdomain>.workers.dev, that word alone (dashboard, Workers & Pages, right column). Or set CUSTOM_DOMAIN.",
    );
  } else {
    refuse(!HOST.test(domain), "CUSTOM_DOMAIN is a host name like chat.example.com, without https:// and without a path.");
    refuse(
      !ID.test(env["CUSTOM_DOMAIN_ZONE_ID"] ?? ""),
      "CUSTOM_DOMAIN needs CUSTOM_DOMAIN_ZONE_ID: the 32 hex digits of its zone (dashboard, the domain, Overview, API, Zone ID).",
    );
  }

  const people = list(env["ACCESS_ALLOWED_EMAILS"]);
  const domains = list(env["ACCESS_ALLOWED_EMAIL_DOMAINS"]);
  refuse(people.length + domains.length === 0, "Nobody could enter: set ACCESS_ALLOWED_EMAILS or ACCESS_ALLOWED_EMAIL_DOMAINS.");
  for (const key of ["ACCESS_ALLOWED_EMAILS", "ADMIN_EMAILS"]) {
    const isKnown = (/** @type {string} */ entry) => EMAIL.test(entry) || (key === "ADMIN_EMAILS" && SERVICE.test(entry));
    for (const entry of list(env[key]))
      refuse(!isKnown(entry), `${key}: "${entry}" is no e-mail address in plain letters (a to z, digits, signs).`);
  }
  for (const entry of domains) refuse(!HOST.test(entry), `ACCESS_ALLOWED_EMAIL_DOMAINS: "${entry}" is no domain (example.com, without @).`);
  for (const key of ["MONTHLY_LIMIT_USD", "GATEWAY_DAILY_LIMIT_USD"]) {
    const value = env[key] ?? "";
    refuse(value !== "" && !/^\d{1,6}(\.\d{1,2})?$/.test(value), `${key} is a number of US dollars like 10 or 2.50.`);
  }
  refuse(
    /^(0+)(\.0+)?$/.test(env["GATEWAY_DAILY_LIMIT_USD"] ?? ""),
    "GATEWAY_DAILY_LIMIT_USD of 0 would refuse every call. Leave it empty for no limit.",
  );
  for (const [key, empty] of [
    ["RETENTION_DAYS", "conversations are kept"],
    ["RETENTION_LIMIT_DAYS", "people may keep theirs as long as they like"],
  ]) {
    const days = env[key ?? ""] ?? "";
    refuse(
      days !== "" && !(/^\d{1,4}$/.test(days) && Number(days) >= 1 && Number(days) <= 3650),
      `${key} is a number of days from 1 to 3650. Empty: ${empty}.`,
    );
  }
  refuse(
    !areServers(env["MCP_SERVERS"] ?? ""),
    `MCP_SERVERS is JSON in single quotes: '[{"name":"Wiki","url":"https://wiki.example.com/mcp"}]', each with a name of its own and an https address.`,
  );
  refuse(!["", "0", "1"].includes(env["MCP_OWN_SERVERS"] ?? ""), "MCP_OWN_SERVERS is 0 (people add no servers of their own), 1 or empty.");
  const listMs = env["MCP_LIST_MS"] ?? "";
  refuse(listMs !== "" && !/^[1-9]\d{0,5}$/.test(listMs), "MCP_LIST_MS is a number of milliseconds like 15000.");
  refuse(!["", "ceramic", "exa", "linkup"].includes(env["SEARCH_PROVIDER"] ?? ""), "SEARCH_PROVIDER is ceramic, exa, linkup or empty.");
  return problems;
}

/**
 * Whether this is a list of servers for everybody, as the Worker reads it (src/mcp/fixed-servers.ts).
 * @param {string} text
 */
function areServers(text) {
  if (text === "") return true;
  try {
    /** @type {unknown} */
    const servers = JSON.parse(text);
    if (!Array.isArray(servers)) return false;
    const names = new Set(servers.map((server) => String(server?.name).toLowerCase()));
    return (
      names.size === servers.length &&
      servers.every(
        (server) =>
          typeof server?.name === "string" &&
          server.name !== "" &&
          server.name.length <= 60 &&
          typeof server.url === "string" &&
          server.url.startsWith("https://") &&
          URL.canParse(server.url),
      )
    );
  } catch {
    return false;
  }
}

/** The Worker's name. @param {Record<string, string>} env */
export function workerName(env) {
  return env["APP_NAME"] || "tally";
}

/** Where Tally will answer. @param {Record<string, string>} env */
export function hostname(env) {
  return env["CUSTOM_DOMAIN"] || `${workerName(env)}.${env["WORKERS_SUBDOMAIN"]}.workers.dev`;
}
