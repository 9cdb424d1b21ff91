/**
 * A turn's life as one pure function: the stored turn and an event go in; the change of its row, the receipt, the frames for
 * the tabs and the next alarm come out. `apply.ts` applies them in one transaction. new-turn.ts makes the row of an
 * accepted turn.
 *
 *     queued ── started ──▶ running ── ended, broken-off, crashed ──▶ done | stopped | interrupted | error
 *       │                    │   ▲ └─ asked-for-tools, asked-again ─┐          │
 *       └ cancelled, failed  │   └──────────────────────────────────┘          │
 *                            ▲                                                 │
 *                            └────────────────── continued ────────────────────┘
 */
import type { AnswerProblem } from "../../protocol/message.ts";
import { ALARM_EVERY_MS } from "../../storage/alarm.ts";
import type { Begun, GenerationEnd } from "../calls/generation-types.ts";
import type { Prepared } from "../calls/prompt.ts";
import { aborted, receiptAt, type BookedCall, type CallEnd, type Receipt } from "../calls/receipt.ts";
import { answerIdOf } from "../log/message-reader.ts";
import type { TurnRow } from "../log/tables.ts";
import { CRASHED, withoutWords } from "./answer-problems.ts";

/** A model call whose money is held: it is asked as soon as this is stored. */
export type OpenedCall = { callId: string; heldNanoUsd: number; prepared: Pick<Prepared, "likelyInputTokens" | "contextFrom"> };
/** What the tabs were sent of an answer, all of its calls together, and when (milliseconds since the epoch). */
export type Said = { text: string; reasoning: string; firstTokenAt: number | null; reasoningEndedAt: number | null };
/** A model call that is over. */
export type EndedCall = { booked: BookedCall; how: CallEnd };

export type TurnEvent =
  /** Its turn in the queue has come. */
  | ({ type: "started" } & OpenedCall)
  /** A person continues an answer that has ended. `mostNanoUsd`: the most it may cost in all. */
  | ({ type: "continued"; mostNanoUsd: number } & OpenedCall)
  /** The provider had no capacity before the first token, and is asked once more. */
  | { type: "refused"; call: EndedCall }
  /** Its model asked for tools in place of ending the answer. */
  | { type: "asked-for-tools"; said: Said; call: EndedCall }
  /** Its tools are done, and the model is asked again. */
  | ({ type: "asked-again" } & OpenedCall)
  /** Its model call ended, whatever ended it. */
  | { type: "ended"; end: GenerationEnd; said: Said; call: EndedCall }
  /** It ends between two model calls. */
  | { type: "broken-off"; status: "stopped" | "interrupted"; problem: AnswerProblem | null }
  /** A crash left its call running. `begun`: what storage has of the answer; `call` null: it has no call to book. */
  | { type: "crashed"; begun: Pick<Begun, "text" | "reasoning" | "tokens">; call: BookedCall | null }
  /** It leaves the queue without a model call: a person cancelled it, or it cannot be sent. */
  | { type: "cancelled" }
  | { type: "failed"; problem: AnswerProblem };

/** What every tab is sent: the turn's messages after the change, or that its answer has ended. */
export type TurnFrame =
  /** `running`: id of the answer that runs now; null: none does; left out: unchanged. */
  { type: "messages"; running?: string | null } | { type: "closed" };

export type Transition = {
  /** The changed columns of its row; null: none. */
  change: Partial<TurnRow> | null;
  /** The call that is over (invariant 7). */
  receipt: Receipt | null;
  frames: readonly TurnFrame[];
  /** The latest time of the next alarm, milliseconds since the epoch; null: unchanged. */
  alarmMs: number | null;
};

type Status = TurnRow["status"];
const ENDED: readonly Status[] = ["done", "stopped", "interrupted"];

/** After a crash the wallet is notified at once, and what waits begins. Milliseconds. */
const AFTER_CRASH_MS = 3_000;

/** The statuses in which each event is possible; in any other it comes too late. */
const FROM: { readonly [type in TurnEvent["type"]]: readonly Status[] } = {
  started: ["queued"],
  continued: ENDED,
  refused: ["running"],
  "asked-for-tools": ["running"],
  "asked-again": ["running"],
  ended: ["running"],
  "broken-off": ["running"],
  crashed: ["running"],
  cancelled: ["queued"],
  failed: ["queued"],
};

/** @returns null where the event comes too late: ignore it */
export function next(turn: TurnRow, event: TurnEvent, nowMs: number): Transition | null {
  return FROM[event.type].includes(turn.status) ? transition(turn, event, nowMs) : null;
}

