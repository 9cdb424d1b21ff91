/**
 * A title for a conversation that nobody has named: one small call to the cheapest model, in the alarm that follows the
 * first answer, so that neither the answer's rows nor its time have a part in it. The call is booked before it is made,
 * as if it had crashed, and corrected when it has ended: whatever happens in between, there is one receipt and never a
 * second call. What fails leaves the title the first question gave (`Room.title`).
 */
import type { CatalogueModel } from "../models/catalogue.ts";
import { type ChatTurn, openModelCall } from "../models/door.ts";
import { worstCost } from "../models/money.ts";
import { familyOf, likelyInputTokens, upperBoundTokens } from "../models/tokens.ts";
import { Generation, type GenerationEnd } from "./generation.ts";
import { FIRST_LOG_READ_MS, receiptOf, type CallFacts } from "./ledger.ts";
import type { Room } from "./room.ts";
import type { Runner } from "./runner.ts";
import type { ReceiptRow } from "./tables.ts";
import { titleIn, titleRequest } from "./title-text.ts";
import type { CallEnd } from "./settlement.ts";

/** Output tokens: a title has some ten; a model that thinks first needs room for that. */
const MAX_OUTPUT_TOKENS = 64;
const MAX_OUTPUT_TOKENS_REASONING = 1_024;
/** A title that takes longer is given up: the alarm has other work. Milliseconds. */
const PATIENCE_MS = 15_000;

/** What developers and measurements ask of the embedded AI has no subject: no call is made for a title of it. */
const DIRECTIVE = /(^|\s)\/gen(\s|$)/;

/** What of a receipt is known before the call. */
type KnownFacts = Omit<CallFacts, "end" | "usage" | "seenOutputTokens" | "cacheHit" | "refused" | "logId">;

export class Titler {
  readonly #room: Room;
  readonly #runner: Runner;
  /** True when there is nothing (more) to do while this object is awake. */
  #isOver = false;
  #isClosing = false;
  #generation: Generation | null = null;
  #making: Promise<void> = Promise.resolve();

  constructor(room: Room, runner: Runner) {
    this.#room = room;
    this.#runner = runner;
  }

  /** Makes the title if it is time. By alarm; while an answer runs nothing is done, its end asks for another alarm. */
  async work(): Promise<void> {
    const { chat, sql } = this.#room;
    if (this.#isOver || this.#runner.isBusy || this.#room.isGone) return;
    if (chat.titled_by !== "default" || sql.receiptsOf(0).some(({ purpose }) => purpose === "title")) {
      this.#isOver = true;
      return;
    }
    const turn = sql.firstAnswered();
    if (turn === null || turn.status === "running" || turn.status === "queued") return;
    const model = this.#modelFor(turn.model);
    const question = turn.question === turn.seq ? turn.text : (sql.turn(turn.question)?.text ?? null);
    this.#isOver = true;
    if (model === null || question === null || (model.simulated && DIRECTIVE.test(question))) return;
    this.#making = this.#make(model, titleRequest(question, turn.answer)).catch(() => undefined);
    await this.#making;
  }

  /** The conversation is about to be deleted: the call ends and is settled. */
  async closeNow(): Promise<void> {
    this.#isOver = true;
    this.#isClosing = true;
    this.#generation?.stop({ why: "person" });
    await this.#making;
  }

  /**
   * The cheapest model that lives where the answer's model lives: what was said to a model on one's own machine does not
   * leave it for the sake of a title. At the same price the model that has answered is asked.
   */
  #modelFor(answeredBy: string): CatalogueModel | null {
    const { catalogue } = this.#room.ports;
    const own = catalogue.find(answeredBy);
    const cheapest = catalogue.cheapest("", (model) => own === null || model.reach === own.reach);
    const isOwnAsCheap = own !== null && cheapest?.price?.output === own.price?.output && catalogue.unavailable(own) === null;
    return isOwnAsCheap ? own : cheapest;
  }

