/**
 * Pages of messages and receipts. A page is bounded in number and in bytes, because an RPC call carries at most 32 MiB and
 * an object has 128 MB of memory; the rest is on the next page.
 */
import { MAX_MESSAGES, PAGE_BYTES } from "../../protocol/limits.ts";
import type { Receipt } from "../../protocol/http.ts";
import type { Message } from "../../protocol/message.ts";
import { publicReceipt } from "../calls/ledger.ts";
import { answerIdOf, bytesOf, MessageReader } from "./message-reader.ts";
import type { TurnSize } from "./page-sql.ts";
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
  // Each turn has at least one message, except that the first one's may lie after `end`. One turn more shows whether older
  // messages exist.
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

/** A page of what is exported, and where the next one begins; null: there is none. */
export type ExportPage = { messages: Message[]; next: number | null };

/** Messages in the order in which they entered, every one once, after turn `after`. r 2 for each turn, and its receipts */
export function messagesAfter(sql: ChatSql, after: number): ExportPage {
  return pageOf(
    sql,
    sql.sizesAfter(after, EXPORT_TURNS + 1).map((size) => ({ ...size, place: size.seq })),
    "own",
  );
}

/** The branch that ends in turn `head`, oldest first, from its `skip`-th turn on. r: the branch twice */
export function branchAfter(sql: ChatSql, head: number, skip: number): ExportPage {
  const path = sql.pathSizes(head, MAX_MESSAGES).toReversed();
  return pageOf(
    sql,
    path.slice(skip, skip + EXPORT_TURNS + 1).map((size, index) => ({ ...size, place: skip + index + 1 })),
    "always",
  );
}

/** As many of these turns as fit on a page. `place`: the cursor after that turn. One turn alone may exceed the bytes. */
function pageOf(sql: ChatSql, sizes: readonly (TurnSize & { place: number })[], questions: "own" | "always"): ExportPage {
  const reader = new MessageReader(sql);
  const messages: Message[] = [];
  let bytes = 0;
  let last = 0;
  for (const [index, size] of sizes.entries()) {
    bytes += size.bytes;
    if (index > 0 && (index === EXPORT_TURNS || bytes > PAGE_BYTES)) return { messages, next: last };
    const turn = sql.turn(size.seq);
    if (turn !== null) messages.push(...reader.messages([turn], questions));
    last = size.place;
  }
  return { messages, next: null };
}

/** Turns on one page of an export. */
const EXPORT_TURNS = 200;

/** Receipts on one page. Each takes some 450 bytes: 5 MB at most. */
export const MAX_RECEIPTS = 10_000;

/** The cursor of a list of receipts: it continues after the call with this time and id. */
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
