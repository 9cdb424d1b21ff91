/** Creates a new conversation's tables all at once, and migrates those of earlier versions. sql.ts explains w, r and n. */
import { folded } from "../../storage/migrations.ts";
import { NewTablesSql } from "../../storage/new-tables-sql.ts";
import { MIGRATIONS } from "./migrations.ts";
import type { ChatRow } from "./tables.ts";

const TABLES = ["chat", "turn", "segment", "receipt", "total", "command", "step", "share", "file", "file_part"];
/** What makes a new conversation's tables. */
const MAKE = folded(MIGRATIONS);

/** What a conversation begins with; its counters begin at 0. */
export type NewChatRow = Pick<
  ChatRow,
  "id" | "owner" | "title" | "titled_by" | "model" | "system" | "temporary" | "created_at" | "cap" | "effort" | "seq" | "tools"
>;

export class TablesSql extends NewTablesSql {
  /** Whether this conversation exists. r 1 */
  exists(): boolean {
    return this.first("SELECT 1 AS one FROM sqlite_master WHERE type = 'table' AND name = 'chat'") !== null;
  }

  /** Creates the tables. w: one per table and index, once in a conversation's life. */
  create(chat: NewChatRow): ChatRow {
    this.all(MAKE);
    this.areNew(TABLES);
    const row: ChatRow = {
      ...chat,
      selected: 0,
      selected_at: 0,
      draft: "",
      draft_version: 0,
      settled_seq: 0,
      flushed_seq: 0,
      logs_from: 0,
      continued: 0,
      corrected_seq: 0,
      indexed_seq: 0,
      attached: null,
      attached_version: 0,
    };
    this.insert("chat", { only: 1, version: MIGRATIONS.length, ...row });
    return row;
  }

  /** Drops every table of the conversation. */
  drop(): void {
    for (const table of TABLES) this.all(`DROP TABLE IF EXISTS ${table}`);
  }

  /** Brings tables of an earlier version up to date. w 0 when they are. */
  migrate(): void {
    const version = this.first<{ version: number }>("SELECT version FROM chat")?.version ?? 0;
    for (const migration of MIGRATIONS.slice(version)) this.all(migration);
    if (version < MIGRATIONS.length) this.all("UPDATE chat SET version = ?", MIGRATIONS.length);
  }
}
