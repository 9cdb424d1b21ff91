/**
 * One answer at a time: holds the money, opens the model, lets the generation run, settles it in one transaction and
 * goes on with what waits. On wake it first settles what a crash left open (invariants 6 and 7).
 */
import type { AnswerProblem } from "../protocol/message.ts";
import { SPENT_TAG } from "../protocol/frames.ts";
import { failed, type Result } from "../protocol/problem.ts";
import { createReader, openModelCall } from "../models/door.ts";
import { resumeGatewayRun } from "../models/gateway.ts";
import { familyOf } from "../models/tokens.ts";
import { awaitHeaders } from "./calls/late-headers.ts";
import { endOfOpened, endOfUnopened, receiptOf, type CallEnd } from "./calls/receipt.ts";
import { problemOfFailure, stalledFor } from "./answer-problems.ts";
import { begunBy, settleCrashed } from "./recovery.ts";
import { NOTHING_YET, type Begun, type GenerationEnd } from "./calls/generation-types.ts";
import { Generation } from "./generation.ts";
import { joinedReader } from "./joint.ts";
import { failureOfHold } from "./hold.ts";
import { costOfOutputOf, maxOutputFor, prepareCall, type Prepared } from "./prompt.ts";
import type { Room } from "./room.ts";
import { titleOf } from "./title-text.ts";
import { bookedOf, settle, type ReceiptModel, type Running } from "./settlement.ts";
import { effortIn } from "./stored.ts";
import type { TurnRow } from "./tables.ts";
import { answerIdOf } from "./transcript.ts";

/** How long after an answer the wallet's report is repeated, the log read and D1 told (milliseconds). */
export const AFTER_ANSWER_MS = 3_000;
/** Calls refused for want of capacity before their first token are tried so many times in all. */
const TRIES_BEFORE_FIRST_TOKEN = 2;

export class Runner {
  readonly #room: Room;
  #running: Running | null = null;
  #isStarting = false;
  /** Calls between the wallet's word and `launch`: a report that is sent meanwhile must not release their holds. */
  readonly #reserved = new Set<string>();
  #driving: Promise<void> = Promise.resolve();
  #answers = 0;

  constructor(room: Room) {
    this.#room = room;
  }

  get isBusy(): boolean {
    return this.#isStarting || this.#reserved.size > 0 || this.#running !== null;
  }

  get runningId(): string | null {
    return this.#running === null ? null : answerIdOf(this.#running.turn.id);
  }

