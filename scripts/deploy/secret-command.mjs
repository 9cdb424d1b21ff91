/** Turns the arguments of `npm run secrets` into Wrangler's. Pure. */
import { workerName } from "./settings.mjs";

/** Plain variables of the Worker: Terraform owns them, a secret of the same name would fight with it. */
const TAKEN = new Set([
  "ACCESS_AUDIENCE",
  "ACCESS_SERVICE_TOKENS",
  "ACCESS_TEAM_DOMAIN",
  "ADMIN_EMAILS",
  "DEFAULT_MODEL",
  "GATEWAY_ID",
  "MCP_LIST_MS",
  "MCP_OWN_SERVERS",
  "MCP_SERVERS",
  "MONTHLY_LIMIT_USD",
  "RETENTION_DAYS",
  "RETENTION_LIMIT_DAYS",
  "SEARCH_PROVIDER",
]);

/**
 * @param {string[]} argv
 * @param {Record<string, string>} settings
 * @returns {{ args: string[] } | { problem: string }}
 */
export function secretCommand(argv, settings) {
  const [verb, name, ...more] = argv;
  const worker = ["--name", workerName(settings)];
  if (verb === "list" && name === undefined) return { args: ["secret", "list", ...worker] };
  if ((verb !== "put" && verb !== "delete") || name === undefined || more.length > 0) {
    return {
      problem:
        "npm run secrets -- list | put <NAME> | delete <NAME>   (the value is asked for, never an argument: arguments end up in histories)",
    };
  }
  if (!/^[A-Z][A-Z0-9_]{0,63}$/.test(name)) return { problem: "A secret's name is capital letters, digits and _." };
  // One that was put before Terraform owned the name is in its way: it may go.
  if (verb === "put" && TAKEN.has(name)) return { problem: `${name} is a plain setting: change it in .env and deploy.` };
  if (name.startsWith("CLOUDFLARE_")) return { problem: "Credentials of the account must not reach the Worker." };
  return { args: ["secret", verb, name, ...worker] };
}
