/** What the audit asks of a conversation: figures, ids and places in the log, never a word. Reads every receipt. */
import type { ChatAudit } from "../protocol/rooms.ts";
import type { Conversation } from "./conversation.ts";

export function auditOf({ room, openRuns }: Conversation): ChatAudit {
  const { books, chat, sql } = room;
  return {
    state: "open",
    receiptsNanoUsd: sql.allReceipts().reduce((sum, row) => sum + row.cost, 0),
    totalNanoUsd: books.costNanoUsd,
    differences: books.differences(),
    days: sql
      .totals()
      .map((total) => ({ day: total.day, model: total.model, costNanoUsd: total.cost, calls: total.calls, seq: total.seq })),
    settledSeq: Math.max(room.budget.settled, chat.settled_seq),
    flushedSeq: chat.flushed_seq,
    openRuns,
    runningRuns: room.budget.holds.callIds,
  };
}
