/** What tells the tabs that an answer has ended. */
import type { ServerEvent } from "../../protocol/frames.ts";
import type { AnswerProblem } from "../../protocol/message.ts";
import { costOf } from "../calls/ledger.ts";
import { answerIdOf } from "../log/message-reader.ts";
import type { TurnRow } from "../log/tables.ts";
import type { Room } from "../room.ts";

const isoOf = (ms: number): string => new Date(ms).toISOString();

/** @param turn as its row now stands. @param problem what it carries. r: its receipts */
export function closedEvent(
  { sql, transcript, books }: Pick<Room, "sql" | "transcript" | "books">,
  turn: TurnRow,
  problem: AnswerProblem | null,
): ServerEvent {
  const cost = costOf(sql.receiptsOf(turn.seq));
  return {
    type: "closed",
    seq: transcript.seq,
    id: answerIdOf(turn.id),
    status: turn.status,
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
