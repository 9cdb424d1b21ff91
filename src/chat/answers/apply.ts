/** Applies a transition of life.ts: rows and books inside the transaction, frames and the alarm after it. */
import { closedEvent } from "./closed-event.ts";
import { endOf } from "./end-notice.ts";
import { next, type TurnEvent, type TurnFrame } from "./life.ts";
import { ALARM_EVERY_MS } from "../../storage/alarm.ts";
import { answerIdOf } from "../log/message-reader.ts";
import type { ReceiptRow, TurnRow } from "../log/tables.ts";
import type { NewTurn } from "../log/transcript.ts";
import type { Room } from "../room.ts";

export type Applied = {
  /** The row as it is stored now. */
  turn: TurnRow;
  receipt: ReceiptRow | null;
  /** Sends the frames and sets the alarm. Call it after the transaction, in the same turn of the event loop. */
  notify(): void;
};

/**
 * Call it inside the room's transaction. w 1 for the change, 2 for the receipt, 1 more where the turn is far back
 * @returns null where the event comes too late; nothing was written
 */
export function apply(room: Room, turn: TurnRow, event: TurnEvent): Applied | null {
  const transition = next(turn, event, room.ports.now());
  if (transition === null) return null;
  const { change, frames, alarmMs } = transition;
  const seq = change === null ? null : room.transcript.change(turn.seq, change);
  const changed: TurnRow = seq === null ? turn : { ...turn, ...change, changed: seq };
  const receipt = transition.receipt === null ? null : room.books.enter(transition.receipt);
  if (receipt !== null && receipt.log_next_at !== null) room.awaitLogOf(turn.seq);
  if (seq !== null && event.type === "continued") room.runsFarBack(turn.seq, seq);
  else if (seq !== null) room.changedFarBack(turn.seq, seq);
  const notifiers = frames.map((frame) => notifierOf(room, changed, frame));
  const end = endOf(changed, event);
  return {
    turn: changed,
    receipt,
    notify: () => {
      // In the same turn of the event loop as the rows: the platform makes both durable together, so that after a crash the
      // alarm settles this without waiting for a request.
      if (alarmMs !== null) room.wakeAt(alarmMs);
      for (const notify of notifiers) notify();
      if (end !== null) room.budget.ended = { end, atMs: room.ports.now(), isShown: room.audience.isShown };
    },
  };
}

/** Stores a new turn. Call it inside the room's transaction. w 3 */
export function accept(room: Room, begun: NewTurn): Applied {
  const turn = room.transcript.insert(begun);
  const isRunning = turn.status === "running";
  return {
    turn,
    receipt: null,
    notify: () => {
      if (isRunning) room.wakeAt(room.ports.now() + ALARM_EVERY_MS);
      room.announce([turn], { head: true, ...(isRunning ? { running: answerIdOf(turn.id) } : {}) });
    },
  };
}

/**
 * A `closed` event is built inside the transaction. A `messages` event is built only when it is sent: until the transaction
 * has ended, the runner still counts this answer as running.
 */
function notifierOf(room: Room, turn: TurnRow, frame: TurnFrame): () => void {
  switch (frame.type) {
    case "messages":
      return () => room.announce([turn], frame.running === undefined ? {} : { running: frame.running });
    case "closed": {
      const closed = closedEvent(room, turn);
      return () => room.audience.event(closed);
    }
  }
}
