/**
 * What happens some seconds after an answer, by alarm, until it has succeeded: the conversation is reported to the person's
 * wallet, the gateway's log corrects receipts, and absolute sums are written to D1. All of it is idempotent; a
 * crash between any two steps repeats a step, never loses one.
 */
import { readGatewayLog } from "../../models/gateway.ts";
import { TEMPORARY_LIFE_MS } from "../../protocol/limits.ts";
import { LATE_HEADERS_MS } from "../calls/late-headers.ts";
import type { Room } from "../room.ts";
import type { Runner } from "../answers/runner.ts";

/** Shortest time between two writes to D1 while a conversation is busy. Milliseconds. */
export const FLUSH_EVERY_MS = 60_000;
/** First wait after D1 failed; doubled with every failure. */
const FLUSH_RETRY_MS = 5_000;
const FLUSH_RETRY_MAX_MS = 3_600_000;
const LEAVE_RETRY_MS = 3_600_000;

/** The writes to D1 since the object woke. */
export type Flushes = {
  /** When the last flush succeeded; 0: never. */
  flushedAtMs: number;
  flushFailures: number;
  lastFailureAtMs: number;
};

export type Due = Flushes & {
  hasUnflushed: boolean;
  hasUnsettled: boolean;
  /** Earliest `log_next_at` of a receipt. */
  nextLogMs: number | null;
  /** When the first identity among the tabs runs out. */
  firstExpiryMs: number | null;
  /** When a temporary conversation deletes itself. */
  expiresAtMs: number | null;
};

/** When D1 may be told next. */
export function flushDueMs(due: Flushes): number {
  if (due.flushFailures > 0) return due.lastFailureAtMs + Math.min(FLUSH_RETRY_MAX_MS, FLUSH_RETRY_MS * 2 ** (due.flushFailures - 1));
  return due.flushedAtMs === 0 ? 0 : due.flushedAtMs + FLUSH_EVERY_MS;
}

/** The next time the object must be awake; null: nothing waits. */
export function nextAlarmMs(due: Due, nowMs: number): number | null {
  const times: number[] = [];
  if (due.hasUnflushed) times.push(Math.max(flushDueMs(due), nowMs + 1_000));
  if (due.hasUnsettled) times.push(nowMs + FLUSH_RETRY_MS);
  if (due.nextLogMs !== null) times.push(Math.max(due.nextLogMs, nowMs + 500));
  if (due.firstExpiryMs !== null) times.push(Math.max(due.firstExpiryMs, nowMs + 500));
  if (due.expiresAtMs !== null) times.push(Math.max(due.expiresAtMs, nowMs + 1_000));
  return times.length === 0 ? null : Math.min(...times);
}

export class Outbox {
  readonly #room: Room;
  readonly #runner: Runner;
  #flushes: Flushes = { flushedAtMs: 0, flushFailures: 0, lastFailureAtMs: 0 };
  #triedToLeaveAtMs = 0;

  constructor(room: Room, runner: Runner) {
    this.#room = room;
    this.#runner = runner;
  }

  /** Does what is due. @returns when to be called again, milliseconds since the epoch; null: nothing waits */
  async work(): Promise<number | null> {
    const room = this.#room;
    room.audience.expire(room.ports.now());
    await this.#leave();
    if (room.isGone) return null;
    await this.#readLogs();
    if (room.isGone) return null;
    const settled = await this.#settle();
    if (room.isGone) return null;
    const flushed = await this.#flush();
    if (room.isGone) return null;
    // Read after all awaits, so that whatever ended meanwhile is included.
    const { chat } = room;
    const nextLogMs = this.#nextLogMs();
    const logsReadTo = nextLogMs === null && !this.#runner.isBusy ? room.transcript.seq : chat.logs_from;
    const change = {
      ...(settled > chat.settled_seq ? { settled_seq: settled } : {}),
      ...(flushed > chat.flushed_seq ? { flushed_seq: flushed } : {}),
      ...(chat.logs_from < logsReadTo ? { logs_from: logsReadTo } : {}),
    };
    if (Object.keys(change).length > 0) room.updateChat(change);
    return nextAlarmMs(
      {
        ...this.#flushes,
        hasUnflushed: room.books.lastSeq > room.chat.flushed_seq,
        hasUnsettled: Math.max(room.books.lastSeq, room.chat.seq) > room.chat.settled_seq,
        nextLogMs,
        firstExpiryMs: room.audience.firstExpiryMs,
        expiresAtMs: this.#expiresAtMs,
      },
      room.ports.now(),
    );
  }

