/**
 * The life of one step as a pure function: the step's row and an event go in; the change of the row and its receipt come
 * out. loop.ts decides which step does what; `step-log.ts` writes both in one transaction and notifies the tabs. A step sets
 * no alarm: while an answer waits for a person, the object may hibernate.
 *
 *     waiting ── allowed ──▶ ready ── begun ──▶ running ── finished ──▶ done | failed
 *        └ denied, cut ─▶ denied └─── finished, cut ─┴─ cut ──────────▶ failed
 */
import type { Source } from "../../protocol/tools.ts";
import { aborted, receiptAt, type BookedCall, type CallEnd, type Receipt } from "../calls/receipt.ts";
import type { StepRow } from "../log/tables.ts";
import type { StepState } from "./loop.ts";
import { MAYBE_DONE } from "./reading.ts";

/** The outcome of a step. */
export type StepOutcome = {
  isOk: boolean;
  text: string;
  sources: Source[];
  /** How its call ended, where it has a price and was sent; null: nothing to book. */
  call: CallEnd | null;
  isMoneyShort: boolean;
};

export type StepEvent =
  /** A person allowed it. `isNext`: no step before it is unfinished. */
  | { type: "allowed"; decided: string; isNext: boolean }
  | { type: "denied"; decided: string }
  /** Its request is about to be sent, with its money held. */
  | { type: "begun" }
  | { type: "finished"; outcome: StepOutcome }
  /** Its answer ended, or a crash interrupted it. `isSent`: its request may have been sent. */
  | { type: "cut"; by: "stopped" | "crashed"; isSent: boolean };

export type StepTransition = {
  change: Partial<StepRow>;
  /** The receipt of its call, where it has a price and was sent (invariants 7 and 13). */
  receipt: Receipt | null;
};

/** The states in which each event is possible; in any other it comes too late. */
const FROM: { readonly [type in StepEvent["type"]]: readonly StepState[] } = {
  allowed: ["waiting"],
  denied: ["waiting"],
  begun: ["ready"],
  finished: ["ready", "running"],
  cut: ["waiting", "ready", "running"],
};

const STOPPED = "The answer was stopped before this was done.";

/** The id of a step's receipt and hold; derived, so that it is the same after a crash. */
export const stepCallIdOf = (chatId: string, { turn, ordinal }: Pick<StepRow, "turn" | "ordinal">): string =>
  `${chatId}.${turn}.${ordinal}`;

/** A step as the books have it: the tool in place of the model, one use in place of tokens. */
const callOf = ({ turn, tool, price, simulated }: StepRow, callId: string): BookedCall => ({
  turn,
  callId,
  purpose: "tool",
  model: { id: `tool/${tool}`, simulated: simulated === 1 },
  rate: { by: "units", attoUsdEach: BigInt(price) * 1_000_000_000n, likely: 1 },
});

/** @returns null where the event comes too late: ignore it */
export function next(step: StepRow, callId: string, event: StepEvent, nowMs: number): StepTransition | null {
  return FROM[event.type].includes(step.status) ? transition(step, callId, event, nowMs) : null;
}

function transition(step: StepRow, callId: string, event: StepEvent, nowMs: number): StepTransition {
  const booked = (how: CallEnd | null): Receipt | null =>
    how === null ? null : receiptAt(callOf(step, callId), { is: "ended", how }, nowMs);
  switch (event.type) {
    case "allowed":
      // A step with a price runs only once its money is held.
      return {
        change: { status: event.isNext && step.price === 0 ? "running" : "ready", decided: event.decided, why: null },
        receipt: null,
      };
    case "denied":
      return {
        change: { status: "denied", decided: event.decided, finished_at: nowMs, result: "The person said no." },
        receipt: null,
      };
    case "begun":
      return { change: { status: "running" }, receipt: null };
    case "finished": {
      const { isOk, text, sources, call } = event.outcome;
      const receipt = booked(call);
      return {
        change: {
          status: isOk ? "done" : "failed",
          result: text,
          sources: sources.length === 0 ? null : JSON.stringify(sources),
          finished_at: nowMs,
          cost: receipt?.cost ?? 0,
        },
        receipt,
      };
    }
    case "cut": {
      const hasBegun = step.status === "running";
      const isBooked = hasBegun && event.isSent && step.price > 0;
      const receipt = isBooked ? booked(aborted(event.by)) : null;
      return {
        change: {
          status: step.status === "waiting" ? "denied" : "failed",
          result: hasBegun && step.effect === 1 ? MAYBE_DONE : STOPPED,
          finished_at: nowMs,
          cost: receipt?.cost ?? 0,
        },
        receipt,
      };
    }
  }
}
