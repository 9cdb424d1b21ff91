/**
 * The calls of one conversation that hold money of the person's wallet, whatever they are for. A call is listed here from
 * the moment the wallet is asked, so that no report releases its hold. The caller releases it once the call is booked.
 */
import type { HoldAnswer, PersonRules } from "../../protocol/wallet.ts";
import type { ChatRow } from "../log/tables.ts";
import type { Ports } from "../ports.ts";

/** A call that needs money held. Amounts in nano-dollars. */
export type Wanted = {
  callId: string;
  /** What it can cost at most. */
  worstNanoUsd: number;
  /** With less than this the call is not worth making, and the hold is refused. */
  leastNanoUsd: number;
  /** The model that the person must be allowed to use. */
  modelId: string;
  /** The conversation's title in the person's list while the call runs. */
  title: string;
  /** `background`: the list does not show the conversation as running for it. */
  for: "answer" | "step" | "background";
};

/** The conversation that asks. */
export interface Holder {
  readonly ports: Pick<Ports, "now" | "wallet">;
  readonly chat: Pick<ChatRow, "id" | "created_at">;
}

type Held = { nanoUsd: number; isAnswer: boolean };

export class Holds {
  readonly #holder: Holder;
  readonly #learn: (rules: PersonRules) => void;
  readonly #held = new Map<string, Held>();

  /** @param learn receives the person's rules, which come with every granted hold */
  constructor(holder: Holder, learn: (rules: PersonRules) => void) {
    this.#holder = holder;
    this.#learn = learn;
  }

  /** The calls that hold money, or are asking for it. */
  get callIds(): string[] {
    return [...this.#held.keys()];
  }

  /** The sum of the holds: of all, or of those that are not an answer's (`beside`). Nano-dollars. */
  nanoUsd(of: "all" | "beside"): number {
    let sum = 0;
    for (const { nanoUsd, isAnswer } of this.#held.values()) if (of === "all" || !isAnswer) sum += nanoUsd;
    return sum;
  }

  /** What one call holds; 0: nothing, or no such call. Nano-dollars. */
  nanoUsdOf(callId: string): number {
    return this.#held.get(callId)?.nanoUsd ?? 0;
  }

  /** True while a call that is not an answer's (a title, a step of a tool) holds money. */
  get hasBeside(): boolean {
    return [...this.#held.values()].some(({ isAnswer }) => !isAnswer);
  }

  /** Asks the wallet for a hold. Throws when the wallet cannot be reached. */
  async ask(wanted: Wanted): Promise<HoldAnswer> {
    const { ports, chat } = this.#holder;
    const { callId, worstNanoUsd, leastNanoUsd, modelId, title } = wanted;
    const isAnswer = wanted.for === "answer";
    this.#held.set(callId, { nanoUsd: worstNanoUsd, isAnswer });
    let isGranted = false;
    try {
      const answer = await ports.wallet.hold({
        runId: callId,
        chatId: chat.id,
        worstNanoUsd,
        leastNanoUsd,
        title,
        model: modelId,
        createdAt: chat.created_at,
        nowMs: ports.now(),
        ...(wanted.for === "background" ? { aside: true as const } : {}),
      });
      isGranted = answer.granted;
      if (answer.granted) {
        // The caller may have released it meanwhile: an answer was stopped while its step's hold was being asked for.
        if (this.#held.has(callId)) this.#held.set(callId, { nanoUsd: answer.nanoUsd, isAnswer });
        this.#learn(answer.rules);
      }
      return answer;
    } finally {
      if (!isGranted) this.#held.delete(callId);
    }
  }

  /** Lists an answer's call whose money was held elsewhere, or before a crash. */
  keep(callId: string, nanoUsd: number): void {
    this.#held.set(callId, { nanoUsd, isAnswer: true });
  }

  /** The call is booked, or was not made: the next report releases its hold. */
  release(callId: string): void {
    this.#held.delete(callId);
  }
}
