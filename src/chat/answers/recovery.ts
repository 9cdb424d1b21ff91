/**
 * What a crash left running is settled before anything else happens (invariants 6 and 7): the text up to the last
 * checkpoint is kept, the answer is marked interrupted, and the call gets its receipt, estimated from what is known
 * until the gateway's log, whose id was stored before the first token, corrects it. Nothing is asked of a model again:
 * a second paid call is the person's to make (Continue).
 */
import { CRASHED, withoutWords } from "./answer-problems.ts";
import { purposeOf } from "../calls/settlement.ts";
import { receiptOf } from "../calls/receipt.ts";
import type { Begun } from "../calls/generation-types.ts";
import type { Room } from "../room.ts";
import type { TurnRow } from "../log/tables.ts";

type StoredSegment = { text: string; reasoning: string; events: number; tokens: number; restates: number };

/** What storage has of an answer whose call was left running: what it held before the call, and the call's checkpoints. */
export function begunBy(turn: TurnRow, segments: readonly StoredSegment[]): Begun {
  const last = segments.at(-1);
  // What stands before a segment that restates the call is said again in it.
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

/** w 3. @returns what tells every tab that outlived the crash */
export function settleCrashed(room: Room, { seq }: Pick<TurnRow, "seq">): () => void {
  const turn = room.sql.turn(seq);
  if (turn === null) return () => undefined;
  const { sql, ports, transcript, books } = room;
  const begun = begunBy(turn, turn.call_id === null ? [] : sql.segments(turn.call_id));
  const now = ports.now();
  const change = {
    answer: begun.text,
    reasoning: begun.reasoning,
    status: "interrupted" as const,
    finished_at: now,
    problem: JSON.stringify(begun.text === "" && turn.rounds === 0 ? withoutWords(CRASHED) : CRASHED),
  };
  room.changedFarBack(turn.seq, transcript.change(turn.seq, change));
  if (turn.call_id !== null) {
    const receipt = books.enter(
      receiptOf(
        {
          turn: turn.seq,
          callId: turn.call_id,
          purpose: purposeOf(room, turn),
          model: ports.catalogue.find(turn.model) ?? { id: turn.model, price: null, simulated: false },
          likelyInputTokens: turn.prompt_tokens,
        },
        { how: "aborted", end: "crashed", usage: null, seenOutputTokens: begun.tokens, logId: turn.log_id },
        now,
      ),
    );
    if (receipt.log_next_at !== null) room.awaitLogOf(turn.seq);
  }
  return () => room.announce([{ ...turn, ...change }], { running: null });
}