function transition(turn: TurnRow, event: TurnEvent, nowMs: number): Transition {
  const awakeMs = nowMs + ALARM_EVERY_MS;
  switch (event.type) {
    case "started":
      return {
        change: { status: "running", started_at: nowMs, ...openedOf(event) },
        receipt: null,
        frames: [{ type: "messages", running: answerIdOf(turn.id) }],
        alarmMs: awakeMs,
      };
    case "continued":
      return {
        change: {
          status: "running",
          started_at: nowMs,
          ...openedOf(event),
          problem: null,
          shortened: 0,
          finished_at: null,
          log_id: null,
          run_id: null,
          most: event.mostNanoUsd,
        },
        receipt: null,
        frames: [{ type: "messages", running: answerIdOf(turn.id) }],
        alarmMs: awakeMs,
      };
    case "asked-again":
      return { change: openedOf(event), receipt: null, frames: [], alarmMs: awakeMs };
    case "refused":
      return { change: null, receipt: booked(event.call, nowMs), frames: [], alarmMs: null };
    case "asked-for-tools":
      return {
        change: { ...saidOf(turn, event.said), rounds: turn.rounds + 1, call_id: null, log_id: null, run_id: null },
        receipt: booked(event.call, nowMs),
        frames: [],
        alarmMs: null,
      };
    case "ended": {
      const { end, said } = event;
      // Results of steps count like text: the answer can be continued.
      const hasSomething = said.text !== "" || turn.rounds > 0;
      const problem = end.problem === null || hasSomething ? end.problem : withoutWords(end.problem);
      return {
        change: {
          ...saidOf(turn, said),
          status: statusOf(end, hasSomething),
          finished_at: nowMs,
          problem: problemColumn(problem),
          shortened: end.shortened ? 1 : 0,
        },
        receipt: booked(event.call, nowMs),
        frames: [{ type: "closed" }],
        alarmMs: awakeMs,
      };
    }
    case "broken-off": {
      const hasSomething = turn.answer.trim() !== "" || turn.rounds > 0;
      const problem = event.problem === null || hasSomething ? event.problem : withoutWords(event.problem);
      return {
        change: { status: event.status, finished_at: nowMs, problem: problemColumn(problem) },
        receipt: null,
        frames: [{ type: "closed" }],
        alarmMs: awakeMs,
      };
    }
    case "crashed": {
      const { begun, call } = event;
      const problem = begun.text === "" && turn.rounds === 0 ? withoutWords(CRASHED) : CRASHED;
      return {
        change: {
          answer: begun.text,
          reasoning: begun.reasoning,
          status: "interrupted",
          finished_at: nowMs,
          problem: problemColumn(problem),
        },
        receipt: call === null ? null : receiptAt(call, { is: "ended", how: aborted("crashed", turn.log_id, begun.tokens) }, nowMs),
        frames: [{ type: "messages", running: null }],
        alarmMs: nowMs + AFTER_CRASH_MS,
      };
    }
    case "cancelled":
      return {
        change: { status: "stopped", finished_at: nowMs, problem: null },
        receipt: null,
        frames: [{ type: "messages" }],
        // What was asked is found by a search all the same.
        alarmMs: awakeMs,
      };
    case "failed":
      return {
        change: { status: "error", finished_at: nowMs, problem: problemColumn(event.problem) },
        receipt: null,
        frames: [{ type: "messages" }],
        // What was asked is found by a search all the same.
        alarmMs: awakeMs,
      };
  }
}

const openedOf = ({ callId, heldNanoUsd, prepared }: OpenedCall): Partial<TurnRow> => ({
  call_id: callId,
  held: heldNanoUsd,
  prompt_tokens: prepared.likelyInputTokens,
  context_from: prepared.contextFrom,
});

/** The first word of an answer stays the first, whatever calls follow. */
const saidOf = (turn: TurnRow, { text, reasoning, firstTokenAt, reasoningEndedAt }: Said): Partial<TurnRow> => ({
  answer: text,
  reasoning,
  first_token_at: turn.first_token_at ?? firstTokenAt,
  reasoning_ended_at: turn.reasoning_ended_at ?? reasoningEndedAt,
});

const booked = (call: EndedCall, nowMs: number): Transition["receipt"] => receiptAt(call.booked, { is: "ended", how: call.how }, nowMs);

const problemColumn = (problem: AnswerProblem | null): string | null => (problem === null ? null : JSON.stringify(problem));

/** The status of an ended answer. One that was cut keeps its text and can be continued; one without text has failed. */
function statusOf(end: GenerationEnd, hasSomething: boolean): "done" | "stopped" | "interrupted" | "error" {
  switch (end.end) {
    case "done":
      if (end.problem === null) return "done";
      if (end.problem.reason === "content-filter" && hasSomething) return "interrupted";
      return end.problem.reason === "cap-reached" ? "stopped" : "error";
    case "stopped":
      return "stopped";
    case "failed":
      return "error";
    case "cut":
    case "stalled":
      return hasSomething ? "interrupted" : "error";
  }
}
