/** An answer's steps as storage has them: how they come in, change and end. Each change takes its place in the log. */
import { apply } from "../answers/apply.ts";
import type { Asked } from "../calls/generation-types.ts";
import type { CallEnd } from "../calls/receipt.ts";
import { bookedOf, saidBy, type Running } from "../calls/running.ts";
import { answerIdOf } from "../log/message-reader.ts";
import type { StepRow, TurnRow } from "../log/tables.ts";
import type { Room } from "../room.ts";
import { next, type LoopEffect, type LoopState } from "./loop.ts";
import { planSteps } from "./plan.ts";
import { loopOf, stepsOf } from "./steps.ts";
import { stepCallIdOf, toolReceipt } from "./tool-receipt.ts";

/** A round of tools as it is stored. */
export type EnteredRound = {
  turn: TurnRow;
  loop: LoopState;
  effects: readonly LoopEffect[];
  /** Steps with a price that are to run: storage gets them once their money is held (invariant 8). */
  unheld: Map<number, StepRow>;
  /** Tabs know the answer's steps down to this place in the log. */
  from: number;
};

/**
 * A model call ended in calls of tools. w 4 and 1 a step: the turn, receipt and sum
 * @returns null: the answer has ended meanwhile
 */
export function enterRound(room: Room, running: Running, asked: Asked, how: CallEnd): EnteredRound | null {
  const { sql, transcript, ports } = room;
  const before = sql.stepsOf(running.turn.seq);
  const call = { booked: bookedOf(running), how };
  const applied = apply(room, running.turn, { type: "asked-for-tools", said: saidBy(running), call });
  if (applied === null) return null;
  const { turn } = applied;
  const from = transcript.seq;
  const planned = planSteps(sql, turn, before, asked, running.offer?.tools ?? [], ports.now());
  const { state, effects } = next(loopOf(running.turn, before), {
    type: "asked",
    calls: planned.map(({ row, verdict }) => ({ ordinal: row.ordinal, verdict, hasEffect: row.effect === 1 })),
  });
  const unheld = new Map<number, StepRow>();
  for (const { row } of planned) {
    const status = state.steps.find(({ ordinal }) => ordinal === row.ordinal)?.state ?? row.status;
    if (status === "running" && row.price > 0) unheld.set(row.ordinal, { ...row, status: "ready" });
    else addStep(room, { ...row, status });
  }
  return { turn, loop: state, effects, unheld, from };
}

/** w 1 */
export function addStep(room: Room, step: StepRow): void {
  const changed = room.transcript.next();
  room.sql.insertStep({ ...step, changed });
  room.changedFarBack(step.turn, changed);
}

/** w 1 */
export function changeStep(room: Room, step: StepRow, change: Partial<StepRow>): void {
  const changed = room.transcript.next();
  room.sql.updateStep(step.turn, step.ordinal, { ...change, changed });
  room.changedFarBack(step.turn, changed);
}

/**
 * A step that will not be done; one with a price that was sent is booked (invariant 13). w 1, 3 with a price
 * @param cut what cut it off; null: it had not begun. @param isSent whether its call has left
 */
export function closeStep(
  room: Room,
  step: StepRow,
  status: "denied" | "failed",
  result: string,
  cut: "stopped" | "crashed" | null,
  isSent: boolean,
): void {
  const isBooked = cut !== null && step.price > 0 && step.status === "running" && isSent;
  const receipt = isBooked ? toolReceipt(step, stepCallIdOf(room.chat.id, step), cut, false, room.ports.now()) : null;
  changeStep(room, step, { status, result, finished_at: room.ports.now(), cost: receipt?.cost ?? 0 });
  if (receipt !== null) room.books.enter(receipt);
}

/** Tells every tab of the steps that changed after that place in the log. @param seq the place that it brings a tab to */
export function tellSteps({ sql, transcript, audience, books }: Room, turn: TurnRow, from: number, seq = transcript.seq): void {
  const steps = stepsOf(sql.stepsOf(turn.seq), from);
  if (steps.length === 0) return;
  audience.event({ type: "steps", seq, id: answerIdOf(turn.id), steps, costNanoUsd: books.costNanoUsd });
}
