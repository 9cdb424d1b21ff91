/** What is kept with a socket through hibernation: who holds it, what it speaks, and whether its conversation is still to be made. */
import { seatIn, type Seat } from "../../access/seat.ts";
import { OLDEST_PROTOCOL_VERSION } from "../../protocol/limits.ts";

/** Who reads by a share. `untilMs`: when the share ends, milliseconds since the epoch; null: when it is taken back. */
export type ReaderSeat = { shareId: string; withCosts: boolean; untilMs: number | null };

export type TabSeat = Seat & {
  /** Of the protocol. */
  version: number;
  /** It was opened for a conversation that did not exist, which its first message makes. */
  begins: boolean;
  /** It reads by a share, and only listens; null: a tab of the owner's. */
  reader: ReaderSeat | null;
};

export function takeSeat(socket: WebSocket, seat: TabSeat): void {
  socket.serializeAttachment(seat);
}

/** Null: the socket is none of ours, or was never given a seat. */
export function seatAt(socket: Pick<WebSocket, "deserializeAttachment">): TabSeat | null {
  const kept: unknown = socket.deserializeAttachment();
  const seat = seatIn(kept);
  if (seat === null || typeof kept !== "object" || kept === null || !("begins" in kept)) return null;
  return {
    ...seat,
    begins: kept.begins === true,
    // A socket from before this was kept.
    version: "version" in kept && typeof kept.version === "number" ? kept.version : OLDEST_PROTOCOL_VERSION,
    reader: "reader" in kept ? readerIn(kept.reader) : null,
  };
}

function readerIn(kept: unknown): ReaderSeat | null {
  if (typeof kept !== "object" || kept === null || !("shareId" in kept) || typeof kept.shareId !== "string") return null;
  return {
    shareId: kept.shareId,
    withCosts: "withCosts" in kept && kept.withCosts === true,
    untilMs: "untilMs" in kept && typeof kept.untilMs === "number" ? kept.untilMs : null,
  };
}