  /** When this conversation deletes itself, if it is a temporary one. A try that failed is repeated after an hour. */
  get #expiresAtMs(): number | null {
    const { chat, sql } = this.#room;
    if (chat.temporary === 0) return null;
    // Asked of storage and not of memory, because a deletion follows from it.
    const last = sql.lastTurn();
    const updatedAtMs = last?.finished_at ?? last?.created_at ?? chat.created_at;
    return Math.max(updatedAtMs + TEMPORARY_LIFE_MS, this.#triedToLeaveAtMs === 0 ? 0 : this.#triedToLeaveAtMs + LEAVE_RETRY_MS);
  }

  /** A temporary conversation whose time has come asks to be deleted; its numbers stay. */
  async #leave(): Promise<void> {
    const { ports, chat } = this.#room;
    const now = ports.now();
    const due = this.#expiresAtMs;
    if (due === null || due > now || this.#runner.isBusy) return;
    this.#triedToLeaveAtMs = now;
    await ports.shelf.remove(chat.id).catch(() => undefined);
  }

  /** Asks the gateway for the logs that are due. */
  async #readLogs(): Promise<void> {
    const { sql, ports, books, audience } = this.#room;
    for (const { turn: turnSeq, call_id: callId } of sql.receiptsAwaitingLog(this.#room.chat.logs_from)) {
      const now = ports.now();
      // While the log before it was asked for, it may have been settled, or late headers may have brought its log id.
      const receipt = sql.receiptOf(turnSeq, callId);
      if (receipt === null || receipt.log_next_at === null || receipt.log_next_at > now) continue;
      if (receipt.log_id === null) {
        // Its response's headers have not arrived. After a crash nothing waits for them any more.
        books.postpone(receipt, now, now - receipt.at >= LATE_HEADERS_MS);
        continue;
      }
      const log = await readGatewayLog(ports.ai, ports.gatewayId, receipt.log_id);
      if (this.#room.isGone) return;
      // The call may have been settled while its log was asked for.
      const current = sql.receiptOf(turnSeq, callId);
      if (current === null) continue;
      if (!log.found) {
        books.postpone(current, ports.now(), log.final);
        continue;
      }
      const corrected = this.#room.atomically(() => {
        const change = books.correct(current, log);
        this.#room.changedFarBack(receipt.turn, change.seq);
        return change;
      });
      const turn = receipt.turn === 0 ? null : sql.turn(receipt.turn);
      audience.event({
        type: "cost",
        seq: corrected.seq,
        id: turn === null ? null : `${turn.id}.a`,
        receipt: corrected.receipt,
        costNanoUsd: books.costNanoUsd,
      });
    }
  }

  /** When the next log is due. */
  #nextLogMs(): number | null {
    let next: number | null = null;
    for (const receipt of this.#room.sql.receiptsAwaitingLog(this.#room.chat.logs_from)) {
      if (receipt.log_next_at !== null && (next === null || receipt.log_next_at < next)) next = receipt.log_next_at;
    }
    return next;
  }

  /** Reports to the wallet. Returns the place in the log it now knows. */
  async #settle(): Promise<number> {
    const { books, chat } = this.#room;
    const last = Math.max(books.lastSeq, chat.seq);
    if (this.#room.budget.settled >= last || chat.settled_seq >= last) return Math.max(this.#room.budget.settled, chat.settled_seq);
    return this.#room.budget.reportNow().catch(() => chat.settled_seq);
  }

  /** Reports to D1. Returns the place in the log it now knows. A D1 that is down is asked again with growing waits. */
  async #flush(): Promise<number> {
    const { ports, books, chat } = this.#room;
    const summaries = books.summaries(chat.owner, chat.id, chat.flushed_seq);
    if (summaries.length === 0) return chat.flushed_seq;
    const now = ports.now();
    if (flushDueMs(this.#flushes) > now) return chat.flushed_seq;
    const includes = Math.max(...summaries.map((summary) => summary.seq));
    try {
      await ports.spend.store(summaries);
      this.#flushes = { ...this.#flushes, flushFailures: 0, flushedAtMs: now };
      return includes;
    } catch {
      this.#flushes = { ...this.#flushes, flushFailures: this.#flushes.flushFailures + 1, lastFailureAtMs: now };
      return chat.flushed_seq;
    }
  }
}
