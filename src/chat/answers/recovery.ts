/**
 * Settles an answer that a crash interrupted, before anything else happens (invariants 6 and 7): the text up to the last
 * checkpoint is kept, the answer is marked interrupted, and the call gets an estimated receipt, until the gateway's log,
 * whose id was stored before the first token, corrects it. No model is called again: only the person may start a second
 * paid call (Continue).
 */
import { apply } from "./apply.ts";
import { purposeOf } from "../calls/running.ts";
import type { Begun } from "../calls/generation-types.ts";
import type { Room } from "../room.ts";
import type { TurnRow } from "../log/tables.ts";

type StoredSegment = { text: string; reasoning: string; events: number; tokens: number; restates: number };

/** The stored part of an answer whose call was interrupted: its text before the call, and the call's checkpoints. */
export function begunBy(turn: TurnRow, segments: readonly StoredSegment[]): Begun {
  const last = segments.at(-1);
  // A segment that restates the call contains everything before it.
  const counted = segments.slice(
    Math.max(
      0,
      segments.findLastIndex(({ restates }) => restates === 1),
    ),
  );
  return {
    text: turn.answer + counted.map((segment) => segment.text).join(""),
    reasoning: turn.reasoning + counted.map((segment) => segment.reasoning).join(""),
    tokens: last?.tokens ?? 0,
    events: last?.events ?? 0,
    callFrom: { text: turn.answer.length, reasoning: turn.reasoning.length },
  };
}

/** w 3. @returns a function that notifies every tab whose socket outlived the crash */
export function settleCrashed(room: Room, { seq }: Pick<TurnRow, "seq">): () => void {
  const turn = room.sql.turn(seq);
  if (turn === null) return () => undefined;
  const { call_id: callId, prompt_tokens: likelyInputTokens } = turn;
  const model = room.ports.catalogue.find(turn.model) ?? { id: turn.model, price: null, simulated: false };
  const rate = { by: "tokens" as const, price: model.price, likelyInputTokens };
  const call = callId === null ? null : { turn: seq, callId, purpose: purposeOf(room, turn), model, rate };
  const applied = apply(room, turn, { type: "crashed", begun: begunBy(turn, callId === null ? [] : room.sql.segments(callId)), call });
  return () => applied?.notify();
}
