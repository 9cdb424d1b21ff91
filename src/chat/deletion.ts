/**
 * The deletion of a conversation: every word is deleted at once (invariant 10). Numbers that the wallet and D1 do not have
 * yet stay under one key, the tombstone, until they are reported. A call that awaits its gateway log stays there, too, with
 * its hold: what the gateway billed is booked even after the deletion (invariants 7 and 8).
 */
import { readGatewayLog } from "../models/gateway.ts";
import type { Alarm } from "../storage/alarm.ts";
import { monthsOf, summariesOf } from "./calls/books.ts";
import { LATE_HEADERS_MS } from "./calls/late-headers.ts";
import { addToTotal, dayOf, FIRST_LOG_READ_MS, mostOf, nextLogRead, withLog } from "./calls/ledger.ts";
import { failed, type Result } from "../protocol/problem.ts";
import type { DaySum } from "../protocol/rooms.ts";
import type { ChatReport } from "../protocol/wallet.ts";
import type { Ports } from "./ports.ts";
import { isUnsure } from "./calls/budget.ts";
import type { Conversation, Ground } from "./conversation.ts";
import type { Room } from "./room.ts";
import { HALF_MADE_MS } from "./sharing/links.ts";
import type { ReceiptRow, TotalRow } from "./log/tables.ts";
import { BUSY } from "./tabs/sockets.ts";

/** PERSISTED CONTRACT. Numbers and ids, no word. */
type Tombstone = {
  summaries: DaySum[];
  report: ChatReport;
  /** Calls whose cost was not yet reported to the wallet: their holds stay until it is. Earlier versions kept none. */
  untold?: string[];
  /** Earlier versions left no calls behind. */
  awaited?: { person: string; receipts: ReceiptRow[]; totals: TotalRow[] };
  /** Set where it was shared: the owner, whose entries the directory is to remove. */
  sharedBy?: string;
  /** A link was being made: what was asked of the directory for it has come there by then. Milliseconds since the epoch. */
  linksSettleAt?: number;
};
/** PERSISTED CONTRACT: the key's first name, which objects that still wait for D1 have in their storage. */
const TOMBSTONE = "leftover";
const RETRY_MS = 30_000;

/** The object whose conversation goes. */
export interface Leaving extends Pick<Ground, "sql" | "transaction"> {
  /** The conversation that exists, or null. */
  existing(): Conversation | null;
  /** Drops the conversation from memory. */
  forget(): void;
  /** Settles when no first message is making the conversation any more. */
  settled: Promise<unknown>;
}

export class Deletion {
  readonly #storage: Pick<DurableObjectStorage, "kv" | "deleteAll">;
  readonly #ports: Ports;
  readonly #alarm: Alarm;

  constructor(storage: Pick<DurableObjectStorage, "kv" | "deleteAll">, ports: Ports, alarm: Alarm) {
    this.#storage = storage;
    this.#ports = ports;
    this.#alarm = alarm;
  }

