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
};

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
  const { ports, transcript, sql, audience, books } = room;
  const { generation, turn, model } = running;
  const now = ports.now();
  const text = generation.sentText;
  const reasoning = generation.sentReasoning;
  const status = statusOf(end, text !== "");
  const problem = end.problem === null || text !== "" ? end.problem : withoutWords(end.problem);
  const times = {
    first_token_at: turn.first_token_at ?? generation.firstTokenAt,
    reasoning_ended_at: turn.reasoning_ended_at ?? generation.reasoningEndedAt,
  };
  const changed = transcript.change(turn.seq, {
    answer: text,
    reasoning,
    status,
    finished_at: now,
    ...times,
    problem: problem === null ? null : JSON.stringify(problem),
    shortened: end.shortened ? 1 : 0,
  });
  const receipt = books.enter(receiptOf(bookedOf(running), call, now));
  if (receipt.log_next_at !== null) room.awaitLogOf(turn.seq);
  room.changedFarBack(turn.seq, changed);
  const cost = costOf(sql.receiptsOf(turn.seq));
  const closed: ServerEvent = {
    type: "closed",
    seq: transcript.seq,
    id: answerIdOf(turn.id),
    status,
    length: text.length,
    reasoningLength: reasoning.length,
    ...(times.first_token_at === null ? {} : { firstTokenAt: new Date(times.first_token_at).toISOString() }),
    ...(times.reasoning_ended_at === null ? {} : { reasoningEndedAt: new Date(times.reasoning_ended_at).toISOString() }),
    finishedAt: new Date(now).toISOString(),
    ...(problem === null ? {} : { problem }),
    ...(end.shortened ? { shortened: true } : {}),
    ...(cost === null ? {} : { receipt: cost }),
    costNanoUsd: books.costNanoUsd,
  };
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
