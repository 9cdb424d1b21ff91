/** A Durable Object's SQLite over `node:sqlite`: the members the rooms use. Written rows are the database's own count, without index entries. */
import { DatabaseSync } from "node:sqlite";
import type { Columns, Database, Rows, SqlValue } from "../../src/storage/database.ts";

function rowsOf<T>(rows: T[], rowsWritten: number): Rows<T> {
  return { toArray: () => rows, [Symbol.iterator]: () => rows[Symbol.iterator](), rowsWritten, rowsRead: 0 };
}

export class NodeDatabase implements Database {
  readonly #database = new DatabaseSync(":memory:");

  exec<T extends Columns>(query: string, ...bindings: SqlValue[]): Rows<T> {
    if (bindings.length === 0 && query.trim().split(";").length > 2) {
      this.#database.exec(query);
      return rowsOf([], 0);
    }
    const values = bindings.map((value) => (value instanceof ArrayBuffer ? new Uint8Array(value) : value));
    const before = this.#number("SELECT total_changes() AS n", "n");
    const rows = this.#database
      .prepare(query)
      .all(...values)
      .map((row) => ({ ...row }) as T);
    return rowsOf(rows, this.#number("SELECT total_changes() AS n", "n") - before);
  }

  get databaseSize(): number {
    return this.#number("PRAGMA page_count", "page_count") * this.#number("PRAGMA page_size", "page_size");
  }

  #number(query: string, column: string): number {
    return Number(this.#database.prepare(query).get()?.[column] ?? 0);
  }
}
