/** Receipts of deletions: a row of numbers for each deleted conversation, as proof that it is gone. */
import type { DeletionReason, DeletionReceipt } from "../protocol/stored.ts";
import { CountedSql } from "../storage/counted-sql.ts";

/** Receipts on one page. */
const PAGE = 1_000;

type Row = { at: number; chat: string; messages: number; reason: DeletionReason };

export class Deletions extends CountedSql {
  /** Stores one receipt for each conversation; a repeated call changes nothing. w 1 */
  note(row: Row): void {
    this.all(
      "INSERT INTO deletion (at, chat, messages, reason) VALUES (?, ?, ?, ?) ON CONFLICT (chat) DO NOTHING",
      row.at,
      row.chat,
      row.messages,
      row.reason,
    );
  }

  /** In the order of their conversations' ids, after the given one. r: as many */
  page(after: string): { deletions: DeletionReceipt[]; next: string | null } {
    const rows = this.all<Row>("SELECT * FROM deletion WHERE chat > ? ORDER BY chat LIMIT ?", after, PAGE + 1);
    const deletions = rows
      .slice(0, PAGE)
      .map(({ at, chat, messages, reason }) => ({ chatId: chat, at: new Date(at).toISOString(), reason, messages }));
    return { deletions, next: rows.length > PAGE ? (deletions.at(-1)?.chatId ?? null) : null };
  }

  /** r: all of them */
  count(): number {
    return this.first<{ n: number }>("SELECT count(*) AS n FROM deletion")?.n ?? 0;
  }
}
