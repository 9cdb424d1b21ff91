/** The money of a call beside the answers, which belongs to no message. */
import type { CatalogueModel } from "../../models/catalogue.ts";
import type { Failure } from "../../protocol/problem.ts";
import { failureOfHold } from "../calls/hold.ts";
import { overCap } from "../calls/prompt.ts";
import type { Room } from "../room.ts";

/**
 * Holds the whole of what the call can cost, by the conversation's own limit and by the wallet; less than that is not worth
 * beginning with. From then on the conversation counts the call among those that hold money: whoever asked takes it off
 * `room.budget.beside` when it has ended. Throws when the wallet cannot be asked.
 * @param worst nano-dollars. @param model whom the person must be allowed to ask
 * @returns why nothing is held; null: it is
 */
export async function holdBeside(
  room: Room,
  callId: string,
  worst: number,
  model: Pick<CatalogueModel, "id" | "name">,
): Promise<Failure | null> {
  const { ports, chat, budget, title } = room;
  const left = budget.leftOfCap();
  if (left !== null && left < worst) return overCap(left);
  budget.beside.set(callId, worst);
  let isHeld = false;
  try {
    const hold = await ports.wallet.hold({
      runId: callId,
      chatId: chat.id,
      worstNanoUsd: worst,
      leastNanoUsd: worst,
      title,
      model: model.id,
      createdAt: chat.created_at,
      nowMs: ports.now(),
      aside: true,
    });
    isHeld = hold.granted;
    if (!hold.granted) return failureOfHold(hold, model);
    budget.rules = hold.rules;
    return null;
  } finally {
    if (!isHeld) budget.beside.delete(callId);
  }
}
