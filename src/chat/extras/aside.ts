/**
 * Model calls beside the answers: a title, a summary, follow-up questions. Each has a hold and a receipt of its own and
 * belongs to no message. The receipt is booked before the call is made, as if it had crashed, and corrected when it has
 * ended: whatever happens in between, there is one receipt and never a second call. Nobody's answer waits for one.
 */
import type { CatalogueModel } from "../../models/catalogue.ts";
import { type ChatTurn, openModelCall } from "../../models/door.ts";
import { worstCost } from "../../models/money.ts";
import { familyOf, likelyInputTokens, upperBoundTokens } from "../../models/tokens.ts";
import type { Effort } from "../../protocol/commands.ts";
import { failed, type Result } from "../../protocol/problem.ts";
import { awaitHeaders } from "../calls/late-headers.ts";
import { endOfOpened, endOfUnopened, receiptOf, type BookedCall, type CallEnd } from "../calls/receipt.ts";
import type { GenerationEnd } from "../calls/generation-types.ts";
import { Generation } from "../calls/generation.ts";
import { FIRST_LOG_READ_MS } from "../calls/ledger.ts";
import { base64Of } from "../files/attached.ts";
import type { Room } from "../room.ts";
import type { Runner } from "../answers/runner.ts";
import type { ReceiptRow } from "../log/tables.ts";
import { holdBeside } from "./hold-beside.ts";

export type Aside = {
  purpose: "title" | "summary" | "suggestions";
  model: CatalogueModel;
  messages: readonly ChatTurn[];
  /** Tokens, reasoning included. */
  maxOutputTokens: number;
  effort: Effort | null;
  /** A call that takes longer is given up. Milliseconds. */
  patienceMs: number;
};
/** Money is held for it: `ask` must follow, or `giveUp`. */
export type ReservedAside = Aside & { callId: string };
export type AsideEnd = GenerationEnd & { text: string };

/** The most a call beside the answers can cost; null: its model has no price, so it is not made. Nano-dollars. */
export function worstOfAside({ model, messages, maxOutputTokens }: Pick<Aside, "model" | "messages" | "maxOutputTokens">): number | null {
  return model.price === null ? null : worstCost(upperBoundTokens(messages), maxOutputTokens, model.price);
}

export class Asides {
  readonly #room: Room;
  readonly #runner: Runner;
  readonly #running = new Map<string, { generation: Generation; ended: Promise<void> }>();
  #isClosing = false;

  constructor(room: Room, runner: Runner) {
    this.#room = room;
    this.#runner = runner;
  }

  /** Holds the whole of what the call can cost; less than that is not worth beginning with. Throws when the wallet cannot be asked. */
  async reserve(aside: Aside): Promise<Result<ReservedAside>> {
    const room = this.#room;
    const worst = worstOfAside(aside);
    if (worst === null) return failed({ reason: "model-unable", detail: `${aside.model.name} has no price, so it is not asked.` });
    const callId = room.ports.newId();
    const refusal = await holdBeside(room, callId, worst, aside.model);
    if (refusal !== null) return failed(refusal);
    const reserved = { ...aside, callId };
    if (!this.#isClosing && !room.isGone) return { ok: true, value: reserved };
    this.giveUp(reserved);
    return failed({ reason: "not-found" });
  }

  /** The call is not made after all: its hold goes. */
  giveUp({ callId }: ReservedAside): void {
    this.#room.budget.beside.delete(callId);
    if (!this.#room.isGone) this.#runner.report();
  }

  /**
   * Makes the call and settles it; `use` gets what was said in the same turn of the object, so that receipt and use are
   * durable together. w 5 and those of `use`: the receipt and its sum twice, its log id once.
   */
  ask(aside: ReservedAside, use: (end: AsideEnd) => void): Promise<void> {
    const room = this.#room;
    const generation = new Generation(
      {
        now: room.ports.now,
        after: room.ports.after,
        send: () => 0,
        restated: () => undefined,
        checkpoint: () => undefined,
        progress: () => undefined,
      },
      {
        maxOutputTokens: aside.maxOutputTokens,
        isMaxByMoney: false,
        tokenizer: familyOf(aside.model.id),
        ...room.ports.patienceWith(aside.model),
      },
    );
    const ended = this.#run(aside, generation)
      .then((end) => {
        if (!room.isGone) use(end);
      })
      .finally(() => {
        this.#running.delete(aside.callId);
        this.giveUp(aside);
      });
    this.#running.set(aside.callId, { generation, ended });
    return ended;
  }

  /** The conversation is about to be deleted: what runs ends and is settled, nothing begins any more. */
  async closeNow(): Promise<void> {
    this.#isClosing = true;
    for (const { generation } of this.#running.values()) generation.stop({ why: "person" });
    await Promise.allSettled([...this.#running.values()].map(({ ended }) => ended));
  }

  async #run(aside: ReservedAside, generation: Generation): Promise<AsideEnd> {
    const { ports, chat, books, sql } = this.#room;
    const { callId, purpose, model, messages, maxOutputTokens, effort } = aside;
    const call: BookedCall = {
      turn: 0,
      callId,
      purpose,
      model,
      likelyInputTokens: Math.min(likelyInputTokens(messages, familyOf(model.id)), upperBoundTokens(messages)),
    };
    const lost: CallEnd = { how: "aborted", end: "crashed", usage: null, seenOutputTokens: 0, logId: null };
    const booked = books.enter(receiptOf(call, lost, ports.now()));
    const callOff = ports.after(aside.patienceMs, () => generation.stop({ why: "person" }));
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
      const ended = this.#settle(booked, call, generation, end, endOfUnopened(opened, how));
      if (opened.how === "lost") awaitHeaders(this.#room, 0, callId, opened.late, () => this.#runner.report());
      return ended;
    }
    // As for answers: a crash from here on finds what the call cost in the gateway's log.
    if (opened.logId !== null && !this.#room.isGone)
      sql.updateReceipt(0, callId, { log_id: opened.logId, log_next_at: ports.now() + FIRST_LOG_READ_MS });
    const end = await generation.run(opened.body, opened.reader);
    callOff();
    return this.#settle(booked, call, generation, end, endOfOpened(end, opened, generation.tokens));
  }

  /** What the call really was. w 2 */
  #settle(booked: ReceiptRow, call: BookedCall, generation: Generation, end: GenerationEnd, how: CallEnd): AsideEnd {
    const { books, audience, sql, isGone } = this.#room;
    const ended = { ...end, text: generation.sentText };
    if (isGone) return ended;
    // Its log may have been read while its last words were on their way.
    const stored = sql.receiptOf(0, booked.call_id) ?? booked;
    const seq = this.#room.atomically(() => books.replace(stored, receiptOf(call, how, booked.at)));
    audience.event({ type: "cost", seq, id: null, receipt: null, costNanoUsd: books.costNanoUsd });
    return ended;
  }
}
