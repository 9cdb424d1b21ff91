/**
 * The money and the books of background calls: each has a hold and a receipt of its own and belongs to no message. Its
 * states are in calls/background-life.ts. No answer waits for a background call.
 */
import type { CatalogueModel } from "../../models/catalogue.ts";
import type { LateHeaders } from "../../models/provider-client.ts";
import { failed, type Result } from "../../protocol/problem.ts";
import { next, type BackgroundEvent } from "../calls/background-life.ts";
import { failureOfHold } from "../calls/hold.ts";
import { awaitHeaders } from "../calls/late-headers.ts";
import { overCap } from "../calls/prompt.ts";
import type { BookedCall, CallEnd } from "../calls/receipt.ts";
import type { ReceiptRow } from "../log/tables.ts";
import type { Room } from "../room.ts";

/** The `turn` of these calls' receipts: they belong to none. */
const NO_TURN = 0;

/** A call whose money is held: it must be passed to `make` or `giveUp`. */
export type ReservedCall = BookedCall;

/** A call that is over. `late`: headers that may still name its log. */
export type MadeCall = { how: CallEnd; late?: LateHeaders };

export class Background {
  readonly #room: Room;

  constructor(room: Room) {
    this.#room = room;
  }

  /**
   * Holds the most that the call can cost, within the conversation's own limit and the wallet; with less it is refused.
   * Throws when the wallet cannot be reached.
   * @param worstNanoUsd what it can cost at most. @param asked the model that the person must be allowed to use
   */
  async reserve(
    call: Omit<BookedCall, "turn" | "callId">,
    worstNanoUsd: number,
    asked: Pick<CatalogueModel, "id" | "name">,
  ): Promise<Result<ReservedCall>> {
    const { ports, budget, title } = this.#room;
    const left = budget.leftOfCap("background");
    if (left !== null && left < worstNanoUsd) return failed(overCap(left));
    const callId = ports.newId();
    const hold = await budget.holds.ask({
      callId,
      worstNanoUsd,
      leastNanoUsd: worstNanoUsd,
      modelId: asked.id,
      title,
      for: "background",
    });
    if (!hold.granted) return failed(failureOfHold(hold, asked));
    const reserved = { ...call, turn: NO_TURN, callId };
    if (!this.#room.isGone) return { ok: true, value: reserved };
    this.giveUp(reserved);
    return failed({ reason: "not-found" });
  }

  /** Releases the hold: the call is booked, or is not made after all. */
  giveUp({ callId }: ReservedCall): void {
    this.#room.budget.holds.release(callId);
    if (!this.#room.isGone) this.#room.budget.notifyWallet();
  }

  /**
   * Books the call as lost, makes it, and books it as it went. w 5: receipt and sum twice, the log's id once
   * @param run makes the call, and calls back when its response's headers are here
   * @param use receives the result in the same turn of the event loop, so that receipt and use become durable together
   */
  async make<Made extends MadeCall>(
    call: ReservedCall,
    run: (opened: (logId: string | null) => void) => Promise<Made>,
    use: (made: Made, receipt: ReceiptRow) => void,
  ): Promise<void> {
    const room = this.#room;
    try {
      this.#apply(call, { type: "sent" });
      const made = await run((logId) => this.#apply(call, { type: "opened", logId }));
      const receipt = this.#apply(call, { type: "ended", how: made.how });
      if (receipt === null) return;
      if (made.late !== undefined) awaitHeaders(room, NO_TURN, call.callId, made.late);
      use(made, receipt);
    } finally {
      this.giveUp(call);
    }
  }

  /** @returns its receipt as it is stored now; null where the event changed nothing */
  #apply(call: ReservedCall, event: BackgroundEvent): ReceiptRow | null {
    const { books, sql, ports, audience, isGone } = this.#room;
    if (isGone) return null;
    // Its log may have been read, or late headers have come, since it was booked.
    const stored = sql.receiptOf(NO_TURN, call.callId);
    const transition = next(call, stored, event, ports.now());
    if (transition === null) return null;
    const { write, frames, alarmMs } = transition;
    const receipt = this.#room.atomically((): ReceiptRow | null => {
      if (write === null) return stored;
      if (write.do === "enter") return books.enter(write.receipt);
      if (stored === null) return null;
      if (write.do === "replace") return { ...write.receipt, changed: books.replace(stored, write.receipt) };
      sql.updateReceipt(NO_TURN, call.callId, write.change);
      return { ...stored, ...write.change };
    });
    if (alarmMs !== null) this.#room.wakeAt(alarmMs);
    if (receipt !== null && frames.includes("cost"))
      audience.event({ type: "cost", seq: receipt.changed, id: null, receipt: null, costNanoUsd: books.costNanoUsd });
    return receipt;
  }
}
