/**
 * Knows which of the tables that this object has just made are still empty, so that they need not be queried. Otherwise the
 * first token of a new conversation would wait for a dozen such queries, each of which has to be prepared first.
 */
import { CountedSql } from "./counted-sql.ts";
import type { Columns, Rows, SqlValue } from "./database.ts";

const NONE: ReadonlyMap<string, RegExp> = new Map();

export class NewTablesSql extends CountedSql {
  /** Empty tables, each with a pattern that finds its name in a statement. Replaced as a whole, so that a rollback can restore it. */
  #empty: ReadonlyMap<string, RegExp> = NONE;

  /** Notes that these tables have just been made. */
  protected areNew(tables: readonly string[]): void {
    this.#empty = new Map(tables.map((table) => [table, new RegExp(String.raw`\b${table}\b`)]));
  }

  /** Whether a table is known to be empty; false where it is not known. */
  protected isEmpty(table: string): boolean {
    return this.#empty.has(table);
  }

  /** Runs a transaction, and restores this knowledge if it is rolled back. @param transaction the platform's */
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

  /** Any statement but a SELECT may fill the tables that it names. */
  #meet(query: string): void {
    if (query.startsWith("SELECT")) return;
    this.#empty = new Map([...this.#empty].filter(([, named]) => !named.test(query)));
  }
}
