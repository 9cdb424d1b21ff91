/**
 * Calls beside the answers that are one request and one answer: held, booked before they leave as calls that a crash ended,
 * made, and booked as they ended. Without a message of their own.
 */
import { listedCost, worstCost, type Price } from "../../models/money.ts";
import type { NoAnswer } from "../../models/one-call.ts";
import type { Receipt } from "../../protocol/http.ts";
import { failed, type Failure, type Result } from "../../protocol/problem.ts";
import type { Runner } from "../answers/runner.ts";
import { FIRST_LOG_READ_MS, publicReceipt } from "../calls/ledger.ts";
import type { ReceiptRow } from "../log/tables.ts";
import type { Room } from "../room.ts";
import { holdBeside } from "./hold-beside.ts";

const GONE: Failure = { reason: "not-found" };

export type Priced = {
  purpose: ReceiptRow["purpose"];
  model: { id: string; simulated: boolean };
  /** Atto-dollars for what is counted: a second, a character. */
  attoUsdEach: bigint;
  likely: number;
  /** What it can be at most (invariant 8). */
  most: number;
  /** The model whom the person must be allowed to ask. */
  asked: { id: string; name: string };
  patienceMs: number;
};
/** `counted`: what the provider or we counted; null: nobody did. */
export type Ended = { ok: true; counted: number | null; logId: string | null } | NoAnswer;

export class OneCalls {
  readonly #room: Room;
  readonly #runner: Runner;
  readonly #running = new Set<AbortController>();

  constructor(room: Room, runner: Runner) {
    this.#room = room;
    this.#runner = runner;
  }

  /** The conversation is about to be deleted. */
  closeNow(): void {
    for (const call of this.#running) call.abort(new Error("the conversation is deleted"));
  }

  /** @param run makes the call and never rejects */
  async make<Outcome extends Ended>(
    call: Priced,
    run: (signal: AbortSignal) => Promise<Outcome>,
  ): Promise<Result<{ outcome: Extract<Outcome, { ok: true }>; receipt: Receipt }>> {
    const room = this.#room;
    const { ports } = room;
    const callId = ports.newId();
    const abort = new AbortController();
    this.#running.add(abort);
    const callOff = ports.after(call.patienceMs, () => abort.abort(new Error("nothing came in time")));
    try {
      const refusal = await holdBeside(room, callId, worstCost(call.most, 0, priceOf(call)), call.asked);
      if (refusal !== null) return failed(refusal);
      if (room.isGone) return failed(GONE);
      const booked = room.atomically(() => room.books.enter(receiptOf(call, callId, null, ports.now())));
      const outcome = await run(abort.signal);
      if (room.isGone) return failed(GONE);
      const receipt = { ...receiptOf(call, callId, outcome, booked.at), changed: 0 };
      const changed = room.atomically(() => room.books.replace(booked, receipt));
      room.audience.event({ type: "cost", seq: changed, id: null, receipt: null, costNanoUsd: room.books.costNanoUsd });
      if (receipt.log_next_at !== null) room.wakeAt(receipt.log_next_at);
      return isWhole(outcome)
        ? { ok: true, value: { outcome, receipt: publicReceipt({ ...receipt, changed }, null) } }
        : failed({ reason: "provider-failed", detail: outcome.ok ? "" : outcome.problem.detail });
    } finally {
      callOff();
      this.#running.delete(abort);
      room.budget.beside.delete(callId);
      if (!room.isGone) this.#runner.report();
    }
  }
}

const isWhole = <Outcome extends Ended>(outcome: Outcome): outcome is Extract<Outcome, { ok: true }> => outcome.ok;

const priceOf = ({ attoUsdEach }: Priced): Price => ({ input: attoUsdEach, cachedInput: null, output: 0n });

/** @param ended null: it is not known yet, and booked as a call that a crash ended */
function receiptOf(call: Priced, callId: string, ended: Ended | null, atMs: number): Omit<ReceiptRow, "changed"> {
  const isFree = ended !== null && !ended.ok && ended.how !== "lost";
  const counted = ended?.ok === true ? ended.counted : null;
  const cost = isFree
    ? 0
    : listedCost({ inputTokens: Math.ceil(counted ?? call.likely), cachedTokens: 0, outputTokens: 0 }, priceOf(call)).costNanoUsd;
  const logId = ended?.logId ?? null;
  return {
    turn: 0,
    call_id: callId,
    purpose: call.purpose,
    end: ended === null ? "crashed" : ended.ok ? "done" : ended.how === "lost" ? "cut" : "failed",
    model: call.model.id,
    at: atMs,
    input_tokens: 0,
    cached_tokens: 0,
    output_tokens: 0,
    neurons: null,
    billed: null,
    logged: null,
    listed: counted === null ? null : cost,
    cost,
    saved: 0,
    basis: isFree ? "free" : counted === null ? "estimated" : "listed",
    simulated: call.model.simulated ? 1 : 0,
    log_id: logId,
    log_tries: 0,
    log_next_at: logId === null ? null : atMs + FIRST_LOG_READ_MS,
  };
}