  async #make(model: CatalogueModel, messages: ChatTurn[]): Promise<void> {
    const room = this.#room;
    const { ports, chat } = room;
    if (model.price === null) return;
    const callId = ports.newId();
    const maxOutputTokens = model.capabilities.includes("reasoning") ? MAX_OUTPUT_TOKENS_REASONING : MAX_OUTPUT_TOKENS;
    const worst = worstCost(upperBoundTokens(messages), maxOutputTokens, model.price);
    const left = room.leftOfCap();
    if (left !== null && left < worst) return;
    room.sideRuns.set(callId, worst);
    try {
      const hold = await ports.wallet.hold({
        runId: callId,
        chatId: chat.id,
        worstNanoUsd: worst,
        leastNanoUsd: worst,
        title: room.title,
        model: chat.model,
        createdAt: chat.created_at,
        nowMs: ports.now(),
        aside: true,
      });
      if (!hold.granted || this.#isClosing || room.isGone || this.#isNamed) return;
      await this.#ask(model, messages, maxOutputTokens, callId);
    } finally {
      room.sideRuns.delete(callId);
      if (!room.isGone) this.#runner.report();
    }
  }

  /** A person has named it, perhaps while a model was thinking about it. */
  get #isNamed(): boolean {
    return this.#room.chat.titled_by !== "default";
  }

  async #ask(model: CatalogueModel, messages: ChatTurn[], maxOutputTokens: number, callId: string): Promise<void> {
    const room = this.#room;
    const { ports, chat, books, sql } = room;
    const generation = new Generation(
      { now: ports.now, after: ports.after, send: () => undefined, checkpoint: () => undefined, progress: () => undefined },
      { maxOutputTokens, isMaxByMoney: false, stallMs: ports.stallMs, firstByteMs: ports.firstByteMs },
    );
    this.#generation = generation;
    const facts: KnownFacts = {
      turn: 0,
      callId,
      purpose: "title",
      model,
      atMs: ports.now(),
      likelyInputTokens: Math.min(likelyInputTokens(messages, familyOf(model.id)), upperBoundTokens(messages)),
    };
    const booked = books.enter(
      receiptOf({ ...facts, end: "crashed", usage: null, seenOutputTokens: 0, cacheHit: false, refused: false, logId: null }),
    );
    const callOff = ports.after(PATIENCE_MS, () => generation.stop({ why: "person" }));
    const opened = await openModelCall(ports.ai, {
      model,
      messages,
      maxOutputTokens,
      conversationId: chat.id,
      gatewayId: ports.gatewayId,
      metadata: { user: chat.owner, chat: chat.id },
      purpose: "title",
      // Older models of Anthropic's refuse to be told; the others think no longer than a title needs.
      effort: model.capabilities.includes("reasoning") && model.wire !== "anthropic" ? "low" : null,
      signal: generation.signal,
    });
    if (!opened.ok) {
      callOff();
      const end: GenerationEnd = {
        end: generation.isStopping ? "stopped" : "failed",
        usage: null,
        problem: opened.problem,
        shortened: false,
      };
      this.#settle(booked, facts, generation, end, { logId: opened.logId, cacheHit: false, refused: true });
      return;
    }
    // As for answers: a crash from here on finds what the call cost in the gateway's log.
    if (opened.logId !== null && !room.isGone)
      sql.updateReceipt(0, callId, { log_id: opened.logId, log_next_at: ports.now() + FIRST_LOG_READ_MS });
    const end = await generation.run(opened.body, opened.reader);
    callOff();
    this.#settle(booked, facts, generation, end, { logId: opened.logId, cacheHit: opened.cacheHit, refused: false });
  }

  /** What the call really was; and the title, if there is one and nobody was faster. w 3 */
  #settle(booked: ReceiptRow, facts: KnownFacts, generation: Generation, end: GenerationEnd, call: CallEnd): void {
    const room = this.#room;
    if (room.isGone) return;
    const { books, audience, transcript } = room;
    const { end: how, usage } = end;
    const seq = books.replace(booked, receiptOf({ ...facts, ...call, end: how, usage, seenOutputTokens: generation.tokens }));
    audience.event({ type: "cost", seq, id: null, receipt: null, costNanoUsd: books.costNanoUsd });
    const title = how === "done" ? titleIn(generation.sentText) : null;
    if (title === null || this.#isNamed) return;
    const changed = transcript.next();
    room.updateChat({ title, titled_by: "model", seq: changed });
    audience.event({ type: "chat", seq: changed, title });
  }
}
