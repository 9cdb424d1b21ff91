/**
 * The money of an answer's call between the wallet's grant and the call's beginning. The order is: hold the money, store
 * the turn, ask the model (`Runner.begin`).
 */
import { failed, type Result } from "../../protocol/problem.ts";
import { titleOf } from "../../protocol/question-title.ts";
import type { Room } from "../room.ts";
import { failureOfHold } from "./hold.ts";
import { maxOutputFor, type Prepared } from "./prompt.ts";

/** A call whose money is held. `maxOutputTokens`: the longest answer that it pays for. */
export type Reserved = { callId: string; heldNanoUsd: number; maxOutputTokens: number; prepared: Prepared };

export class Reservations {
  readonly #room: Room;
  /** Calls that hold money and have not begun. */
  readonly #waiting = new Set<string>();

  constructor(room: Room) {
    this.#room = room;
  }

  /** True while the wallet is being asked, or a call whose money is held has not begun. */
  get isBusy(): boolean {
    return this.#waiting.size > 0;
  }

  /** Asks the wallet for a hold. On success the caller must begin the call or `forgo` it. Throws when the wallet cannot be reached. */
  async reserve(prepared: Prepared): Promise<Result<Reserved>> {
    const { ports, budget } = this.#room;
    const callId = ports.newId();
    this.#waiting.add(callId);
    let isGranted = false;
    try {
      const answer = await budget.holds.ask({
        callId,
        worstNanoUsd: prepared.worstNanoUsd,
        leastNanoUsd: prepared.leastNanoUsd,
        modelId: prepared.model.id,
        title: this.#room.title || (titleOf(prepared.question) ?? ""),
        for: "answer",
      });
      if (!answer.granted) return failed(failureOfHold(answer, prepared.model));
      isGranted = true;
      if (this.#room.isGone) return failed({ reason: "not-found" });
      return {
        ok: true,
        value: { callId, heldNanoUsd: answer.nanoUsd, maxOutputTokens: maxOutputFor(prepared, answer.nanoUsd), prepared },
      };
    } finally {
      if (!isGranted) this.#waiting.delete(callId);
    }
  }

  /** Runs `write` in a transaction. Where it returns null (too late) or throws, the hold is released. */
  store<T>(callId: string, write: () => T | null): T | null {
    let stored: T | null = null;
    try {
      stored = this.#room.atomically(write);
      return stored;
    } finally {
      if (stored === null) this.forgo(callId);
    }
  }

  /** Releases the hold: the call is not made after all. */
  forgo(callId: string): void {
    this.#waiting.delete(callId);
    this.#room.budget.holds.release(callId);
    this.#room.budget.notifyWallet();
  }

  /** The call has begun: from now on the runner owns its hold. */
  begun(callId: string): void {
    this.#waiting.delete(callId);
  }
}
