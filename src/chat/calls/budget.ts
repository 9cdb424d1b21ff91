/**
 * A conversation's money: which calls hold some (holds.ts), what its own limit leaves, what is reported to the person's
 * wallet, and the rules that the wallet returned last. What each call cost is in the books (books.ts); what the month may
 * cost is the wallet's decision.
 */
import type { ChatReport, EndedAnswer, PersonRules, SettlingRun } from "../../protocol/wallet.ts";
import type { ChatSql } from "../log/sql.ts";
import type { ChatRow, ReceiptRow } from "../log/tables.ts";
import type { Transcript } from "../log/transcript.ts";
import type { Ports } from "../ports.ts";
import type { Books } from "./books.ts";
import { Holds } from "./holds.ts";
import { mostOf } from "./ledger.ts";
import type { Learned } from "./learned.ts";

/**
 * How long the hold of a call that left no totals outlives it, for the gateway's log may say that it cost more than
 * estimated. Milliseconds; the log was readable after at most 4.7 s (live), and is read after 3 s and 8 s.
 */
export const HOLD_FOR_LOG_MS = 10_000;
/** A hold also stays until its log has been asked for this often, however late the log's id came. */
const READS_WITH_HOLD = 2;

/** Whether the log may still add to an estimate, so that its hold must stay. @param receipt one that awaits its log */
export function isUnsure({ basis, at, log_id, log_tries }: ReceiptRow, nowMs: number): boolean {
  return basis === "estimated" && (at > nowMs - HOLD_FOR_LOG_MS || log_id === null || log_tries < READS_WITH_HOLD);
}

/** Wait before a wallet that could not be reached is called again. Milliseconds. */
export const ASK_AGAIN_MS = 3_000;

/** The conversation as its money sees it. */
export interface Spender {
  readonly sql: Pick<ChatSql, "receiptsChangedAfter" | "receiptsOf" | "turn">;
  readonly transcript: Pick<Transcript, "seq" | "count" | "recentFrom">;
  readonly books: Pick<Books, "costNanoUsd" | "isSimulated" | "months" | "estimatesAwaitingLog">;
  readonly ports: Pick<Ports, "now" | "after" | "catalogue" | "wallet">;
  readonly learned: Learned;
  readonly chat: ChatRow;
  readonly title: string;
  readonly updatedAtMs: number;
  /** Makes sure that an alarm goes off by then. */
  wakeAt(ms: number): void;
}

export class Budget {
  readonly #spender: Spender;
  #rules: PersonRules = { allow: "", suggestions: false, lessons: [] };
  /** The last place in the log that the person's object has confirmed (in memory; `settled_seq` follows by alarm). */
  settled: number;
  readonly holds: Holds;
  /** The last answer that ended by itself and is not reported to the person's object yet. In memory alone: lost in a crash. */
  ended: EndedAnswer | null = null;
  /** Calls off the report that `notifyWalletIn` has planned. */
  #callOff: (() => void) | null = null;

  constructor(spender: Spender) {
    this.#spender = spender;
    this.settled = spender.chat.settled_seq;
    this.holds = new Holds(spender, (rules) => (this.rules = rules));
  }

  /** The rules that the person's object returned last. In memory alone: defaults after each wake. */
  get rules(): PersonRules {
    return this.#rules;
  }

  set rules(rules: PersonRules) {
    this.#rules = rules;
    this.#spender.learned.lessons = rules.lessons;
  }

