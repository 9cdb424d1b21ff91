/** Statements of what a person set for tools, with the rows they write (w) and read (r). PERSISTED CONTRACT: only added to. */
import { CountedSql } from "../../storage/counted-sql.ts";
import type { ToolPolicy } from "../../protocol/tools.ts";

const TABLES = `
  CREATE TABLE IF NOT EXISTS tool (
    name TEXT PRIMARY KEY,
    policy TEXT NOT NULL,                  -- ToolPolicy
    digest TEXT                            -- of the description it was allowed with; null: one of Tally's own
  ) WITHOUT ROWID;
`;

export type ToolRow = { name: string; policy: ToolPolicy; digest: string | null };

export class ToolSql extends CountedSql {
  #isPrepared = false;

  /** w: one per table, once in a person's life; r 1 for each wake that asks for tools */
  prepare(): void {
    if (this.#isPrepared) return;
    this.#isPrepared = true;
    if (this.first("SELECT 1 AS one FROM sqlite_master WHERE type = 'table' AND name = 'tool'") === null) this.all(TABLES);
  }

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
}
