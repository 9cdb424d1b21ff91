/**
 * One answer at a time: holds the money, opens the model, lets the generation run, settles it in one transaction and
 * goes on with what waits. On wake it first settles what a crash left open (invariants 6 and 7).
 */
import type { AnswerProblem } from "../protocol/message.ts";
import type { Result } from "../protocol/problem.ts";
import { openModelCall } from "../models/door.ts";
import { learned } from "../models/tokens.ts";
import { MODEL_GONE, overBudget, UNASKED_BUDGET } from "./answer-problems.ts";
import { resumeAfterCrash } from "./recovery.ts";
import { Generation, type GenerationEnd } from "./generation.ts";
import { costOf, receiptOf } from "./ledger.ts";
import { maxOutputFor, prepareCall, type Prepared } from "./prompt.ts";
import type { Room } from "./room.ts";
import type { TurnRow } from "./tables.ts";
import { answerIdOf } from "./transcript.ts";

/** How long after an answer the wallet's report is repeated, the log read and D1 told (milliseconds). */
const AFTER_ANSWER_MS = 3_000;
/** Calls refused for want of capacity before their first token are tried so many times in all. */
const TRIES_BEFORE_FIRST_TOKEN = 2;

type Running = { turn: TurnRow; generation: Generation; callId: string; before: { text: string; reasoning: string } };
type StatusOfEnd = "done" | "stopped" | "interrupted" | "error";

/** What status an answer gets. One that was cut keeps its text and can be continued; one without text failed. */
function statusOf(end: GenerationEnd, hasText: boolean): StatusOfEnd {
  switch (end.end) {
    case "done":
      return end.problem === null ? "done" : "error";
    case "stopped":
      return "stopped";
    case "failed":
      return "error";
    case "cut":
    case "stalled":
      return hasText ? "interrupted" : "error";
  }
}

export class Runner {
  readonly #room: Room;
  #running: Running | null = null;
  #isStarting = false;
  #driving: Promise<void> = Promise.resolve();
  #answers = 0;

  constructor(room: Room) {
    this.#room = room;
  }

  get isBusy(): boolean {
    return this.#isStarting || this.#running !== null;
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
    return this.#running === null ? [] : [this.#running.callId];
  }

  /** Tries to begin a model call now: money first. On success the caller stores the turn and calls `launch`. */
  async reserve(prepared: Prepared): Promise<Result<{ callId: string; heldNanoUsd: number; maxOutputTokens: number }>> {
    const { ports, chat } = this.#room;
    this.#isStarting = true;
    try {
      const callId = ports.newId();
      const answer = await ports.wallet.hold({
        runId: callId,
        chatId: chat.id,
        worstNanoUsd: prepared.worstNanoUsd,
        leastNanoUsd: prepared.leastNanoUsd,
        title: chat.title,
        model: prepared.model.id,
        createdAt: chat.created_at,
        nowMs: ports.now(),
      });
      if (!answer.granted) {
        return {
          ok: false,
          failure: {
            reason: "over-budget",
            remainingNanoUsd: answer.remainingNanoUsd,
            renewsAt: answer.renewsAt,
            detail:
              "What is left of this month's budget does not cover this message on this model. Choose a cheaper model, or ask an administrator for more.",
          },
        };
      }
      return { ok: true, value: { callId, heldNanoUsd: answer.nanoUsd, maxOutputTokens: maxOutputFor(prepared, answer.nanoUsd) } };
    } finally {
      this.#isStarting = false;
    }
  }

  /** The turn is stored as running: asks the model. Returns at once. */
  launch(turn: TurnRow, prepared: Prepared, maxOutputTokens: number, callId: string, before = { text: "", reasoning: "" }): void {
    const { ports, sql, audience } = this.#room;
    let ordinal = 0;
    const generation = new Generation(
      {
        now: ports.now,
        after: ports.after,
        send: (frame) => audience.text(frame),
        checkpoint: (segment) => {
          sql.insertSegment({ call_id: callId, ordinal, ...segment });
          ordinal += 1;
        },
        progress: (outputTokens) => {
          audience.event({ type: "spent", outputTokens, costNanoUsd: prepared.costOfOutput(outputTokens) });
        },
      },
      { maxOutputTokens, stallMs: ports.stallMs, firstByteMs: ports.firstByteMs },
      before,
    );
    this.#running = { turn, generation, callId, before };
    this.#driving = this.#drive(this.#running, prepared, maxOutputTokens);
  }

