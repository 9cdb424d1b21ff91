/**
 * Prepared statements of one database, each kept by its text. Rows come as arrays and are made objects by a function
 * that knows the columns: six times as fast as objects by name (measured: 3 against 18 µs for five rows of ten columns).
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { SqlValue } from "../../src/storage/database.ts";
import { standIn } from "./stand-in.ts";

export type Row = Record<string, SqlValue>;
type ToRow = (values: readonly unknown[]) => Row;

export type Prepared = { all(bindings: readonly SqlValue[]): Row[] };

const READS = /^\s*(select|with|pragma)\b/i;
/** Tables are made once, and several statements cannot be prepared as one. */
const CHANGES_TABLES = /^\s*(--[^\n]*\s*)*(create|alter|drop)\b/i;
type Kind = "reads" | "writes" | "changes-tables";
const KINDS = new Map<string, Kind>();

export function kindOf(query: string): Kind {
  const known = KINDS.get(query);
  if (known !== undefined) return known;
  const kind = CHANGES_TABLES.test(query) ? "changes-tables" : READS.test(query) ? "reads" : "writes";
  KINDS.set(query, kind);
  return kind;
}

const TO_ROW = new Map<string, ToRow>();

/** Makes an object of a row's values. The same columns always make the same shape. */
function toRowWith(columns: readonly string[]): ToRow {
  const key = columns.join(" ");
  const known = TO_ROW.get(key);
  if (known !== undefined) return known;
  const members = columns.map((name, index) => `${JSON.stringify(name)}: values[${index}]`);
  const made = standIn<ToRow>(Reflect.construct(Function, ["values", `return { ${members.join(", ")} };`]));
  TO_ROW.set(key, made);
  return made;
}

const bound = (value: SqlValue): string | number | null | Uint8Array => (value instanceof ArrayBuffer ? new Uint8Array(value) : value);

export class Statements {
  readonly #database: DatabaseSync;
  readonly #kept = new Map<string, Prepared>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  of(query: string): Prepared {
    const kept = this.#kept.get(query);
    if (kept !== undefined) return kept;
    const prepared = prepare(this.#database.prepare(query));
    this.#kept.set(query, prepared);
    return prepared;
  }
}

function prepare(statement: StatementSync): Prepared {
  statement.setReturnArrays(true);
  let toRow: ToRow | null = null;
  return {
    all: (bindings) => {
      // The platform's own type of what comes back does not know of arrays.
      const rows: unknown = statement.all(...bindings.map(bound));
      if (!Array.isArray(rows) || rows.length === 0) return [];
      toRow ??= toRowWith(statement.columns().map(({ name }) => name));
      return rows.map(toRow);
    },
  };
}
