/**
 * The life of a background call (a title, a transcription) as one pure function: the call, its stored receipt and an event
 * go in; the change of the receipt, the frames for the tabs and the next alarm come out. Before the request is sent, a
 * receipt is stored as if the call had been lost, so that a crash needs no recovery: whatever happens in between, there is
 * one receipt and never a second call. `extras/background.ts` applies the result.
 *
 *     reserved ── sent ──▶ booked as lost ── opened ──▶ with its log's id ── ended ──▶ as it was
 */
import type { ReceiptRow } from "../log/tables.ts";
import { FIRST_LOG_READ_MS } from "./ledger.ts";
import { receiptAt, type BookedCall, type CallEnd, type Receipt } from "./receipt.ts";

export type BackgroundEvent =
  /** Its money is held, and its request is about to be sent. */
  | { type: "sent" }
  /** Its response's headers have come: a crash from here on finds what it cost in the gateway's log. */
  | { type: "opened"; logId: string | null }
  | { type: "ended"; how: CallEnd };

export type BackgroundTransition = {
  write:
    | { do: "enter"; receipt: Receipt }
    /** The receipt changes, and no sum with it. */
    | { do: "note"; change: Pick<ReceiptRow, "log_id" | "log_next_at"> }
    | { do: "replace"; receipt: Receipt }
    | null;
  /** `cost`: every tab is sent what the conversation costs now. */
  frames: readonly "cost"[];
  /** The latest time of the next alarm, milliseconds since the epoch; null: unchanged. */
  alarmMs: number | null;
};

/**
 * @param stored its receipt; null: it was not sent yet
 * @returns null where the event comes too late or twice: ignore it
 */
export function next(call: BookedCall, stored: ReceiptRow | null, event: BackgroundEvent, nowMs: number): BackgroundTransition | null {
  const followUpMs = nowMs + FIRST_LOG_READ_MS;
  switch (event.type) {
    case "sent": {
      const receipt = stored === null ? receiptAt(call, { is: "sent" }, nowMs) : null;
      return receipt === null ? null : { write: { do: "enter", receipt }, frames: [], alarmMs: followUpMs };
    }
    case "opened": {
      const open = stored === null ? null : receiptAt(call, { is: "open", logId: event.logId }, nowMs);
      if (open === null) return null;
      const { log_id, log_next_at } = open;
      return { write: log_id === null ? null : { do: "note", change: { log_id, log_next_at } }, frames: [], alarmMs: null };
    }
    case "ended": {
      // It is booked on the day it began.
      const receipt = stored === null ? null : receiptAt(call, { is: "ended", how: event.how }, stored.at);
      return receipt === null ? null : { write: { do: "replace", receipt }, frames: ["cost"], alarmMs: followUpMs };
    }
  }
}
