/**
 * The money and the books of background calls: each has a hold and a receipt of its own and belongs to no message.
 * What happens to one says calls/background-life.ts; nobody's answer waits for one.
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

/** Seq of the turn that these calls are booked for: none. */
const NO_TURN = 0;

/** A call whose money is held: `make` must follow, or `giveUp`. */
export type ReservedCall = BookedCall;

/** What is known of a call that is over. `late`: headers that may still name its log. */
export type MadeCall = { how: CallEnd; late?: LateHeaders };

export class Background {
  readonly #room: Room;

  constructor(room: Room) {
    this.#room = room;
  }

  /**
   * Holds the whole of what the call can cost, by the conversation's own limit and by the wallet; less than that is not
   * worth beginning with. Throws when the wallet cannot be asked.
   * @param worstNanoUsd what it can cost at most. @param asked whom the person must be allowed to ask
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

  /** Its hold goes: it is booked, or not made after all. */
  giveUp({ callId }: ReservedCall): void {
    this.#room.budget.holds.release(callId);
    if (!this.#room.isGone) this.#room.budget.notifyWallet();
  }

  /**
   * Books it, makes it, books it as it was. w 5: receipt and sum twice, its log's id once
   * @param run makes the call, and says when its response's headers are here
   * @param use gets what came of it in the same turn of the object, so that receipt and use are durable together
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

  /** @returns its receipt as storage has it now; null: nothing happened */
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
