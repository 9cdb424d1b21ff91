/**
 * A call that was given up before its response's headers arrived. The late headers still name the gateway's log, which
 * knows what the call cost (invariant 13). Until then the receipt is an estimate, and the hold stays.
 */
import type { LateHeaders } from "../../models/provider-client.ts";
import { FIRST_LOG_READ_MS } from "./ledger.ts";
import type { Room } from "../room.ts";

/** How long late headers are waited for; then the estimate stands. Milliseconds. */
export const LATE_HEADERS_MS = 120_000;

/** Call it once the receipt is booked. w 1 when the headers arrive; if they do not, the wallet may release the hold */
export function awaitHeaders(room: Room, turn: number, callId: string, late: LateHeaders): void {
  const callOff = room.ports.after(LATE_HEADERS_MS, () => late.giveUp());
  const logId = late.logId.finally(callOff);
  room.lateHeaders.set(callId, logId);
  void logId.then((id) => {
    room.lateHeaders.delete(callId);
    if (room.isGone) return;
    const readAtMs = room.ports.now() + FIRST_LOG_READ_MS;
    room.sql.updateReceipt(turn, callId, { log_id: id, log_tries: 0, log_next_at: id === null ? null : readAtMs });
    if (id === null) return room.budget.notifyWallet();
    room.awaitLogOf(turn);
    room.wakeAt(readAtMs);
  });
}
