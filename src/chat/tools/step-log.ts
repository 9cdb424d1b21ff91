/** Stores an answer's steps and their changes. Each change takes a place in the log. */
import { apply } from "../answers/apply.ts";
import type { Asked } from "../calls/generation-types.ts";
import type { CallEnd } from "../calls/receipt.ts";
import { bookedOf, saidBy, type Running } from "../calls/running.ts";
import { answerIdOf } from "../log/message-reader.ts";
import type { StepRow, TurnRow } from "../log/tables.ts";
import type { Room } from "../room.ts";
import { next, type LoopEffect, type LoopState } from "./loop.ts";
import { planSteps } from "./plan.ts";
import { next as nextOfStep, stepCallIdOf, type StepEvent } from "./step-life.ts";
import { loopOf, stepsOf } from "./steps.ts";

/** A round of tools as it is stored. */
export type EnteredRound = {
  turn: TurnRow;
  loop: LoopState;
  effects: readonly LoopEffect[];
  /** Steps with a price that are to run: they are stored once their money is held (invariant 8). */
  unheld: Map<number, StepRow>;
  /** Tabs have the answer's steps up to this place in the log. */
  from: number;
};

/**
 * Stores that a model call ended by requesting tools. w 4 and 1 a step: the turn, receipt and sum
 * @returns null where the answer has ended meanwhile
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
function addStep(room: Room, step: StepRow): void {
  const changed = room.transcript.next();
  room.sql.insertStep({ ...step, changed });
  room.changedFarBack(step.turn, changed);
}

/**
 * Applies an event to a step (step-life.ts). Call it inside the room's transaction. w 1, 3 with a receipt
 * @param isStored whether the step has a row already
 * @returns null where the event comes too late; nothing was written
 */
export function applyToStep(room: Room, step: StepRow, event: StepEvent, isStored = true): { isBooked: boolean } | null {
  const { chat, ports, sql, transcript, books } = room;
  const transition = nextOfStep(step, stepCallIdOf(chat.id, step), event, ports.now());
  if (transition === null) return null;
  const { change, receipt } = transition;
  if (!isStored) addStep(room, { ...step, ...change });
  else {
    const changed = transcript.next();
    sql.updateStep(step.turn, step.ordinal, { ...change, changed });
    room.changedFarBack(step.turn, changed);
  }
  if (receipt !== null) books.enter(receipt);
  return { isBooked: receipt !== null };
}

/** Sends every tab the steps that changed after place `from`. @param seq the place in the log that the event carries */
export function sendSteps({ sql, transcript, audience, books }: Room, turn: TurnRow, from: number, seq = transcript.seq): void {
  const steps = stepsOf(sql.stepsOf(turn.seq), from);
  if (steps.length === 0) return;
  audience.event({ type: "steps", seq, id: answerIdOf(turn.id), steps, costNanoUsd: books.costNanoUsd });
}
