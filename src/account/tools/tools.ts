/** A person's tools: Tally's own and those of their servers, each with what they set for it. */
import { toolPolicy, type ToolInfo, type ToolPolicy } from "../../protocol/tools.ts";
import { failed, type Result } from "../../protocol/problem.ts";
import { builtInTools } from "../../tools/built-in.ts";
import type { OfferedTool, Tool } from "../../tools/tool.ts";
import { ToolSql } from "./sql.ts";
import type { Database } from "../../storage/database.ts";

/** Whoever switches on one of Tally's own for a message asks for it: they only read. A server's tool is asked about. */
const usualPolicy = (tool: Tool): ToolPolicy => (tool.server === null ? "always" : "ask");

export class PersonTools {
  readonly #sql: ToolSql;
  readonly #isSimulated: () => boolean;

  /** @param isSimulated whether a stand-in answers searches here */
  constructor(database: Database, isSimulated: () => boolean) {
    this.#sql = new ToolSql(database);
    this.#isSimulated = isSimulated;
  }

  /** Every tool there is for this person. r: tools that were set */
  all(): OfferedTool[] {
    this.#sql.prepare();
    const policies = new Map(this.#sql.policies().map((row) => [row.name, row]));
    return builtInTools(this.#isSimulated()).map((tool) => {
      const policy = toolPolicy.safeParse(policies.get(tool.name)?.policy);
      return { ...tool, policy: policy.success ? policy.data : usualPolicy(tool), changed: false };
    });
  }

  /** w 1 */
  setPolicy(name: string, policy: ToolPolicy): Result<ToolInfo> {
    const tool = this.all().find((one) => one.name === name);
    if (tool === undefined) return failed({ reason: "not-found" });
    this.#sql.setPolicy({ name, policy, digest: null });
    return { ok: true, value: infoOf({ ...tool, policy }) };
  }
}

export function infoOf({ name, title, server, description, priceNanoUsd, policy, hasEffect, simulated, changed }: OfferedTool): ToolInfo {
  return { name, title, server, description, priceNanoUsd, policy, hasEffect, simulated, changed };
}