  /** Calls booked by estimate whose log is still awaited, and the turn of each. r: receipts that await one */
  #unsure(): (SettlingRun & { turn: number })[] {
    const { books, ports, chat } = this.#spender;
    const nowMs = ports.now();
    return books
      .estimatesAwaitingLog(chat.logs_from)
      .filter((receipt) => isUnsure(receipt, nowMs))
      .map((receipt) => ({
        turn: receipt.turn,
        runId: receipt.call_id,
        costNanoUsd: receipt.cost,
        mostNanoUsd: mostOf(receipt, ports.catalogue),
      }));
  }

  /** The same calls as a report to the wallet names them: their holds stay. */
  settling(): SettlingRun[] {
    return this.#unsure().map(({ turn: _turn, ...run }) => run);
  }

  /** Calls that are booked, and whose cost the wallet is not known to have received. r: receipts of the latest turns */
  unreported(): string[] {
    const { sql, transcript, chat } = this.#spender;
    if (this.settled >= transcript.seq) return [];
    const farBack = chat.continued === 0 ? [] : sql.receiptsOf(chat.continued);
    return [
      ...sql.receiptsChangedAfter(transcript.recentFrom(), this.settled),
      ...farBack.filter(({ changed }) => changed > this.settled),
    ].map(({ call_id: callId }) => callId);
  }

  /**
   * Calls whose holds must stay: those that run, those that the log may still add to, and those whose cost the wallet does
   * not count yet. If a hold were released before the wallet has its cost, that money could be spent twice (invariant 8).
   */
  withHolds(): string[] {
    return [...new Set([...this.holds.callIds, ...this.settling().map(({ runId }) => runId), ...this.unreported()])];
  }

  /**
   * What this conversation's own limit leaves for a new call, 0 or more; null: it has no limit. Beside the receipts it
   * counts what calls that run hold, and what the log may still add to those booked by estimate. Nano-dollars.
   * @param to `answer`: none runs when it begins, so holds of answers are not counted; `background`: all holds are
   */
  leftOfCap(to: "answer" | "background" = "answer"): number | null {
    const { sql, books, chat } = this.#spender;
    if (chat.cap === null) return null;
    let committed = books.costNanoUsd + this.holds.nanoUsd(to === "background" ? "all" : "beside");
    for (const { turn, costNanoUsd, mostNanoUsd } of this.#unsure()) {
      const most = mostNanoUsd ?? sql.turn(turn)?.held ?? costNanoUsd;
      committed += Math.max(0, most - costNanoUsd);
    }
    return Math.max(0, chat.cap - committed);
  }

  /** Reports this conversation to the person's object; a failed report is repeated by alarm until it succeeds. */
  notifyWallet(): void {
    const { ports } = this.#spender;
    this.reportNow().catch(() => this.#spender.wakeAt(ports.now() + ASK_AGAIN_MS));
  }

  /** The same after a wait, in milliseconds; any report that is made before stands for it. */
  notifyWalletIn(ms: number): void {
    this.#callOff = this.#spender.ports.after(ms, () => this.notifyWallet());
  }

  /** Makes the report that `notifyWalletIn` has planned now, if it is still to come. */
  async reportPlanned(): Promise<void> {
    if (this.#callOff !== null) await this.reportNow();
  }

  /**
   * Sends one report, with the end of an answer if there is one. Only one report at a time carries it, so that it arrives
   * once; if the call fails, the next report carries it. Throws what the call throws.
   * @returns the last place in the log that the person's object has now
   */
  async reportNow(): Promise<number> {
    this.#callOff?.();
    this.#callOff = null;
    const report = this.report();
    const { ended } = this;
    this.ended = null;
    try {
      await this.#spender.ports.wallet.report(ended === null ? report : { ...report, ended });
    } catch (error) {
      this.ended ??= ended;
      throw error;
    }
    this.settled = Math.max(this.settled, report.seq);
    return report.seq;
  }

  /** The report to the person's object, without the end of an answer. @param openRuns ids of the calls that still hold money */
  report(openRuns: string[] = this.holds.callIds): ChatReport {
    const { transcript, books, ports, learned, chat, title, updatedAtMs } = this.#spender;
    return {
      chatId: chat.id,
      seq: transcript.seq,
      title,
      model: chat.model,
      createdAt: chat.created_at,
      updatedAt: updatedAtMs,
      temporary: chat.temporary === 1,
      messageCount: transcript.count,
      costNanoUsd: books.costNanoUsd,
      simulated: books.isSimulated,
      call: learned.lastCall,
      openRuns,
      settling: this.settling(),
      months: books.months(chat.settled_seq),
      atMs: ports.now(),
    };
  }
}
