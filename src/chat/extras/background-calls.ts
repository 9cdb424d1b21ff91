/**
 * Background calls that return text: a title, a summary, follow-up questions. The stream is read like that of an answer;
 * money and books are those of every background call (background.ts).
 */
import type { CatalogueModel } from "../../models/catalogue.ts";
import { type ChatTurn, openModelCall } from "../../models/provider-client.ts";
import { worstCost } from "../../models/money.ts";
import { familyOf, likelyInputTokens, upperBoundTokens } from "../../models/tokens.ts";
import type { Effort } from "../../protocol/commands.ts";
import { failed, type Result } from "../../protocol/problem.ts";
import { endOfOpened, endOfUnopened } from "../calls/receipt.ts";
import type { GenerationEnd } from "../calls/generation-types.ts";
import { Generation } from "../calls/generation.ts";
import { base64Of } from "../files/attached.ts";
import type { Room } from "../room.ts";
import type { Background, MadeCall, ReservedCall } from "./background.ts";

export type BackgroundCall = {
  purpose: "title" | "summary" | "suggestions";
  model: CatalogueModel;
  messages: readonly ChatTurn[];
  /** Tokens, reasoning included. */
  maxOutputTokens: number;
  effort: Effort | null;
  /** A call that takes longer is given up. Milliseconds. */
  patienceMs: number;
};
/** A call whose money is held: it must be passed to `ask` or `giveUp`. */
export type ReservedBackgroundCall = BackgroundCall & { call: ReservedCall };
export type BackgroundCallEnd = GenerationEnd & { text: string };

/** The most a background call can cost; null: its model has no price, so it is not made. Nano-dollars. */
export function worstOfBackgroundCall({
  model,
  messages,
  maxOutputTokens,
}: Pick<BackgroundCall, "model" | "messages" | "maxOutputTokens">): number | null {
  return model.price === null ? null : worstCost(upperBoundTokens(messages), maxOutputTokens, model.price);
}

export class BackgroundCalls {
  readonly #room: Room;
  readonly #background: Background;
  readonly #running = new Map<string, { generation: Generation; ended: Promise<void> }>();
  #isClosing = false;

  constructor(room: Room, background: Background) {
    this.#room = room;
    this.#background = background;
  }

  /** Holds the money for a call. Throws when the wallet cannot be reached. */
  async reserve(wanted: BackgroundCall): Promise<Result<ReservedBackgroundCall>> {
    const { purpose, model, messages } = wanted;
    const worst = worstOfBackgroundCall(wanted);
    if (worst === null) return failed({ reason: "model-unable", detail: `${model.name} has no price, so it is not asked.` });
    const likely = Math.min(likelyInputTokens(messages, familyOf(model.id)), upperBoundTokens(messages));
    const rate = { by: "tokens" as const, price: model.price, likelyInputTokens: likely };
    const reserved = await this.#background.reserve({ purpose, model, rate }, worst, model);
    if (!reserved.ok) return reserved;
    if (!this.#isClosing) return { ok: true, value: { ...wanted, call: reserved.value } };
    this.#background.giveUp(reserved.value);
    return failed({ reason: "not-found" });
  }

  /** Releases the hold: the call is not made after all. */
  giveUp({ call }: ReservedBackgroundCall): void {
    this.#background.giveUp(call);
  }

  /** Makes the call. `use` receives its text in the same turn of the event loop in which the receipt is stored. */
  ask(wanted: ReservedBackgroundCall, use: (end: BackgroundCallEnd) => void): Promise<void> {
    const { ports } = this.#room;
    const { callId } = wanted.call;
    const generation = new Generation(
      {
        now: ports.now,
        after: ports.after,
        send: () => 0,
        restated: () => undefined,
        checkpoint: () => undefined,
        progress: () => undefined,
      },
      {
        maxOutputTokens: wanted.maxOutputTokens,
        isMaxByMoney: false,
        tokenizer: familyOf(wanted.model.id),
        ...ports.patienceWith(wanted.model),
      },
    );
    const ended = this.#background
      .make(
        wanted.call,
        (opened) => this.#run(wanted, generation, opened),
        ({ end }) => use({ ...end, text: generation.sentText }),
      )
      .finally(() => this.#running.delete(callId));
    this.#running.set(callId, { generation, ended });
    return ended;
  }

  /** Before the conversation's deletion: ends and settles what runs, and refuses new calls. */
  async closeNow(): Promise<void> {
    this.#isClosing = true;
    for (const { generation } of this.#running.values()) generation.stop({ why: "person" });
    await Promise.allSettled([...this.#running.values()].map(({ ended }) => ended));
  }

  async #run(
    { purpose, model, messages, maxOutputTokens, effort, patienceMs }: BackgroundCall,
    generation: Generation,
    hasOpened: (logId: string | null) => void,
  ): Promise<MadeCall & { end: GenerationEnd }> {
    const { ports, chat, sql } = this.#room;
    const callOff = ports.after(patienceMs, () => generation.stop({ why: "person" }));
    const opened = await openModelCall(ports.ai, {
      model,
      messages,
      pictureBytes: (id) => base64Of(sql, id),
      maxOutputTokens,
      conversationId: chat.id,
      gatewayId: ports.gatewayId,
      metadata: { user: chat.owner, chat: chat.id },
      purpose,
      effort,
      signal: generation.signal,
    });
    if (!opened.ok) {
      callOff();
      const how = generation.isStopping ? "stopped" : "failed";
      const end: GenerationEnd = { end: how, usage: null, problem: opened.problem, shortened: false };
      return { how: endOfUnopened(opened, how), end, ...(opened.how === "lost" ? { late: opened.late } : {}) };
    }
    hasOpened(opened.logId);
    const end = await generation.run(opened.body, opened.reader).finally(callOff);
    return { how: endOfOpened(end, opened, generation.tokens), end };
  }
}
