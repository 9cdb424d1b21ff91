/**
 * Databases that are used again in the next history: their tables are made once, their statements prepared once. A
 * history happens inside one transaction that is never committed, its own transactions are savepoints in it; its end
 * takes everything back. An object that has not made its tables yet must not see them: what it runs to make them is
 * compared with what made them, and until the last of it has been run the rest is hidden.
 */
import { DatabaseSync } from "node:sqlite";
import type { SqlValue } from "../../src/storage/database.ts";
import { kindOf, Statements, type Row } from "./statements.ts";

const MAKES = /^\s*(--[^\n]*\s*)*create\b/i;
const OF_TABLES = /\bsqlite_master\b/;
const OF_EVERY_OBJECT = /\b_kv\b/;

/** Tables of one kind of object, as the first object of that kind made them. */
type Template = readonly string[];

const templates = new Map<string, Template>();
const idle = new Map<string, PooledDatabase[]>();

export class PooledDatabase {
  readonly #kind: string;
  readonly #database = new DatabaseSync(":memory:");
  readonly #statements = new Statements(this.#database);
  /** What made the tables that are here from the beginning. */
  readonly #template: Template;
  /** How much of it the object has run itself, and how much of that is durable. */
  #made = 0;
  #durablyMade = 0;
  /** What made the tables, where there is no template yet: everything before the first commit. */
  #firstMade: string[] | null;
  /** Tables were made that the next history must not find. */
  #hasOwnTables = false;
  #isInTransaction = false;

  /** @param kind objects of one kind make the same tables @param tables what every object of it has from the beginning */
  static of(kind: string, tables: string): PooledDatabase {
    return idle.get(kind)?.pop() ?? new PooledDatabase(kind, tables);
  }

  private constructor(kind: string, tables: string) {
    this.#kind = kind;
    this.#template = templates.get(kind) ?? [];
    this.#firstMade = templates.has(kind) ? null : [];
    this.#database.exec("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF");
    this.#database.exec(tables);
    for (const query of this.#template) this.#database.exec(query);
    this.#database.exec("BEGIN");
  }

  /** Runs one statement, or several that make tables. Throws as SQLite does. */
  run(query: string, bindings: readonly SqlValue[]): Row[] {
    if (kindOf(query) === "changes-tables") {
      this.#change(query);
      return [];
    }
    if (this.#made === 0 && this.#template.length > 0 && !OF_EVERY_OBJECT.test(query)) {
      if (OF_TABLES.test(query)) return [];
      throw new Error(`no such table: ${query}`);
    }
    return this.#statements.of(query).all(bindings);
  }

  #change(query: string): void {
    this.#firstMade?.push(query);
    if (this.#made === this.#template.length) {
      this.#hasOwnTables ||= this.#template.length === 0;
      return this.#database.exec(query);
    }
    if (query === this.#template[this.#made]) {
      this.#made += 1;
      return;
    }
    // Tables are made in another way than the first time: from here on nothing is hidden.
    this.#dropAll();
    for (const made of this.#template.slice(0, this.#made)) this.#database.exec(made);
    this.#made = this.#template.length;
    this.#database.exec(query);
  }

  #dropAll(): void {
    const tables = this.#statements.of("SELECT name FROM sqlite_master WHERE type = 'table'").all([]);
    for (const { name } of tables)
      if (name !== "_kv" && !String(name).startsWith("sqlite_")) this.#database.exec(`DROP TABLE IF EXISTS ${String(name)}`);
  }

  begin(): void {
    if (!this.#isInTransaction) this.#database.exec("SAVEPOINT history");
    this.#isInTransaction = true;
  }

  commit(): void {
    if (!this.#isInTransaction) return;
    this.#database.exec("RELEASE history");
    this.#isInTransaction = false;
    this.#durablyMade = this.#made;
    if (this.#firstMade === null || this.#firstMade.length === 0) return;
    if (this.#firstMade.every((query) => MAKES.test(query))) templates.set(this.#kind, this.#firstMade);
    this.#firstMade = null;
  }

  rollback(): void {
    if (this.#isInTransaction) this.#database.exec("ROLLBACK TO history; RELEASE history");
    this.#isInTransaction = false;
    this.#made = this.#durablyMade;
    if (this.#firstMade !== null) this.#firstMade = [];
  }

  savepoint(name: string): void {
    this.#database.exec(`SAVEPOINT ${name}`);
  }

  release(name: string): void {
    this.#database.exec(`RELEASE ${name}`);
  }

  /** Takes back what was done since the savepoint. */
  backTo(name: string): void {
    this.#database.exec(`ROLLBACK TO ${name}; RELEASE ${name}`);
  }

  /** The history is over. */
  giveBack(): void {
    if (this.#hasOwnTables) return this.#database.close();
    this.#database.exec("ROLLBACK; BEGIN");
    this.#isInTransaction = false;
    this.#made = 0;
    this.#durablyMade = 0;
    const others = idle.get(this.#kind);
    if (others === undefined) idle.set(this.#kind, [this]);
    else others.push(this);
  }
}
