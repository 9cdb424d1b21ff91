/**
 * An object's storage over `node:sqlite`: statements, keys, the alarm. Everything written since the last commit stands in
 * one open transaction, which a crash takes back.
 */
import { deserialize, serialize } from "node:v8";
import type { Columns, Rows, SqlValue } from "../../src/storage/database.ts";
import { PooledDatabase } from "./databases.ts";
import { standIn } from "./stand-in.ts";
import { kindOf } from "./statements.ts";

/** What every object's storage has from the beginning. */
const KEYS = "CREATE TABLE _kv (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID";

export class ObjectStorage {
  readonly #database: PooledDatabase;
  #tables: ReadonlySet<string> | null = null;
  #depth = 0;
  #isClosed = false;
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

  /** @param kind of object: those of one kind make the same tables */
  constructor(kind: string) {
    this.#database = PooledDatabase.of(kind, KEYS);
  }

  exec<T extends Columns>(query: string, bindings: SqlValue[]): Rows<T> {
    if (this.#isClosed) throw new Error("the history is over");
    const kind = kindOf(query);
    if (kind !== "reads") this.#beforeWrite();
    if (kind === "changes-tables") this.#tables = null;
    return rowsOf<T>(standIn(this.#database.run(query, bindings)));
  }

  #beforeWrite(): void {
    if (this.failures > 0 && this.#depth > 0) {
      this.failures -= 1;
      throw new Error("SQLITE_FULL: the storage refuses to write");
    }
    this.#database.begin();
    this.isDirty = true;
    this.version += 1;
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
    if (this.#isClosed) throw new Error("the history is over");
    this.#database.begin();
    const name = `s${(this.#depth += 1)}`;
    this.#database.savepoint(name);
    try {
      const result = run();
      this.#database.release(name);
      return result;
    } catch (error) {
      this.#tables = null;
      this.#database.backTo(name);
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
  commit(isConfirmed = true): void {
    this.#database.commit();
    this.isDirty = false;
    this.durableAlarmMs = this.#alarmMs;
    const syncs = this.#syncs.splice(0);
    if (isConfirmed) for (const resolve of syncs) resolve();
  }

  /** The memory is gone, and with it whatever was not durable. */
  rollback(): void {
    this.#tables = null;
    this.version += 1;
    this.#database.rollback();
    this.#depth = 0;
    this.isDirty = false;
    this.#isAlarmHidden = false;
    this.#alarmMs = this.durableAlarmMs;
    this.failures = 0;
    this.#syncs.length = 0;
  }

  /** The history is over: whoever still writes writes nowhere. */
  close(): void {
    this.#isClosed = true;
    this.#database.giveBack();
  }
}

function rowsOf<T>(rows: T[]): Rows<T> {
  return { toArray: () => rows, [Symbol.iterator]: () => rows[Symbol.iterator](), rowsWritten: 0, rowsRead: 0 };
}