  /** The running answer as every tab has been sent it. */
  get live(): { turn: TurnRow; text: string; reasoning: string } | null {
    if (this.#running === null) return null;
    const { turn, generation } = this.#running;
    return { turn, text: generation.sentText, reasoning: generation.sentReasoning };
  }

  /** Ids of model calls that hold money. */
  get openRuns(): string[] {
    const beside = [...this.#reserved, ...this.#room.sideRuns.keys()];
    return this.#running === null ? beside : [...beside, this.#running.callId];
  }

  /** Tries to begin a model call now: money first. On success the caller stores the turn and calls `launch`. */
  async reserve(prepared: Prepared): Promise<Result<{ callId: string; heldNanoUsd: number; maxOutputTokens: number }>> {
    const { ports, chat } = this.#room;
    this.#isStarting = true;
    const callId = ports.newId();
    this.#reserved.add(callId);
    let isGranted = false;
    try {
      const answer = await ports.wallet.hold({
        runId: callId,
        chatId: chat.id,
        worstNanoUsd: prepared.worstNanoUsd,
        leastNanoUsd: prepared.leastNanoUsd,
        title: this.#room.title || (titleOf(prepared.messages.at(-1)?.content ?? "") ?? ""),
        model: prepared.model.id,
        createdAt: chat.created_at,
        nowMs: ports.now(),
      });
      if (!answer.granted) return failed(failureOfHold(answer, prepared.model));
      isGranted = true;
      this.#room.rules = answer.rules;
      return { ok: true, value: { callId, heldNanoUsd: answer.nanoUsd, maxOutputTokens: maxOutputFor(prepared, answer.nanoUsd) } };
    } finally {
      if (!isGranted) this.#reserved.delete(callId);
      this.#isStarting = false;
    }
  }

  /** The turn is stored as running: asks the model. Returns at once. */
  launch(turn: TurnRow, prepared: Prepared, maxOutputTokens: number, callId: string, begun: Begun = NOTHING_YET): void {
    this.#running = this.#run(turn, prepared, maxOutputTokens, callId, begun, 0);
    this.#reserved.delete(callId);
    const running = this.#running;
    this.#driving = this.#drive(running, prepared, maxOutputTokens).catch(() => this.#broken(running));
  }

  /** @param firstOrdinal checkpoints of this call that storage has already */
  #run(
    turn: TurnRow,
    call: {
      model: ReceiptModel;
      likelyInputTokens: number;
      guessedInputTokens: number;
      maxOutputTokens?: number;
      costOfOutput(tokens: number): number;
    },
    maxOutputTokens: number,
    callId: string,
    begun: Begun,
    firstOrdinal: number,
  ): Running {
    const { ports, sql, audience } = this.#room;
    const isMaxByMoney = maxOutputTokens < (call.maxOutputTokens ?? 0);
    let ordinal = firstOrdinal;
    const generation = new Generation(
      {
        now: ports.now,
        after: ports.after,
        send: (frame) => audience.text(frame),
        restated: () => this.#room.announce([turn], { running: answerIdOf(turn.id) }),
        checkpoint: (segment) => {
          sql.insertSegment({ call_id: callId, ordinal, ...segment });
          ordinal += 1;
        },
        progress: (outputTokens) => {
          audience.note(`${SPENT_TAG}${outputTokens} ${call.costOfOutput(outputTokens)}`);
        },
      },
      {
        maxOutputTokens,
        isMaxByMoney,
        tokenizer: familyOf(call.model.id),
        isFree: (call.model.price?.output ?? 0n) === 0n,
        ...ports.patienceWith(call.model),
      },
      begun,
    );
    const { model, likelyInputTokens, guessedInputTokens } = call;
    return {
      turn,
      generation,
      callId,
      purpose: turn.answer === "" ? "answer" : "continuation",
      model,
      likelyInputTokens,
      guessedInputTokens,
    };
  }

  async #drive(running: Running, prepared: Prepared, maxOutputTokens: number): Promise<void> {
    const { ports, sql, chat } = this.#room;
    const { generation, turn } = running;
    // A door that never opens is a silence like any other.
    const { firstByteMs } = ports.patienceWith(prepared.model);
    const callOff = ports.after(firstByteMs, () => generation.stop({ why: "stalled", problem: stalledFor(firstByteMs) }));
    for (let attempt = 1; ; attempt += 1) {
      const opened = await openModelCall(ports.ai, {
        model: prepared.model,
        messages: prepared.messages,
        maxOutputTokens,
        conversationId: chat.id,
        gatewayId: ports.gatewayId,
        metadata: { user: chat.owner, chat: chat.id },
        purpose: running.purpose,
        effort: prepared.effort,
        signal: generation.signal,
      });
      if (this.#room.isGone) return callOff();
      if (opened.ok) {
        callOff();
        // The log id is stored before the first token is sent, so that a crash cannot lose what the call cost.
        if (opened.logId !== null || opened.runId !== null) sql.updateTurn(turn.seq, { log_id: opened.logId, run_id: opened.runId });
        const end = await generation.run(opened.body, joinedReader(opened.reader, turn.answer));
        this.#close(running, end, endOfOpened(end, opened, generation.tokens));
        return;
      }
      const call = endOfUnopened(opened, generation.stopped?.end ?? "failed");
      const isRetry =
        call.how === "refused" &&
        opened.problem.reason === "out-of-capacity" &&
        attempt < TRIES_BEFORE_FIRST_TOKEN &&
        !generation.isStopping;
      if (!isRetry) {
        callOff();
        const end: GenerationEnd = generation.stopped ?? { end: "failed", usage: null, problem: opened.problem, shortened: false };
        this.#close(running, end, call);
        if (opened.how === "lost") awaitHeaders(this.#room, turn.seq, running.callId, opened.late, () => this.report());
        return;
      }
      this.#room.books.enter(receiptOf({ ...bookedOf(running), callId: `${running.callId}.${attempt}` }, call, ports.now()));
    }
  }

  /** Something of ours threw: the answer is settled as after a crash, so that nothing waits behind it for ever. */
  #broken(running: Running): void {
    if (this.#room.isGone || this.#running !== running) return;
    this.#running = null;
    settleCrashed(this.#room, running.turn);
    this.report();
    void this.advance();
  }

  /** Settles what ran, then tells the wallet, then goes on with whatever waits. */
  #close(running: Running, end: GenerationEnd, call: CallEnd): void {
    if (this.#room.isGone) return;
    this.#running = null;
    this.#answers += 1;
    settle(this.#room, running, end, call);
    this.#room.wakeAt(this.#room.ports.now() + AFTER_ANSWER_MS);
    this.report();
    void this.advance();
  }

  /** Tells the person's object how this conversation stands; repeated by alarm until it succeeded. */
  report(): void {
    const { ports } = this.#room;
    const report = this.#room.report(this.openRuns);
    this.#room.ports.wallet.report(report).then(
      () => {
        this.#room.settled = Math.max(this.#room.settled, report.seq);
      },
      () => this.#room.wakeAt(ports.now() + AFTER_ANSWER_MS),
    );
  }

  /** Ends the running answer with what it has; true when there was one (and it was the named one). */
  stop(answerId: string | null): boolean {
    if (this.#running === null) return false;
    if (answerId !== null && answerId !== this.runningId) return false;
    this.#running.generation.stop({ why: "person" });
    return true;
  }

  /** Ends everything that waits or runs, and settles it: the conversation is about to be deleted. */
  async closeNow(): Promise<void> {
    for (const turn of this.#room.transcript.open()) if (turn.status === "queued") this.fail(turn, null);
    this.#running?.generation.stop({ why: "person" });
    await this.#driving;
  }

  /** Answers that ended since the object woke. */
  get answers(): number {
    return this.#answers;
  }

  /** Begins the next answer that waits; when the wallet cannot be asked, the alarm tries again. */
  async advance(): Promise<void> {
    try {
      await this.#advance();
    } catch {
      if (!this.#room.isGone) this.#room.wakeAt(this.#room.ports.now() + AFTER_ANSWER_MS);
    }
  }

  async #advance(): Promise<void> {
    if (this.isBusy || this.#room.isGone) return;
    const turn = this.#room.transcript.open().find((open) => open.status === "queued");
    if (turn === undefined) return;
    const { transcript } = this.#room;
    const prepared = prepareCall(
      this.#room,
      turn.parent,
      this.#room.sql.questionOf(turn) ?? "",
      turn.model,
      {
        message: turn.cap,
        conversation: this.#room.leftOfCap(),
      },
      { effort: effortIn(turn.effort) },
    );
    if (!prepared.ok) {
      this.fail(turn, problemOfFailure(prepared.failure));
      return this.advance();
    }
    const reserved = await this.reserve(prepared.value);
    if (this.#room.isGone) return;
    if (!reserved.ok) {
      this.fail(turn, problemOfFailure(reserved.failure));
      return this.advance();
    }
    const current = this.#room.sql.turn(turn.seq);
    if (current === null || current.status !== "queued") {
      this.#reserved.delete(reserved.value.callId);
      this.report();
      return this.advance();
    }
    const { callId, heldNanoUsd, maxOutputTokens } = reserved.value;
    const change = {
      status: "running" as const,
      call_id: callId,
      started_at: this.#room.ports.now(),
      held: heldNanoUsd,
      prompt_tokens: prepared.value.likelyInputTokens,
      context_from: prepared.value.contextFrom,
    };
    transcript.change(turn.seq, change);
    const started = { ...current, ...change };
    this.#room.announce([started], { running: answerIdOf(turn.id) });
    this.launch(started, prepared.value, maxOutputTokens, callId);
  }

  /** Ends a turn for which no model was called. w 1 */
  fail(turn: TurnRow, problem: AnswerProblem | null): void {
    const { transcript, ports } = this.#room;
    const change = {
      status: problem === null ? ("stopped" as const) : ("error" as const),
      finished_at: ports.now(),
      problem: problem === null ? null : JSON.stringify(problem),
    };
    transcript.change(turn.seq, change);
    this.#room.announce([{ ...turn, ...change }], {});
  }

  /** After a wake: takes up or settles what was left running, then goes on with what waits. */
  recover(): void {
    const open = this.#room.transcript.open();
    if (open.length === 0) return;
    for (const turn of open) {
      if (turn.status !== "running" || this.#reattach(turn)) continue;
      settleCrashed(this.#room, turn);
    }
    this.#room.wakeAt(this.#room.ports.now() + AFTER_ANSWER_MS);
    this.report();
    void this.advance();
  }

  /**
   * A call that the gateway still has goes on where the last checkpoint stands: the same paid call, not a second one.
   * False when there is nothing to go on with.
   */
  #reattach(turn: TurnRow): boolean {
    const { ports, sql } = this.#room;
    const { run_id: runId, call_id: callId } = turn;
    const model = ports.catalogue.find(turn.model);
    if (runId === null || callId === null || model === null || this.#running !== null) return false;
    const segments = sql.segments(callId);
    const begun = begunBy(turn, segments);
    const call = {
      model,
      likelyInputTokens: turn.prompt_tokens,
      guessedInputTokens: 0,
      costOfOutput: costOfOutputOf(model, turn.prompt_tokens),
    };
    const running = this.#run(turn, call, Number.MAX_SAFE_INTEGER, callId, begun, segments.length);
    this.#running = running;
    // Tabs that slept through it may have seen more than storage has: they take the answer as it stands here.
    this.#room.announce([turn], { running: answerIdOf(turn.id) });
    this.#driving = (async () => {
      const resumed = await resumeGatewayRun(ports.ai, ports.gatewayId, runId, begun.events, running.generation.signal);
      if (this.#room.isGone) return;
      if (resumed.ok) {
        const end = await running.generation.run(resumed.body, createReader(model.wire));
        return this.#close(running, end, endOfOpened(end, { logId: turn.log_id, cacheHit: false }, running.generation.tokens));
      }
      this.#running = null;
      settleCrashed(this.#room, turn);
      this.report();
      void this.advance();
    })();
    return true;
  }
}
