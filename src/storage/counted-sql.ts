/** Runs statements and counts their rows: the base class of every room's file of statements. */
import type { Columns, Database, Rows, SqlValue } from "./database.ts";

export class CountedSql {
  readonly #sql: Database;
  #rowsWritten = 0;
  #rowsRead = 0;

  constructor(sql: Database) {
    this.#sql = sql;
  }

  /** Rows written and read since this object woke, by SQLite's own count. */
  get rows(): { written: number; read: number } {
    return { written: this.#rowsWritten, read: this.#rowsRead };
  }

  protected all<T extends Columns>(query: string, ...bindings: SqlValue[]): T[] {
    const cursor = this.#sql.exec<T>(query, ...bindings);
    const rows = cursor.toArray();
    this.#rowsWritten += cursor.rowsWritten;
    this.#rowsRead += cursor.rowsRead;
    return rows;
  }

  /** Rows read lazily, one by one. They are not counted. For queries alone. */
  protected each<T extends Columns>(query: string, ...bindings: SqlValue[]): Rows<T> {
    return this.#sql.exec<T>(query, ...bindings);
  }

  protected first<T extends Columns>(query: string, ...bindings: SqlValue[]): T | null {
    return this.all<T>(query, ...bindings)[0] ?? null;
  }

  protected insert(table: string, row: Columns): void {
    const names = Object.keys(row);
    this.all(`INSERT INTO ${table} (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")})`, ...Object.values(row));
  }
}
