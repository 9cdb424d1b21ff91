/**
 * The books of one conversation: receipts go in, sums come out. Keeps the sums in memory beside their rows, so that a
 * receipt costs two written rows whatever the history's length.
 */
import { addToTotal, costOf, dayOf, nextLogRead, withLog, type LogEntry } from "./ledger.ts";
import type { DaySum } from "../../protocol/rooms.ts";
import type { ChatSql } from "../log/sql.ts";
import type { ReceiptRow, TotalRow } from "../log/tables.ts";
import type { Transcript } from "../log/transcript.ts";
import type { MessageCost } from "../../protocol/message.ts";

const keyOf = (day: string, model: string): string => `${day} ${model}`;

/** Cost per month (UTC, `2026-11`), of the months with a sum that changed after place `afterSeq` in the log. Nano-dollars. */
export function monthsOf(totals: readonly TotalRow[], afterSeq: number): { period: string; costNanoUsd: number }[] {
  const touched = new Set(totals.filter((total) => total.seq > afterSeq).map((total) => total.day.slice(0, 7)));
  return [...touched].map((period) => {
    let costNanoUsd = 0;
    for (const total of totals) if (total.day.startsWith(period)) costNanoUsd += total.cost;
    return { period, costNanoUsd };
  });
}

/** The sums that changed after place `afterSeq` in the log, as rows for D1. */
export function summariesOf(totals: readonly TotalRow[], person: string, chat: string, afterSeq: number): DaySum[] {
  return totals
    .filter((total) => total.seq > afterSeq)
    .map((total) => ({
      person,
      chat,
      day: total.day,
      model: total.model,
      seq: total.seq,
      calls: total.calls,
      inputTokens: total.input_tokens,
      cachedTokens: total.cached_tokens,
      outputTokens: total.output_tokens,
      costNanoUsd: total.cost,
      savedNanoUsd: total.saved,
      simulated: total.simulated === 1,
      hours: total.hours,
    }));
}

export class Books {
  readonly #sql: ChatSql;
  readonly #transcript: Transcript;
  readonly #totals: Map<string, TotalRow>;
  /** False where it is known that no call is booked by estimate. */
  #hasEstimates = true;

  constructor(sql: ChatSql, transcript: Transcript) {
    this.#sql = sql;
    this.#transcript = transcript;
    this.#totals = new Map();
    this.reload();
  }

  /** Reads the sums from storage again. */
  reload(): void {
    this.#totals.clear();
    for (const total of this.#sql.totals()) this.#totals.set(keyOf(total.day, total.model), total);
    this.#hasEstimates = this.#totals.size > 0;
  }

  /** Everything this conversation has cost, in nano-dollars. */
  get costNanoUsd(): number {
    let cost = 0;
    for (const total of this.#totals.values()) cost += total.cost;
    return cost;
  }

  /** True when it cost something, and all of that was simulated. */
  get isSimulated(): boolean {
    const priced = [...this.#totals.values()].filter(({ cost }) => cost > 0);
    return priced.length > 0 && priced.every((total) => total.simulated === 1);
  }

  /** Books one model call. w 2 */
  enter(receipt: Omit<ReceiptRow, "changed">): ReceiptRow {
    const row = { ...receipt, changed: this.#transcript.next() };
    this.#sql.insertReceipt(row);
    this.#add(row, null);
    return row;
  }

  /** Replaces the receipt of a booked call by a better one of the same day and model. w 2. Returns the change's place in the log. */
  replace(previous: ReceiptRow, receipt: Omit<ReceiptRow, "changed">): number {
    const row = { ...receipt, changed: this.#transcript.next() };
    this.#sql.updateReceipt(previous.turn, previous.call_id, row);
    this.#add(row, previous);
    return row.changed;
  }

  /** The gateway's log was read. w 2. Returns what the message's cost is now. */
  correct(receipt: ReceiptRow, log: LogEntry): { receipt: MessageCost | null; seq: number } {
    const seq = this.replace(receipt, withLog(receipt, log));
    return { receipt: receipt.turn === 0 ? null : costOf(this.#sql.receiptsOf(receipt.turn)), seq };
  }

  /** Plans the next look for a gateway log that is not there yet; `isFinal`: it never will be. w 1 */
  postpone(receipt: ReceiptRow, nowMs: number, isFinal: boolean): void {
    this.#sql.updateReceipt(receipt.turn, receipt.call_id, {
      log_tries: receipt.log_tries + 1,
      log_next_at: isFinal ? null : nextLogRead(receipt, nowMs),
    });
  }

  /** Calls booked by estimate that await the gateway's log, of turn `from` and later. r: receipts from there on, or none */
  estimatesAwaitingLog(from: number): ReceiptRow[] {
    if (!this.#hasEstimates) return [];
    return this.#sql.receiptsAwaitingLog(from).filter(({ basis }) => basis === "estimated");
  }

  #add(receipt: ReceiptRow, previous: ReceiptRow | null): void {
    if (receipt.basis === "estimated") this.#hasEstimates = true;
    const key = keyOf(dayOf(receipt.at), receipt.model);
    const total = addToTotal(this.#totals.get(key) ?? null, receipt, previous, this.#transcript.count, receipt.changed);
    this.#sql.putTotal(total);
    this.#totals.set(key, total);
  }

  /** Cost per month of the months touched after place `seq` in the log. */
  months(afterSeq: number): { period: string; costNanoUsd: number }[] {
    return monthsOf([...this.#totals.values()], afterSeq);
  }

  /** What D1 does not know yet, as absolute sums. */
  summaries(person: string, chat: string, afterSeq: number): DaySum[] {
    return summariesOf([...this.#totals.values()], person, chat, afterSeq);
  }

  /** The latest place in the log that the sums include. */
  get lastSeq(): number {
    let last = 0;
    for (const total of this.#totals.values()) if (total.seq > last) last = total.seq;
    return last;
  }

  /** For the audit: do the sums agree with the receipts? Each difference as a sentence of numbers. */
  differences(): { what: string; expected: number; found: number }[] {
    const expected = new Map<string, { cost: number; calls: number; tokens: number }>();
    for (const row of this.#sql.allReceipts()) {
      const key = keyOf(dayOf(row.at), row.model);
      const sum = expected.get(key) ?? { cost: 0, calls: 0, tokens: 0 };
      expected.set(key, { cost: sum.cost + row.cost, calls: sum.calls + 1, tokens: sum.tokens + row.input_tokens + row.output_tokens });
    }
    const found: { what: string; expected: number; found: number }[] = [];
    for (const key of new Set([...expected.keys(), ...this.#totals.keys()])) {
      const sum = expected.get(key) ?? { cost: 0, calls: 0, tokens: 0 };
      const total = this.#totals.get(key);
      const pairs: [string, number, number][] = [
        ["cost", sum.cost, total?.cost ?? 0],
        ["calls", sum.calls, total?.calls ?? 0],
        ["tokens", sum.tokens, (total?.input_tokens ?? 0) + (total?.output_tokens ?? 0)],
      ];
      for (const [what, want, have] of pairs)
        if (want !== have) found.push({ what: `receipts against total, ${what} of ${key}`, expected: want, found: have });
    }
    return found;
  }
}
