/** What a database is made of, for a comparison of two. */
import type { NodeDatabase } from "./sqlite.ts";

type Column = { name: string; type: string; notnull: number; dflt_value: string | null; pk: number };

/** Tables and their columns, and indexes, whatever their order. */
export function shapeOf(database: NodeDatabase): unknown {
  const names = (type: string): string[] =>
    database
      .exec<{ name: string }>(`SELECT name FROM sqlite_master WHERE type = '${type}' AND sql IS NOT NULL ORDER BY name`)
      .toArray()
      .map(({ name }) => name);
  const columns = (table: string): string[] =>
    database
      .exec<Column>(`PRAGMA table_info(${table})`)
      .toArray()
      .map(({ name, type, notnull, dflt_value: otherwise, pk }) => [name, type, notnull, otherwise, pk].join(" "))
      .toSorted();
  return { tables: names("table").map((table) => [table, columns(table)]), indexes: names("index") };
}
