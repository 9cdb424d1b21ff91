/**
 * Pages of what has no end: messages and receipts. A page is bounded by number and by bytes, so that neither the call
 * between objects (32 MiB) nor the memory of one (128 MB) can be outgrown by words; what does not fit is on the next one.
 */
import { PAGE_BYTES } from "../protocol/limits.ts";
import type { Receipt } from "../protocol/http.ts";
import type { Message } from "../protocol/message.ts";
import { publicReceipt } from "./ledger.ts";
import { answerIdOf, bytesOf, MessageReader } from "./message-reader.ts";
import type { ChatSql } from "./sql.ts";
import type { ReceiptRow } from "./tables.ts";

/**
 * The last messages of the whole tree that entered before place `end`, oldest first, every message once. `next`: the id
 * to ask older ones before; null when there are none. One message may exceed the bytes alone. r 2 for each turn, its
 * receipts, and the siblings of its messages
 */
export function messagesBefore(sql: ChatSql, end: number, limit: number): { messages: Message[]; next: string | null } {
  const reader = new MessageReader(sql);
  const messages: Message[] = [];
  let bytes = 0;
  // A turn is one message at least, but the first may have its only one behind `end`; one turn more tells of older ones.
  for (const seq of sql.seqsBefore(end, limit + 2)) {
    const turn = sql.turn(seq);
    if (turn === null) continue;
    for (const message of reader.messages([turn], "own").toReversed()) {
      if (message.seq >= end) continue;
      bytes += bytesOf(message);
      if (messages.length > 0 && (messages.length === limit || bytes > PAGE_BYTES)) return { messages, next: messages[0]?.id ?? null };
      messages.unshift(message);
    }
  }
  return { messages, next: null };
}

/** Receipts on one page. Each takes some 450 bytes: 5 MB at most. */
export const MAX_RECEIPTS = 10_000;

/** Where a list of receipts goes on: after the call with this time and id. */
export type ReceiptsCursor = { at: number; callId: string };

export function parseReceiptsCursor(cursor: string): ReceiptsCursor | null {
  const match = /^([0-9a-z]{1,11})~(.{1,110})$/.exec(cursor);
  return match?.[1] === undefined || match[2] === undefined ? null : { at: Number.parseInt(match[1], 36), callId: match[2] };
}

/** Receipts in the order of their calls' ends, and the cursor of the next page. r: every receipt */
export function receiptsAfter(
  sql: ChatSql,
  after: ReceiptsCursor | null,
  limit = MAX_RECEIPTS,
): { receipts: Receipt[]; next: string | null } {
  const rows = sql.receiptsAfter(after ?? { at: 0, callId: "" }, limit + 1);
  const shown = rows.slice(0, limit);
  const ids = new Map<number, string | null>();
  const idOf = ({ turn }: ReceiptRow): string | null => {
    if (turn === 0) return null;
    let id = ids.get(turn);
    if (id === undefined) ids.set(turn, (id = sql.turnId(turn)));
    return id === null ? null : answerIdOf(id);
  };
  const last = shown.at(-1);
  return {
    receipts: shown.map((row) => publicReceipt(row, idOf(row))),
    next: rows.length > limit && last !== undefined ? `${last.at.toString(36)}~${last.call_id}` : null,
  };
}
