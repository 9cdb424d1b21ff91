/** Background calls of one request and one response (a transcription, speech), which belong to no message. */
import { worstCost } from "../../models/money.ts";
import type { NoAnswer } from "../../models/one-call.ts";
import type { Receipt } from "../../protocol/http.ts";
import { failed, type Failure, type Result } from "../../protocol/problem.ts";
import { publicReceipt } from "../calls/ledger.ts";
import { aborted, type CallEnd } from "../calls/receipt.ts";
import type { ReceiptRow } from "../log/tables.ts";
import type { Room } from "../room.ts";
import type { Background } from "./background.ts";

const GONE: Failure = { reason: "not-found" };

export type Priced = {
  purpose: ReceiptRow["purpose"];
  model: { id: string; simulated: boolean };
  /** Price of one unit: a second of audio, a character. Atto-dollars. */
  attoUsdEach: bigint;
  likely: number;
  /** The most units that may be counted (invariant 8). */
  most: number;
  /** The model that the person must be allowed to use. */
  asked: { id: string; name: string };
  patienceMs: number;
};
/** `counted`: units that the provider or we counted; null: nobody did. */
export type Ended = { ok: true; counted: number | null; logId: string | null } | NoAnswer;

export class OneCalls {
  readonly #room: Room;
  readonly #background: Background;
  readonly #running = new Set<AbortController>();

  constructor(room: Room, background: Background) {
    this.#room = room;
    this.#background = background;
  }

  /** Before the conversation's deletion: aborts what runs, and refuses new calls. */
  closeNow(): void {
    for (const call of this.#running) call.abort(new Error("the conversation is deleted"));
  }

  /** @param run makes the call and never rejects */
  async make<Outcome extends Ended>(
    { purpose, model, attoUsdEach, likely, most, asked, patienceMs }: Priced,
    run: (signal: AbortSignal) => Promise<Outcome>,
  ): Promise<Result<{ outcome: Extract<Outcome, { ok: true }>; receipt: Receipt }>> {
    const abort = new AbortController();
    this.#running.add(abort);
    const callOff = this.#room.ports.after(patienceMs, () => abort.abort(new Error("nothing came in time")));
    try {
      const worst = worstCost(most, 0, { input: attoUsdEach, cachedInput: null, output: 0n });
      const reserved = await this.#background.reserve({ purpose, model, rate: { by: "units", attoUsdEach, likely } }, worst, asked);
      if (!reserved.ok) return reserved;
      let result: Result<{ outcome: Extract<Outcome, { ok: true }>; receipt: Receipt }> = failed(GONE);
      await this.#background.make(
        reserved.value,
        async () => {
          const outcome = await run(abort.signal);
          return { how: endOf(outcome), outcome };
        },
        ({ outcome }, receipt) => {
          result = isWhole(outcome)
            ? { ok: true, value: { outcome, receipt: publicReceipt(receipt, null) } }
            : failed({ reason: "provider-failed", detail: outcome.ok ? "" : outcome.problem.detail });
        },
      );
      return result;
    } finally {
      callOff();
      this.#running.delete(abort);
    }
  }
}

const isWhole = <Outcome extends Ended>(outcome: Outcome): outcome is Extract<Outcome, { ok: true }> => outcome.ok;

function endOf(outcome: Ended): CallEnd {
  if (outcome.ok) return { how: "answered", units: outcome.counted, logId: outcome.logId };
  switch (outcome.how) {
    case "never-sent":
      return { how: "never-sent", end: "failed" };
    case "refused":
      return { how: "refused", end: "failed", logId: outcome.logId };
    case "lost":
      return aborted("cut", outcome.logId);
  }
}