  get #tombstone(): Tombstone | null {
    return this.#storage.kv.get<Tombstone>(TOMBSTONE) ?? null;
  }

  /** The words are deleted, and numbers are still being reported. */
  get isUnderWay(): boolean {
    return this.#tombstone !== null;
  }

  /** Calls that ended and whose holds must stay until their cost is reported and their log is read. */
  get openRuns(): string[] {
    const tombstone = this.#tombstone;
    return tombstone === null ? [] : [...tombstone.report.settling.map(({ runId }) => runId), ...(tombstone.untold ?? [])];
  }

  /**
   * Deletes every word. Numbers that D1 does not have yet are reported first; where D1 is down they alone stay, under one
   * key, until it has them (invariant 10).
   */
  async remove(object: Leaving): Promise<Result<{ messages: number }>> {
    // A conversation that is just being made would be stored after its deletion.
    await object.settled;
    const conversation = object.existing();
    // Either a crash interrupted an earlier deletion, which is continued here, or there is no conversation.
    if (conversation === null) return (await this.work()) ? { ok: true, value: { messages: 0 } } : failed({ reason: "not-found" });
    await conversation.closeNow();
    if (object.existing() === null) return failed({ reason: "not-found" });
    // A call that storage could not settle must not be dropped without its receipt.
    if (conversation.runner.isBusy) return failed(BUSY);
    const messages = conversation.room.transcript.count;
    // From here on the alarm finishes the deletion after any crash.
    object.transaction(() => {
      this.#putAside(conversation.room);
      object.sql.drop();
    });
    object.forget();
    conversation.room.farewell();
    await this.work();
    return { ok: true, value: { messages } };
  }

  /** Stores the numbers as the tombstone, in the transaction that drops the tables. */
  #putAside(room: Room): void {
    const { books, sql, chat, ports } = room;
    const receipts = sql.receiptsAwaitingLog(chat.logs_from).filter(({ basis }) => basis === "estimated");
    const links = sql.shares();
    const entering = links.filter(({ state }) => state === "entering").map((link) => link.created_at + HALF_MADE_MS);
    this.#storage.kv.put<Tombstone>(TOMBSTONE, {
      summaries: books.summaries(chat.owner, chat.id, chat.flushed_seq),
      report: { ...room.budget.report([]), title: "", isLeaving: true },
      untold: room.budget.unreported(),
      ...(links.length === 0 ? {} : { sharedBy: chat.owner }),
      ...(entering.length === 0 ? {} : { linksSettleAt: Math.max(...entering) }),
      ...(receipts.length === 0 ? {} : { awaited: { person: chat.owner, receipts, totals: sql.totals() } }),
    });
    for (const { call_id: callId, log_id: logId } of receipts) {
      if (logId === null) void room.lateHeaders.get(callId)?.then((id) => this.#logOf(callId, id));
    }
    this.#alarm.forget();
    this.#alarm.wakeAt(ports.now() + (receipts.length === 0 ? RETRY_MS : FIRST_LOG_READ_MS));
  }

  /** The late headers of a call have come. */
  #logOf(callId: string, logId: string | null): void {
    const tombstone = this.#tombstone;
    if (tombstone?.awaited === undefined) return;
    const readAtMs = logId === null ? null : this.#ports.now() + FIRST_LOG_READ_MS;
    const receipts = tombstone.awaited.receipts.map((receipt) =>
      receipt.call_id === callId ? { ...receipt, log_id: logId, log_tries: 0, log_next_at: readAtMs } : receipt,
    );
    this.#keep({ ...tombstone, awaited: { ...tombstone.awaited, receipts } });
    this.#alarm.wakeAt(readAtMs ?? this.#ports.now());
  }

  #keep(tombstone: Tombstone): void {
    this.#storage.kv.put(TOMBSTONE, tombstone);
  }

  /** Reports what is known; once nothing is awaited any more, wipes the storage for good. @returns false where there is no tombstone */
  async work(): Promise<boolean> {
    if (this.#tombstone === null) return false;
    await this.#readLogs();
    const reported = this.#tombstone;
    if (reported === null) return true;
    const beganAt = this.#ports.now();
    try {
      await this.#ports.wallet.report(reported.report);
      await this.#ports.spend.store(reported.summaries);
      if (reported.sharedBy !== undefined) await this.#ports.directory.removeAll(reported.sharedBy, reported.report.chatId);
    } catch {
      this.#alarm.wakeAt(this.#ports.now() + RETRY_MS);
      return true;
    }
    const left = this.#tombstone;
    if (left === null) return true;
    // The alarm and a delete request may run this at once: if the other one read a log meanwhile, its cost is reported, too.
    if (left.report.seq !== reported.report.seq) {
      this.#alarm.wakeAt(this.#ports.now());
      return true;
    }
    const nextLogMs = Math.min(...(left.awaited?.receipts ?? []).map(({ log_next_at: at }) => at ?? 0));
    if (Number.isFinite(nextLogMs)) {
      this.#alarm.wakeAt(Math.max(nextLogMs, this.#ports.now() + 500));
      return true;
    }
    if (left.linksSettleAt !== undefined && beganAt < left.linksSettleAt) {
      this.#alarm.wakeAt(left.linksSettleAt);
      return true;
    }
    await this.#storage.deleteAll();
    this.#alarm.forget();
    return true;
  }

  async #readLogs(): Promise<void> {
    const ports = this.#ports;
    for (const { call_id: callId } of this.#tombstone?.awaited?.receipts ?? []) {
      const asked = this.#awaited(callId);
      if (asked === null || (asked.log_next_at ?? 0) > ports.now()) continue;
      const log = asked.log_id === null ? null : await readGatewayLog(ports.ai, ports.gatewayId, asked.log_id);
      const receipt = this.#awaited(callId);
      // Late headers may have brought its log id meanwhile: then the log is asked for again.
      if (receipt === null || receipt.log_id !== asked.log_id) continue;
      if (log?.found === true) this.#book(receipt, withLog(receipt, log));
      else this.#postpone(receipt, log === null ? ports.now() - receipt.at >= LATE_HEADERS_MS : log.final);
    }
  }

  #awaited(callId: string): ReceiptRow | null {
    return this.#tombstone?.awaited?.receipts.find((receipt) => receipt.call_id === callId) ?? null;
  }

  /** Corrects the sums by a log that was read; the call awaits nothing more. */
  #book(previous: ReceiptRow, receipt: ReceiptRow): void {
    const tombstone = this.#tombstone;
    if (tombstone?.awaited === undefined) return;
    const { person, receipts, totals } = tombstone.awaited;
    const seq = tombstone.report.seq + 1;
    const isOf = (total: TotalRow): boolean => total.day === dayOf(receipt.at) && total.model === receipt.model;
    const corrected = totals.map((total) => (isOf(total) ? addToTotal(total, receipt, previous, total.messages, seq) : total));
    const awaited = { person, receipts: receipts.filter(({ call_id }) => call_id !== receipt.call_id), totals: corrected };
    this.#keep(
      this.#withHolds({
        ...tombstone,
        summaries: summariesOf(corrected, person, tombstone.report.chatId, 0),
        report: {
          ...tombstone.report,
          seq,
          costNanoUsd: corrected.reduce((sum, { cost }) => sum + cost, 0),
          months: monthsOf(corrected, 0),
        },
        awaited,
      }),
    );
  }

  /** Plans the next look for a log that is not there yet; `isFinal`: it never will be, and the estimate stands. */
  #postpone(receipt: ReceiptRow, isFinal: boolean): void {
    const tombstone = this.#tombstone;
    if (tombstone?.awaited === undefined) return;
    const next = isFinal ? null : nextLogRead(receipt, this.#ports.now());
    const receipts = tombstone.awaited.receipts.flatMap((one) => {
      if (one.call_id !== receipt.call_id) return [one];
      return next === null ? [] : [{ ...one, log_tries: one.log_tries + 1, log_next_at: next }];
    });
    this.#keep(this.#withHolds({ ...tombstone, awaited: { ...tombstone.awaited, receipts } }));
  }

  /** The tombstone with the holds that are still needed. */
  #withHolds(tombstone: Tombstone): Tombstone {
    const settling = (tombstone.awaited?.receipts ?? [])
      .filter((receipt) => isUnsure(receipt, this.#ports.now()))
      .map((receipt) => ({ runId: receipt.call_id, costNanoUsd: receipt.cost, mostNanoUsd: mostOf(receipt, this.#ports.catalogue) }));
    return { ...tombstone, report: { ...tombstone.report, settling } };
  }
}