  async #drive(running: Running, prepared: Prepared, maxOutputTokens: number): Promise<void> {
    const { ports, sql, chat } = this.#room;
    const { generation, turn } = running;
    for (let attempt = 1; ; attempt += 1) {
      const opened = await openModelCall(ports.ai, {
        model: prepared.model,
        messages: prepared.messages,
        maxOutputTokens,
        conversationId: chat.id,
        gatewayId: ports.gatewayId,
        metadata: { user: chat.owner, chat: chat.id },
        purpose: running.before.text === "" ? "answer" : "continuation",
        signal: generation.signal,
      });
      if (this.#room.isGone) return;
      if (opened.ok) {
        // The log id is stored before the first token is sent, so that a crash cannot lose what the call cost.
        if (opened.logId !== null || opened.runId !== null) sql.updateTurn(turn.seq, { log_id: opened.logId, run_id: opened.runId });
        const end = await generation.run(opened.body, opened.reader);
        this.#close(running, prepared, end, { logId: opened.logId, cacheHit: opened.cacheHit, refused: false });
        return;
      }
      const isRetry = opened.problem.reason === "out-of-capacity" && attempt < TRIES_BEFORE_FIRST_TOKEN && !generation.isStopping;
      if (!isRetry) {
        const end: GenerationEnd = generation.isStopping
          ? { end: "stopped", usage: null, problem: null, shortened: false }
          : { end: "failed", usage: null, problem: opened.problem, shortened: false };
        this.#close(running, prepared, end, { logId: opened.logId, cacheHit: false, refused: true });
        return;
      }
      this.#room.books.enter(
        receiptOf({
          turn: turn.seq,
          callId: `${running.callId}.${attempt}`,
          purpose: "answer",
          end: "failed",
          model: prepared.model,
          atMs: ports.now(),
          usage: null,
          likelyInputTokens: 0,
          seenOutputTokens: 0,
          cacheHit: false,
          refused: true,
          logId: opened.logId,
        }),
      );
    }
  }

  /** One transaction: message, receipt, sums, alarm. Then the tabs, then the wallet, then whatever waits. */
  #close(
    running: Running,
    prepared: Prepared,
    end: GenerationEnd,
    call: { logId: string | null; cacheHit: boolean; refused: boolean },
  ): void {
    const room = this.#room;
    if (room.isGone) return;
    const { ports, transcript, sql, audience } = room;
    const { generation, turn, callId, before } = running;
    const now = ports.now();
    const text = generation.sentText;
    const reasoning = generation.sentReasoning;
    const status = statusOf(end, text !== "");
    const receipt = receiptOf({
      turn: turn.seq,
      callId,
      purpose: before.text === "" ? "answer" : "continuation",
      end: end.end,
      model: prepared.model,
      atMs: now,
      usage: end.usage,
      likelyInputTokens: prepared.likelyInputTokens,
      seenOutputTokens: generation.tokens,
      cacheHit: call.cacheHit,
      refused: call.refused,
      logId: call.logId,
    });
    const times = {
      first_token_at: turn.first_token_at ?? generation.firstTokenAt,
      reasoning_ended_at: turn.reasoning_ended_at ?? generation.reasoningEndedAt,
    };
    transcript.change(turn.seq, {
      answer: text,
      reasoning,
      status,
      finished_at: now,
      ...times,
      problem: end.problem === null ? null : JSON.stringify(end.problem),
      shortened: end.shortened ? 1 : 0,
      held: 0,
    });
    room.books.enter(receipt);
    if (end.usage !== null) room.tokenCorrection = learned(room.tokenCorrection, prepared.likelyInputTokens, end.usage.inputTokens);
    room.wakeAt(now + AFTER_ANSWER_MS);
    this.#running = null;
    this.#answers += 1;
    const cost = costOf(sql.receiptsOf(turn.seq));
    audience.event({
      type: "closed",
      seq: transcript.seq,
      id: answerIdOf(turn.id),
      status,
      length: text.length,
      reasoningLength: reasoning.length,
      ...(times.first_token_at === null ? {} : { firstTokenAt: new Date(times.first_token_at).toISOString() }),
      ...(times.reasoning_ended_at === null ? {} : { reasoningEndedAt: new Date(times.reasoning_ended_at).toISOString() }),
      finishedAt: new Date(now).toISOString(),
      ...(end.problem === null ? {} : { problem: end.problem }),
      ...(end.shortened ? { shortened: true } : {}),
      ...(cost === null ? {} : { receipt: cost }),
      costNanoUsd: room.books.costNanoUsd,
    });
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

  /** Begins the next answer that waits. */
  async advance(): Promise<void> {
    if (this.isBusy || this.#room.isGone) return;
    const turn = this.#room.transcript.open().find((open) => open.status === "queued");
    if (turn === undefined) return;
    const { transcript } = this.#room;
    const question = turn.question === turn.seq ? turn : this.#room.sql.turn(turn.question);
    const prepared = prepareCall(this.#room, turn.parent, question?.text ?? "", turn.model, turn.cap);
    if (!prepared.ok) {
      this.fail(turn, MODEL_GONE);
      return this.advance();
    }
    const reserved = await this.reserve(prepared.value);
    if (this.#room.isGone) return;
    if (!reserved.ok) {
      this.fail(turn, reserved.failure.reason === "over-budget" ? overBudget(reserved.failure.detail) : UNASKED_BUDGET);
      return this.advance();
    }
    const current = this.#room.sql.turn(turn.seq);
    if (current === null || current.status !== "queued") {
      this.report();
      return this.advance();
    }
    const { callId, heldNanoUsd, maxOutputTokens } = reserved.value;
    const change = { status: "running" as const, call_id: callId, held: heldNanoUsd, prompt_tokens: prepared.value.likelyInputTokens };
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

  /** After a wake: settles what was left running, then goes on with what waits. */
  recover(): void {
    const open = this.#room.transcript.open();
    if (open.length === 0) return;
    for (const turn of open) if (turn.status === "running") resumeAfterCrash(this.#room, turn);
    this.#room.wakeAt(this.#room.ports.now() + AFTER_ANSWER_MS);
    this.report();
    void this.advance();
  }
}
