/**
 * An object's storage over `node:sqlite`: statements, keys, the alarm. Everything written since the last commit stands in
 * one open transaction, which a crash takes back.
 */
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { deserialize, serialize } from "node:v8";
import type { Columns, Rows, SqlValue } from "../../src/storage/database.ts";

type Prepared = { statement: StatementSync; writes: boolean };

const READS = /^\s*(select|with|pragma)\b/i;

export class ObjectStorage {
  #database = opened();
  readonly #statements = new Map<string, Prepared>();
  #tables: ReadonlySet<string> | null = null;
  #isInTransaction = false;
  #depth = 0;
  readonly #syncs: (() => void)[] = [];
  /** The alarm as the object sees it, and as it is durable. Milliseconds since the epoch. */
  #alarmMs: number | null = null;
  durableAlarmMs: number | null = null;
  /** Something was written that is not durable yet. */
  isDirty = false;
  /** Grows with whatever changes the rows, taking back included. */
  version = 0;
  /** While the alarm goes off none is set, unless its own work sets one. */
  #isAlarmHidden = false;
  /** So many of the next writes in a transaction fail. */
  failures = 0;

  readonly sql = {
    exec: <T extends Columns>(query: string, ...bindings: SqlValue[]): Rows<T> => this.exec<T>(query, bindings),
    databaseSize: 0,
  };

  readonly kv = {
    get: <T>(key: string): T | undefined => {
      const [row] = this.exec<{ value: Uint8Array<ArrayBuffer> & SqlValue }>("SELECT value FROM _kv WHERE key = ?", [key]).toArray();
      return row === undefined ? undefined : deserialize(row.value);
    },
    put: (key: string, value: unknown): void => {
      const bytes = serialize(value);
      this.exec("INSERT OR REPLACE INTO _kv (key, value) VALUES (?, ?)", [
        key,
        bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
      ]);
    },
    delete: (key: string): void => void this.exec("DELETE FROM _kv WHERE key = ?", [key]),
    list: (): [string, unknown][] => [],
  };

  exec<T extends Columns>(query: string, bindings: SqlValue[]): Rows<T> {
    const { statement, writes } = this.#prepared(query);
    if (writes) {
      if (this.failures > 0 && this.#depth > 0) {
        this.failures -= 1;
        throw new Error("SQLITE_FULL: the storage refuses to write");
      }
      this.#begin();
      this.isDirty = true;
      this.version += 1;
    }
    if (statement === null) {
      this.#tables = null;
      this.#database.exec(query);
    }
    const values = bindings.map((value) => (value instanceof ArrayBuffer ? new Uint8Array(value) : value));
    return rowsOf<T>(statement === null ? [] : statement.all(...values).map((row) => ({ ...row }) as T));
  }

  /** Names of the tables there are now. */
  get tables(): ReadonlySet<string> {
    if (this.#tables === null) {
      const rows = this.exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'", []).toArray();
      this.#tables = new Set(rows.map(({ name }) => name));
    }
    return this.#tables;
  }

  transactionSync<T>(run: () => T): T {
    this.#begin();
    const name = `s${(this.#depth += 1)}`;
    this.#database.exec(`SAVEPOINT ${name}`);
    try {
      const result = run();
      this.#database.exec(`RELEASE ${name}`);
      return result;
    } catch (error) {
      this.#tables = null;
      this.#database.exec(`ROLLBACK TO ${name}; RELEASE ${name}`);
      throw error;
    } finally {
      this.#depth -= 1;
    }
  }

  async getAlarm(): Promise<number | null> {
    return this.#isAlarmHidden ? null : this.#alarmMs;
  }

  async setAlarm(ms: number): Promise<void> {
    this.#alarmMs = ms;
    this.#isAlarmHidden = false;
    this.isDirty = true;
  }

  async deleteAll(): Promise<void> {
    const tables = this.exec<{ name: string }>(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*'",
      [],
    ).toArray();
    for (const { name } of tables) if (name !== "_kv") this.exec(`DROP TABLE ${name}`, []);
    this.exec("DELETE FROM _kv", []);
    this.#alarmMs = null;
    this.isDirty = true;
  }

  /** Resolves once everything written so far is durable; never, where the memory goes before. */
  sync(): Promise<void> {
    return this.isDirty ? new Promise((resolve) => void this.#syncs.push(resolve)) : Promise.resolve();
  }

  /** The alarm goes off: to its work there is none any more. */
  hideAlarm(): void {
    this.#isAlarmHidden = true;
  }

  /** The alarm's work succeeded. */
  alarmDone(): void {
    if (!this.#isAlarmHidden) return;
    this.#isAlarmHidden = false;
    this.#alarmMs = null;
    this.isDirty = true;
  }

  /** The alarm's work failed: it stands as before, unless the work has set another. */
  showAlarm(): void {
    this.#isAlarmHidden = false;
  }

  /** Everything written so far is durable. @param isTold whoever waits for that learns it */
  commit(isTold = true): void {
    if (this.#isInTransaction) this.#database.exec("COMMIT");
    this.#isInTransaction = false;
    this.isDirty = false;
    this.durableAlarmMs = this.#alarmMs;
    const syncs = this.#syncs.splice(0);
    if (isTold) for (const resolve of syncs) resolve();
  }

  /** The memory is gone, and with it whatever was not durable. */
  rollback(): void {
    this.#tables = null;
    this.version += 1;
    if (this.#isInTransaction) this.#database.exec("ROLLBACK");
    this.#isInTransaction = false;
    this.#depth = 0;
    this.isDirty = false;
    this.#isAlarmHidden = false;
    this.#alarmMs = this.durableAlarmMs;
    this.failures = 0;
    this.#syncs.length = 0;
  }

  close(): void {
    this.#database.close();
  }

  #begin(): void {
    if (!this.#isInTransaction) this.#database.exec("BEGIN");
    this.#isInTransaction = true;
  }

  #prepared(query: string): { statement: StatementSync | null; writes: boolean } {
    const known = this.#statements.get(query);
    if (known !== undefined) return known;
    const writes = !READS.test(query);
    // Tables are made once, and several statements cannot be prepared as one.
    if (/^\s*(--[^\n]*\s*)*(create|alter|drop)\b/i.test(query)) return { statement: null, writes };
    const prepared = { statement: this.#database.prepare(query), writes };
    this.#statements.set(query, prepared);
    return prepared;
  }
}

function opened(): DatabaseSync {
  const database = new DatabaseSync(":memory:");
  database.exec(
    "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; CREATE TABLE _kv (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID",
  );
  return database;
}

function rowsOf<T>(rows: T[]): Rows<T> {
  return { toArray: () => rows, [Symbol.iterator]: () => rows[Symbol.iterator](), rowsWritten: 0, rowsRead: 0 };
}
