/** A person's tools: Tally's own and those of their servers, each with what they set for it. */
import { pinOf, toolOf } from "../../mcp/tool-list.ts";
import { isObject, parseJson } from "../../models/json.ts";
import { failed, type Result } from "../../protocol/problem.ts";
import { toolPolicy, type ToolInfo, type ToolPolicy } from "../../protocol/tools.ts";
import type { Database } from "../../storage/database.ts";
import { builtInTools } from "../../tools/built-in.ts";
import type { OfferedTool, Tool } from "../../tools/tool.ts";
import { Servers, type ServersWorld } from "./servers.ts";
import { ToolSql } from "./sql.ts";

/** The policy before the person sets one. Tally's own tools only read, and switching one on is consent; servers' tools ask. */
const usualPolicy = (tool: Tool): ToolPolicy => (tool.server === null ? "always" : "ask");

export class PersonTools {
  readonly #sql: ToolSql;
  readonly #isSimulated: () => boolean;
  readonly servers: Servers;

  /** @param isSimulated whether the embedded AI runs searches here */
  constructor(database: Database, isSimulated: () => boolean, world: ServersWorld) {
    this.#sql = new ToolSql(database);
    this.#isSimulated = isSimulated;
    this.servers = new Servers(this.#sql, world);
  }

  /** Counts the person's servers (not an administrator's without a sign-in) and the tools with a policy. */
  count(): number {
    return this.#sql.policies().length + this.servers.count();
  }

  /** Forgets what was set, the person's servers and every key. w 1 for each */
  removeAll(): void {
    this.#sql.deleteAll();
  }

  /** Every tool there is for this person, as its server describes it now. r: tools that were set, and servers */
  all(): OfferedTool[] {
    const set = new Map(this.#sql.policies().map((row) => [row.name, row]));
    const foreign = this.servers.all().flatMap((server) => this.servers.toolsOf(server).map((listed) => toolOf(listed, server)));
    return [...builtInTools(this.#isSimulated()), ...foreign].map((tool) => {
      const row = set.get(tool.name);
      const policy = toolPolicy.safeParse(row?.policy);
      const pinned = row?.digest ?? null;
      return {
        ...tool,
        // A newer version's unknown policy may be stricter than any known one, so it is read as `ask`.
        policy: policy.success ? policy.data : row === undefined ? usualPolicy(tool) : "ask",
        changed: tool.server !== null && pinned !== null && pinned !== pinOf(tool),
      };
    });
  }

  /**
   * Those of the named tools that may be used. Where a server has changed a tool's description since the person allowed it,
   * the model gets the allowed description, and each call asks the person.
   */
  offered(names: readonly string[]): OfferedTool[] {
    const wanted = new Set(names);
    const pins = new Map(this.#sql.policies().map(({ name, digest }) => [name, digest]));
    return this.all()
      .filter(({ name, policy }) => wanted.has(name) && policy !== "never")
      .map((tool) => (tool.changed ? { ...tool, ...pinned(pins.get(tool.name) ?? "") } : tool));
  }

  /** Allows it as its server describes it now. w 1 */
  setPolicy(name: string, policy: ToolPolicy): Result<ToolInfo> {
    const tool = this.all().find((one) => one.name === name);
    if (tool === undefined) return failed({ reason: "not-found" });
    this.#sql.setPolicy({ name, policy, digest: tool.server === null || policy !== "always" ? null : pinOf(tool) });
    return { ok: true, value: infoOf({ ...tool, policy, changed: false }) };
  }
}

/** The description and schema that were allowed, from the stored pin. */
function pinned(text: string): { description?: string; schema?: Tool["schema"] } {
  const pin = parseJson(text);
  if (!Array.isArray(pin)) return {};
  const [description, schema]: unknown[] = pin;
  return { ...(typeof description === "string" ? { description } : {}), ...(isObject(schema) ? { schema } : {}) };
}

export function infoOf({ name, title, server, description, priceNanoUsd, policy, hasEffect, simulated, changed }: OfferedTool): ToolInfo {
  return { name, title, server, description, priceNanoUsd, policy, hasEffect, simulated, changed };
}
