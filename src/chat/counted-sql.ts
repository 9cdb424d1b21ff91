/** Statements, counted: what every file of statements of this room stands on. */
export type Columns = Record<string, SqlStorageValue>;

export class CountedSql {
  readonly #sql: SqlStorage;
  #rowsWritten = 0;
  #rowsRead = 0;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Rows written and read since this object woke, by SQLite's own count. */
  get rows(): { written: number; read: number } {
    return { written: this.#rowsWritten, read: this.#rowsRead };
  }

  protected all<T extends Columns>(query: string, ...bindings: SqlStorageValue[]): T[] {
    const cursor = this.#sql.exec<T>(query, ...bindings);
    const rows = cursor.toArray();
    this.#rowsWritten += cursor.rowsWritten;
    this.#rowsRead += cursor.rowsRead;
    return rows;
  }

  protected first<T extends Columns>(query: string, ...bindings: SqlStorageValue[]): T | null {
    return this.all<T>(query, ...bindings)[0] ?? null;
  }

  protected insert(table: string, row: Columns): void {
    const names = Object.keys(row);
    this.all(`INSERT INTO ${table} (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")})`, ...Object.values(row));
  }
}
