/**
 * The calls of one conversation that hold money of the person's wallet, whatever they are for: each stands here from the
 * moment the wallet is asked, and no report releases its hold meanwhile. Whoever asked takes it off once it is booked.
 */
import type { HoldAnswer, PersonRules } from "../../protocol/wallet.ts";
import type { ChatRow } from "../log/tables.ts";
import type { Ports } from "../ports.ts";

/** A call whose money is wanted. Nano-dollars */
export type Wanted = {
  callId: string;
  /** What it can cost at most. */
  worstNanoUsd: number;
  /** With less than this it is not worth beginning. */
  leastNanoUsd: number;
  /** Whom the person must be allowed to ask. */
  modelId: string;
  /** What the list calls the conversation meanwhile. */
  title: string;
  /** `background`: the list does not show the conversation as running for it. */
  for: "answer" | "step" | "background";
};

/** On whose account it is asked. */
export interface Holder {
  readonly ports: Pick<Ports, "now" | "wallet">;
  readonly chat: Pick<ChatRow, "id" | "created_at">;
}

type Held = { nanoUsd: number; isAnswer: boolean };

export class Holds {
  readonly #holder: Holder;
  readonly #learn: (rules: PersonRules) => void;
  readonly #held = new Map<string, Held>();

  /** @param learn what holds for this person, which every answer of the wallet says */
  constructor(holder: Holder, learn: (rules: PersonRules) => void) {
    this.#holder = holder;
    this.#learn = learn;
  }

  /** The calls that hold money, or are asking for it. */
  get callIds(): string[] {
    return [...this.#held.keys()];
  }

  /** What they hold. Nano-dollars */
  nanoUsd(of: "all" | "beside"): number {
    let sum = 0;
    for (const { nanoUsd, isAnswer } of this.#held.values()) if (of === "all" || !isAnswer) sum += nanoUsd;
    return sum;
  }

  /** What one of them holds; 0: it is none of them. */
  nanoUsdOf(callId: string): number {
    return this.#held.get(callId)?.nanoUsd ?? 0;
  }

  /** Something is under way beside the answers. */
  get hasBeside(): boolean {
    return [...this.#held.values()].some(({ isAnswer }) => !isAnswer);
  }

  /** Asks the wallet. Throws when it cannot be asked. */
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
        // Whoever asked may have let it go meanwhile: an answer that was stopped while its step's money was on its way.
        if (this.#held.has(callId)) this.#held.set(callId, { nanoUsd: answer.nanoUsd, isAnswer });
        this.#learn(answer.rules);
      }
      return answer;
    } finally {
      if (!isGranted) this.#held.delete(callId);
    }
  }

  /** An answer's call holds money that was asked for elsewhere, or before a crash. */
  keep(callId: string, nanoUsd: number): void {
    this.#held.set(callId, { nanoUsd, isAnswer: true });
  }

  /** It is booked, or not made after all: the next report lets its hold go. */
  release(callId: string): void {
    this.#held.delete(callId);
  }
}
