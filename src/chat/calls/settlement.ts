/**
 * The end of an answer: one transaction (message, receipt, sums), then the terminal event, which the runner sends once the
 * transaction is through.
 */
import type { CatalogueModel } from "../../models/catalogue.ts";
import type { ServerEvent } from "../../protocol/frames.ts";
import { learned } from "../../models/tokens.ts";
import { withoutWords } from "../answers/answer-problems.ts";
import type { GenerationEnd } from "./generation-types.ts";
import type { Generation } from "./generation.ts";
import { receiptOf, type BookedCall, type CallEnd } from "./receipt.ts";
import { costOf } from "./ledger.ts";
import type { Room } from "../room.ts";
import type { AnswerProblem } from "../../protocol/message.ts";
import type { ChatOffer } from "../tools/offer.ts";
import type { TurnRow } from "../log/tables.ts";
import { answerIdOf } from "../log/transcript.ts";

export type ReceiptModel = Pick<CatalogueModel, "id" | "price" | "simulated">;

/** A model call that runs, and what its receipt will need. */
export type Running = {
  turn: TurnRow;
  generation: Generation;
  callId: string;
  purpose: "answer" | "continuation";
  model: ReceiptModel;
  likelyInputTokens: number;
  /** The same guess without what was learned; 0: not known. */
  guessedInputTokens: number;
  /** Tools its model may ask for; null: not known, for a crash lies between. */
  offer: ChatOffer | null;
};

/** What the call is that begins where this turn stands: one that goes on with its own words, or one that begins, also after a round of tools. r 1 */
export function purposeOf(room: Pick<Room, "sql">, turn: TurnRow): "answer" | "continuation" {
  const begun = turn.rounds === 0 ? 0 : room.sql.endOfRounds(turn.seq);
  return turn.answer.length === begun ? "answer" : "continuation";
}

/** What the receipt of a running call is made of. */
export function bookedOf({ turn, callId, purpose, model, likelyInputTokens }: Running): BookedCall {
  return { turn: turn.seq, callId, purpose, model, likelyInputTokens };
}

type StatusOfEnd = "done" | "stopped" | "interrupted" | "error";

/** What status an answer gets. One that was cut keeps its text and can be continued; one without text failed. */
function statusOf(end: GenerationEnd, hasText: boolean): StatusOfEnd {
  switch (end.end) {
    case "done":
      if (end.problem === null) return "done";
      if (end.problem.reason === "content-filter" && hasText) return "interrupted";
      return end.problem.reason === "cap-reached" ? "stopped" : "error";
    case "stopped":
      return "stopped";
    case "failed":
      return "error";
    case "cut":
    case "stalled":
      return hasText ? "interrupted" : "error";
  }
}

/** w 3: the turn, its receipt, the sums of its day and model. @returns what tells the tabs */
export function settle(room: Room, running: Running, end: GenerationEnd, call: CallEnd): () => void {
  const { ports, transcript, audience, books } = room;
  const { generation, turn, model } = running;
  const now = ports.now();
  const text = generation.sentText;
  const reasoning = generation.sentReasoning;
  // What steps brought is kept like words: the answer can be continued.
  const hasSomething = text !== "" || turn.rounds > 0;
  const status = statusOf(end, hasSomething);
  const problem = end.problem === null || hasSomething ? end.problem : withoutWords(end.problem);
  const times = {
    first_token_at: turn.first_token_at ?? generation.firstTokenAt,
    reasoning_ended_at: turn.reasoning_ended_at ?? generation.reasoningEndedAt,
  };
  const change = {
    answer: text,
    reasoning,
    status,
    finished_at: now,
    ...times,
    problem: problem === null ? null : JSON.stringify(problem),
    shortened: end.shortened ? 1 : 0,
  };
  const changed = transcript.change(turn.seq, change);
  const receipt = books.enter(receiptOf(bookedOf(running), call, now));
  if (receipt.log_next_at !== null) room.awaitLogOf(turn.seq);
  room.changedFarBack(turn.seq, changed);
  const closed = closedEvent(room, { ...turn, ...change }, problem);
  return () => {
    if (end.usage !== null) {
      const { inputTokens: counted, outputTokens } = end.usage;
      const guessed = running.guessedInputTokens;
      room.tokenCorrection = learned(room.tokenCorrection, guessed, counted - (room.lessonOf(model.id)?.template ?? 0));
      room.lastCall = {
        model: model.id,
        guessed,
        counted,
        output: end.end === "done" && running.purpose === "answer" ? outputTokens : null,
      };
    }
    audience.event(closed);
  };
}

const isoOf = (ms: number): string => new Date(ms).toISOString();

/** What tells the tabs that an answer has ended, from its row as it now stands. r: its receipts */
export function closedEvent(room: Room, turn: TurnRow, problem: AnswerProblem | null): ServerEvent {
  const cost = costOf(room.sql.receiptsOf(turn.seq));
  return {
    type: "closed",
    seq: room.transcript.seq,
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
    costNanoUsd: room.books.costNanoUsd,
  };
}
