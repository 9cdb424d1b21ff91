/**
 * A conversation's money: which calls hold some (holds.ts), what its own limit leaves, what the person's wallet is told of
 * it, and what that said last. What each call cost stands in the books; what the month may cost, in the wallet.
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
/** However late the log's id came: the hold stays until it was asked for so often. */
const READS_WITH_HOLD = 2;

/** Whether the log may still add to an estimate, so that its hold must stay. @param receipt one that awaits its log */
export function isUnsure({ basis, at, log_id, log_tries }: ReceiptRow, nowMs: number): boolean {
  return basis === "estimated" && (at > nowMs - HOLD_FOR_LOG_MS || log_id === null || log_tries < READS_WITH_HOLD);
}

/** After this time the wallet is asked or told again that could not be reached. Milliseconds. */
export const ASK_AGAIN_MS = 3_000;

/** The conversation as its money sees it. */
export interface Spender {
  readonly sql: Pick<ChatSql, "receiptsAwaitingLog" | "receiptsChangedAfter" | "receiptsOf" | "turn">;
  readonly transcript: Pick<Transcript, "seq" | "count" | "recentFrom">;
  readonly books: Pick<Books, "costNanoUsd" | "isSimulated" | "months">;
  readonly ports: Pick<Ports, "now" | "catalogue" | "wallet">;
  readonly learned: Learned;
  readonly chat: ChatRow;
  readonly title: string;
  readonly updatedAtMs: number;
  /** Asks for an alarm at the latest then. */
  wakeAt(ms: number): void;
}

export class Budget {
  readonly #spender: Spender;
  #rules: PersonRules = { allow: "", suggestions: false, lessons: [] };
  /** Place in the log that the person's object is known to know (in memory; `settled_seq` follows by alarm). */
  settled: number;
  readonly holds: Holds;
  /** The answer that ended last and of which the person's object has not heard, where its person did not end it. A crash forgets it. */
  ended: EndedAnswer | null = null;

  constructor(spender: Spender) {
    this.#spender = spender;
    this.settled = spender.chat.settled_seq;
    this.holds = new Holds(spender, (rules) => (this.rules = rules));
  }

  /** What the person's object said last about what holds for this person. Begins anew on each wake. */
  get rules(): PersonRules {
    return this.#rules;
  }

  set rules(rules: PersonRules) {
    this.#rules = rules;
    this.#spender.learned.lessons = rules.lessons;
  }

  /** Calls booked by estimate whose log is still awaited, and the turn of each. r: receipts that await one */
  #unsure(): (SettlingRun & { turn: number })[] {
    const { sql, ports, chat } = this.#spender;
    const nowMs = ports.now();
    return sql
      .receiptsAwaitingLog(chat.logs_from)
      .filter((receipt) => isUnsure(receipt, nowMs))
      .map((receipt) => ({
        turn: receipt.turn,
        runId: receipt.call_id,
        costNanoUsd: receipt.cost,
        mostNanoUsd: mostOf(receipt, ports.catalogue),
      }));
  }

  /** Those calls as they are reported to the wallet: their holds stay. */
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
   * not count yet. A hold that went before its cost had come would leave that money to be spent twice (invariant 8).
   */
  withHolds(): string[] {
    return [...new Set([...this.holds.callIds, ...this.settling().map(({ runId }) => runId), ...this.unreported()])];
  }

  /**
   * What this conversation's own limit leaves for a new call, 0 or more; null: it has no limit. Beside the receipts it
   * counts what calls that run hold, and what the log may still add to those booked by estimate. Nano-dollars.
   * @param to `answer`: it begins when no other runs, so that what one holds is not counted; `background`: beside whatever runs
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

  /** Tells the person's object how this conversation stands; repeated by alarm until it succeeded. */
  notifyWallet(): void {
    const { ports } = this.#spender;
    this.reportNow().catch(() => this.#spender.wakeAt(ports.now() + ASK_AGAIN_MS));
  }

  /**
   * Likewise, and of the answer that ended: in one report at a time, so that an end is told once, and with the next one
   * where the object could not be reached. @returns the place in the log that it knows now
   */
  async reportNow(): Promise<number> {
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

  /** What the person's object is told, but for an answer's end. @param openRuns the calls that still hold money */
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
