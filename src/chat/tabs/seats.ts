/** What is kept with a socket through hibernation: who holds it, what it speaks, and whether its conversation is still to be made. */
import { seatIn, type Seat } from "../../access/seat.ts";
import { OLDEST_PROTOCOL_VERSION } from "../../protocol/limits.ts";

export type TabSeat = Seat & {
  /** Of the protocol. */
  version: number;
  /** It was opened for a conversation that did not exist, which its first message makes. */
  begins: boolean;
};

export function takeSeat(socket: WebSocket, seat: TabSeat): void {
  socket.serializeAttachment(seat);
}

/** Null: the socket is none of ours, or was never given a seat. */
export function seatAt(socket: WebSocket): TabSeat | null {
  const kept: unknown = socket.deserializeAttachment();
  const seat = seatIn(kept);
  if (seat === null || typeof kept !== "object" || kept === null || !("begins" in kept)) return null;
  return {
    ...seat,
    begins: kept.begins === true,
    // A socket from before this was kept.
    version: "version" in kept && typeof kept.version === "number" ? kept.version : OLDEST_PROTOCOL_VERSION,
  };
}
