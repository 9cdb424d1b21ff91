/**
 * What the rooms use of a Durable Object's SQLite (`ctx.storage.sql`), and nothing more: so that the same statements run
 * over any SQLite that counts the rows it writes.
 */

export type SqlValue = ArrayBuffer | string | number | null;

export type Columns = Record<string, SqlValue>;

export interface Rows<T> extends Iterable<T> {
  toArray(): T[];
  /** As the platform bills them; an index entry counts as a row. */
  readonly rowsWritten: number;
  readonly rowsRead: number;
}

export interface Database {
  /** Runs one statement, or several when nothing is bound. */
  exec<T extends Columns>(query: string, ...bindings: SqlValue[]): Rows<T>;
  /** Bytes on disk. */
  readonly databaseSize: number;
}
