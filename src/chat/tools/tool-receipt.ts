/** What a call of a tool with a price is booked as: a receipt like a model call's, without tokens. Pure. */
import type { ReceiptRow, StepRow } from "../log/tables.ts";

/** `done`: it answered. Every other end of a call that was sent is booked as well, and called an estimate (invariant 13). */
export type ToolEnd = "done" | "failed" | "stopped" | "crashed";

/** The books name a tool in the place of a model. */
export const modelOfTool = (tool: string): string => `tool/${tool}`;

/** The id of a step's receipt and of its hold: the same again after a crash. */
export const stepCallIdOf = (chatId: string, { turn, ordinal }: Pick<StepRow, "turn" | "ordinal">): string =>
  `${chatId}.${turn}.${ordinal}`;

/** @param isFree it was refused before it did anything */
export function toolReceipt(
  step: Pick<StepRow, "turn" | "tool" | "price" | "simulated">,
  callId: string,
  end: ToolEnd,
  isFree: boolean,
  atMs: number,
): Omit<ReceiptRow, "changed"> {
  return {
    turn: step.turn,
    call_id: callId,
    purpose: "tool",
    end,
    model: modelOfTool(step.tool),
    at: atMs,
    input_tokens: 0,
    cached_tokens: 0,
    output_tokens: 0,
    neurons: null,
    billed: null,
    logged: null,
    listed: end === "done" ? step.price : null,
    cost: isFree ? 0 : step.price,
    saved: 0,
    basis: isFree ? "free" : end === "done" ? "listed" : "estimated",
    simulated: step.simulated,
    log_id: null,
    log_tries: 0,
    log_next_at: null,
  };
}
