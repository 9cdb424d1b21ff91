/** What the audit asks of a conversation: figures, ids and places in the log, never a word. Reads every receipt. */
import type { Room } from "./room.ts";
import type { ChatSql } from "./log/sql.ts";

export type ChatDay = { day: string; model: string; costNanoUsd: number; calls: number; seq: number };
export type ChatAudit =
  /** Never was, or is deleted and has told everything. */
  | { state: "none" }
  /** Deleted, and still telling its numbers to D1; calls that ended and await their log keep their holds. */
  | { state: "leaving"; openRuns?: string[] }
  | {
      state: "open";
      receiptsNanoUsd: number;
      totalNanoUsd: number;
      /** Receipts against the conversation's own sums. */
      differences: { what: string; expected: number; found: number }[];
      days: ChatDay[];
      /** Places in the log up to which the wallet and D1 are known to know. */
      settledSeq: number;
      flushedSeq: number;
      /** Calls for which the wallet holds money. */
      openRuns: string[];
      /** Those of them that run; the others have ended and await their log. */
      runningRuns: string[];
    };

export function auditOf(room: Room, sql: ChatSql, runningRuns: string[]): ChatAudit {
  const { books, chat } = room;
  return {
    state: "open",
    receiptsNanoUsd: sql.allReceipts().reduce((sum, row) => sum + row.cost, 0),
    totalNanoUsd: books.costNanoUsd,
    differences: books.differences(),
    days: sql
      .totals()
      .map((total) => ({ day: total.day, model: total.model, costNanoUsd: total.cost, calls: total.calls, seq: total.seq })),
    settledSeq: Math.max(room.settled, chat.settled_seq),
    flushedSeq: chat.flushed_seq,
    openRuns: [...runningRuns, ...room.settling().map(({ runId }) => runId)],
    runningRuns,
  };
}
