/** Rows of an object's storage, for whoever looks from outside. */
import type { SqlValue } from "../../src/storage/database.ts";
import type { ObjectHost } from "./objects.ts";

export type Row = { [column: string]: SqlValue };

/** Reads rows of an object's storage. */
export const rowsIn =
  (host: ObjectHost) =>
  <T extends Row>(query: string): T[] =>
    host.storage.exec<T>(query, []).toArray();
