/**
 * Tables that this object has just made: until something is written to one it is empty, and nobody needs to ask. The first
 * word of a new conversation would wait for a dozen such questions, each of which has to be prepared anew.
 */
import { CountedSql } from "./counted-sql.ts";
import type { Columns, Rows, SqlValue } from "./database.ts";

const NONE: ReadonlyMap<string, RegExp> = new Map();

export class NewTablesSql extends CountedSql {
  /** Tables without a row, and what a statement that names one looks like. Replaced as a whole, so that a transaction can take it back. */
  #empty: ReadonlyMap<string, RegExp> = NONE;

  /** These tables have just been made. */
  protected areNew(tables: readonly string[]): void {
    this.#empty = new Map(tables.map((table) => [table, new RegExp(String.raw`\b${table}\b`)]));
  }

  /** Whether a table is known to have no row. False where nobody knows. */
  protected isEmpty(table: string): boolean {
    return this.#empty.has(table);
  }

  /** Runs a transaction: what it takes back is not known here either. @param transaction the platform's */
  whole<T>(transaction: () => T): T {
    const before = this.#empty;
    try {
      return transaction();
    } catch (error) {
      this.#empty = before;
      throw error;
    }
  }

  protected override all<T extends Columns>(query: string, ...bindings: SqlValue[]): T[] {
    if (this.#empty.size > 0) this.#meet(query);
    return super.all<T>(query, ...bindings);
  }

  protected override each<T extends Columns>(query: string, ...bindings: SqlValue[]): Rows<T> {
    if (this.#empty.size > 0) this.#meet(query);
    return super.each<T>(query, ...bindings);
  }

  /** Whatever is no plain question may fill the tables that it names. */
  #meet(query: string): void {
    if (query.startsWith("SELECT")) return;
    this.#empty = new Map([...this.#empty].filter(([, named]) => !named.test(query)));
  }
}
