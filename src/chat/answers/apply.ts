/** Does what a turn's life (life.ts) says: rows and books now, frames and alarm once the transaction is through. */
import { closedEvent } from "./closed-event.ts";
import { endOf } from "./end-notice.ts";
import { next, type TurnEvent, type TurnFrame } from "./life.ts";
import { ALARM_EVERY_MS } from "../../storage/alarm.ts";
import { answerIdOf } from "../log/message-reader.ts";
import type { ReceiptRow, TurnRow } from "../log/tables.ts";
import type { NewTurn } from "../log/transcript.ts";
import type { Room } from "../room.ts";

export type Applied = {
  /** As storage has it now. */
  turn: TurnRow;
  receipt: ReceiptRow | null;
  /** What follows once it is durable. Call it after the transaction. */
  notify(): void;
};

/**
 * Call it in the room's transaction. w 1 for the change, 2 for the receipt, 1 more where the turn is far back
 * @returns null: the event comes too late, nothing was written
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
      // In the turn of the object that stored it: durable together, so that a crash is settled without anybody's visit.
      if (alarmMs !== null) room.wakeAt(alarmMs);
      for (const notify of notifiers) notify();
      if (end !== null) room.budget.ended = { end, atMs: room.ports.now(), isShown: room.audience.isShown };
    },
  };
}

/** Stores a turn that begins, likewise. w 3 */
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

/** That an answer has ended is put in words in the transaction; messages only after it, for until then it still runs here. */
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
