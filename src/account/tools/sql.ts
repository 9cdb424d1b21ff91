/** Statements of a person's tools and servers, with the rows they write (w) and read (r). The tables stand in ../tables.ts. */
import { CountedSql } from "../../storage/counted-sql.ts";
import type { ToolPolicy } from "../../protocol/tools.ts";

/** `digest`: what the tool's server said of it when the person allowed it (mcp/tool-list.ts `pinOf`). */
export type ToolRow = { name: string; policy: ToolPolicy; digest: string | null };

export type ServerRow = {
  id: string;
  name: string;
  url: string;
  headers: string;
  state: "new" | "authorize" | "ready" | "failed";
  detail: string | null;
  tools: string;
  asked_at: number | null;
  auth: string;
  added_at: number;
};

export class ToolSql extends CountedSql {
  /** r: tools that were set */
  policies(): ToolRow[] {
    return this.all<ToolRow>("SELECT * FROM tool ORDER BY name");
  }

  /** w 1 */
  setPolicy({ name, policy, digest }: ToolRow): void {
    this.all(
      "INSERT INTO tool (name, policy, digest) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET policy = excluded.policy, digest = excluded.digest",
      name,
      policy,
      digest,
    );
  }

  /** w 1 for each */
  forgetPolicies(names: readonly string[]): void {
    for (const name of names) this.all("DELETE FROM tool WHERE name = ?", name);
  }

  /** w 1 for each tool that was set and each server */
  deleteAll(): void {
    this.all("DELETE FROM tool");
    this.all("DELETE FROM mcp_server");
  }

  /** r n */
  servers(): ServerRow[] {
    return this.all<ServerRow>("SELECT * FROM mcp_server ORDER BY added_at, id");
  }

  /** r 1 */
  server(id: string): ServerRow | null {
    return this.first<ServerRow>("SELECT * FROM mcp_server WHERE id = ?", id);
  }

  /** w 2 */
  insertServer(server: ServerRow): void {
    this.insert("mcp_server", server);
  }

  /** w 1 */
  updateServer(id: string, change: Partial<ServerRow>): void {
    const names = Object.keys(change);
    this.all(`UPDATE mcp_server SET ${names.map((name) => `${name} = ?`).join(", ")} WHERE id = ?`, ...Object.values(change), id);
  }

  /** w 2 */
  deleteServer(id: string): void {
    this.all("DELETE FROM mcp_server WHERE id = ?", id);
  }
}
