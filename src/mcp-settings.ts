/** Which servers an administrator lets people have: MCP_SERVERS, MCP_OWN_SERVERS. */
import type { ServersWorld } from "./account/tools/servers.ts";
import { fixedServersIn } from "./mcp/fixed-servers.ts";
import { milliseconds, variable } from "./settings.ts";

/** Set by the local entry alone: servers on one's own machine may be reached. */
let allowsLoopback = false;
export function allowLoopbackServers(): void {
  allowsLoopback = true;
}

/** How long a server may take to list its tools. Milliseconds. */
const LIST_PATIENCE_MS = 15_000;

/** Random bytes of an authorization's state and of a server's id. */
const SECRET_BYTES = 24;

function newSecret(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(SECRET_BYTES)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function serversWorld(env: Env): ServersWorld {
  return {
    now: () => Date.now(),
    newSecret,
    net: { fetch: (...request) => fetch(...request), allowsLoopback, listMs: milliseconds(env, "MCP_LIST_MS", LIST_PATIENCE_MS) },
    rules: {
      fixed: fixedServersIn(variable(env, "MCP_SERVERS")) ?? [],
      mayAdd: variable(env, "MCP_OWN_SERVERS") !== "0",
    },
  };
}
