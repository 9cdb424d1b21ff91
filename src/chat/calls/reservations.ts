/**
 * The money of answers' calls between the wallet's word and the call's beginning: a report that is sent meanwhile must not
 * release their holds. Money first, then the turn is stored, then the model is asked.
 */
import { failed, type Result } from "../../protocol/problem.ts";
import { titleOf } from "../extras/title-text.ts";
import type { Room } from "../room.ts";
import { failureOfHold } from "./hold.ts";
import { maxOutputFor, type Prepared } from "./prompt.ts";

/** A call whose money is held. `maxOutputTokens`: the longest answer that it pays for. */
export type Reserved = { callId: string; heldNanoUsd: number; maxOutputTokens: number };

export class Reservations {
  readonly #room: Room;
  readonly #report: () => void;
  readonly #held = new Set<string>();
  #isAsking = false;

  /** @param report tells the wallet which calls still hold money */
  constructor(room: Room, report: () => void) {
    this.#room = room;
    this.#report = report;
  }

  /** The wallet is asked just now, or what it held has not begun. */
  get isBusy(): boolean {
    return this.#isAsking || this.#held.size > 0;
  }

  /** Calls that hold money and have not begun. */
  get callIds(): readonly string[] {
    return [...this.#held];
  }

  /** Asks the wallet. On success the caller stores the turn and begins the call. Throws when the wallet cannot be asked. */
  async reserve(prepared: Prepared): Promise<Result<Reserved>> {
    const { ports, chat } = this.#room;
    this.#isAsking = true;
    const callId = ports.newId();
    this.#held.add(callId);
    let isGranted = false;
    try {
      const answer = await ports.wallet.hold({
        runId: callId,
        chatId: chat.id,
        worstNanoUsd: prepared.worstNanoUsd,
        leastNanoUsd: prepared.leastNanoUsd,
        title: this.#room.title || (titleOf(prepared.question) ?? ""),
        model: prepared.model.id,
        createdAt: chat.created_at,
        nowMs: ports.now(),
      });
      if (!answer.granted) return failed(failureOfHold(answer, prepared.model));
      isGranted = true;
      this.#room.budget.rules = answer.rules;
      return { ok: true, value: { callId, heldNanoUsd: answer.nanoUsd, maxOutputTokens: maxOutputFor(prepared, answer.nanoUsd) } };
    } finally {
      if (!isGranted) this.#held.delete(callId);
      this.#isAsking = false;
    }
  }

  /** Stores the turn as running, all or nothing. Storage that fails gives the money back, and throws. */
  store<T>(callId: string, write: () => T): T {
    try {
      return this.#room.atomically(write);
    } catch (error) {
      this.forgo(callId);
      throw error;
    }
  }

  /** The money is not needed after all. */
  forgo(callId: string): void {
    this.#held.delete(callId);
    this.#report();
  }

  /** The call has begun: from now on it is the runner's. */
  begun(callId: string): void {
    this.#held.delete(callId);
  }
}
