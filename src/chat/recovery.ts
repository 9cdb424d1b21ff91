/**
 * What a crash left running is settled before anything else happens (invariants 6 and 7): the text up to the last
 * checkpoint is kept, the answer is marked interrupted, and the call gets its receipt, estimated from what is known
 * until the gateway's log, whose id was stored before the first token, corrects it. Nothing is asked of a model again:
 * a second paid call is the person's to make (Continue).
 */
import { CRASHED } from "./answer-problems.ts";
import { receiptOf } from "./ledger.ts";
import type { Room } from "./room.ts";
import type { TurnRow } from "./tables.ts";

export function resumeAfterCrash(room: Room, turn: TurnRow): void {
  const { sql, ports, transcript, books } = room;
  const segments = turn.call_id === null ? [] : sql.segments(turn.call_id);
  const answer = turn.answer + segments.map((segment) => segment.text).join("");
  const reasoning = turn.reasoning + segments.map((segment) => segment.reasoning).join("");
  const now = ports.now();
  transcript.change(turn.seq, {
    answer,
    reasoning,
    status: "interrupted",
    finished_at: now,
    problem: JSON.stringify(CRASHED),
    held: 0,
  });
  if (turn.call_id === null) return;
  books.enter(
    receiptOf({
      turn: turn.seq,
      callId: turn.call_id,
      purpose: turn.answer === "" ? "answer" : "continuation",
      end: "crashed",
      model: ports.catalogue.find(turn.model) ?? { id: turn.model, price: null, simulated: false },
      atMs: now,
      usage: null,
      likelyInputTokens: turn.prompt_tokens,
      seenOutputTokens: segments.at(-1)?.tokens ?? 0,
      cacheHit: false,
      refused: false,
      logId: turn.log_id,
    }),
  );
}
