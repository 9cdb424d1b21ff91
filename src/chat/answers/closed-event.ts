/** The event that ends an answer, for tabs that watched it and for tabs that reconnect. */
import type { ServerEvent } from "../../protocol/frames.ts";
import { costOf } from "../calls/ledger.ts";
import { answerIdOf } from "../log/message-reader.ts";
import { outcomeIn } from "../log/stored.ts";
import type { TurnRow } from "../log/tables.ts";
import type { Room } from "../room.ts";

const isoOf = (ms: number): string => new Date(ms).toISOString();

/** @param turn the current row. r: its receipts */
export function closedEvent({ sql, transcript, books }: Pick<Room, "sql" | "transcript" | "books">, turn: TurnRow): ServerEvent {
  const { status, problem } = outcomeIn(turn);
  const cost = costOf(sql.receiptsOf(turn.seq));
  return {
    type: "closed",
    seq: transcript.seq,
    id: answerIdOf(turn.id),
    status,
    length: turn.answer.length,
    reasoningLength: turn.reasoning.length,
    ...(turn.first_token_at === null ? {} : { firstTokenAt: isoOf(turn.first_token_at) }),
    ...(turn.reasoning_ended_at === null ? {} : { reasoningEndedAt: isoOf(turn.reasoning_ended_at) }),
    finishedAt: isoOf(turn.finished_at ?? turn.created_at),
    ...(problem === null ? {} : { problem }),
    ...(turn.shortened === 1 ? { shortened: true } : {}),
    ...(cost === null ? {} : { receipt: cost }),
    costNanoUsd: books.costNanoUsd,
  };
}
