/**
 * One answer between its model calls: its steps run or wait here, then the next call begins. loop.ts says what is to be
 * done; this stores it first and does it after. Holds no money while it waits, and needs nothing that storage does not have.
 */
import type { Command, CommandResult } from "../../protocol/commands.ts";
import type { AnswerProblem } from "../../protocol/message.ts";
import { failed, invalid, type Failure, type Result } from "../../protocol/problem.ts";
import { ALARM_EVERY_MS } from "../../storage/alarm.ts";
import { CRASHED, problemOfFailure, withoutWords } from "../answers/answer-problems.ts";
import { NOTHING_YET, type Asked, type Begun } from "../calls/generation-types.ts";
import type { Prepared } from "../calls/prompt.ts";
import { receiptOf, type CallEnd } from "../calls/receipt.ts";
import { bookedOf, closedEvent, type Running } from "../calls/settlement.ts";
import type { StepRow, TurnRow } from "../log/tables.ts";
import { toolsIn } from "../log/stored.ts";
import { answerIdOf } from "../log/transcript.ts";
import type { Room } from "../room.ts";
import { next, type LoopEffect, type LoopEvent, type LoopState } from "./loop.ts";
import { isWalletShort, prepareRound } from "./next-round.ts";
import type { ChatOffer } from "./offer.ts";
import { planSteps } from "./plan.ts";
import { MAYBE_DONE } from "./reading.ts";
import { Runs } from "./runs.ts";
import { toolReceipt } from "./tool-receipt.ts";
import { stepsOf } from "./steps.ts";

/** What of the runner a round needs. */
export type RoundsHost = {
  reserve(prepared: Prepared): Promise<Result<{ callId: string; heldNanoUsd: number; maxOutputTokens: number }>>;
  /** Stores the turn as running; storage that fails gives the money back, and throws. */
  store<T>(callId: string, write: () => T): T;
  /** The money is not needed after all. */
  forgo(callId: string): void;
  launch(turn: TurnRow, prepared: Prepared, maxOutputTokens: number, callId: string, begun: Begun): void;
  /** Tells the wallet. */
  report(): void;
  /** The answer has ended: whatever waits begins. */
  ended(): void;
};

type Current = {
  turn: TurnRow;
  loop: LoopState;
  isPreparing: boolean;
  /** Steps with a price that storage does not have yet: it gets them once their money is held (invariant 8). */
  unheld: Map<number, StepRow>;
};

/** What could not be done just now is tried again after this time. Milliseconds. */
const RETRY_MS = 3_000;

const NOT_WAITING: Failure = { reason: "conflict", detail: "This step does not wait for a decision any more." };
const ID_TAKEN: Failure = { reason: "conflict", detail: "This id already belongs to another command." };
const STOPPED = "The answer was stopped before this was done.";

/** The loop as storage has it. */
export function loopOf(turn: TurnRow, steps: readonly StepRow[]): LoopState {
  return {
    rounds: turn.rounds,
    mistakes: steps.filter(({ mistake }) => mistake === 1).length,
    isMoneyShort: false,
    steps: steps.map(({ ordinal, status, effect }) => ({ ordinal, state: status, hasEffect: effect === 1 })),
  };
}

export class Rounds {
  readonly #room: Room;
  readonly #host: RoundsHost;
  readonly #runs: Runs;
  #current: Current | null = null;
  /** Tries again what storage or the wallet refused. By alarm. */
  #again: (() => void) | null = null;

  constructor(room: Room, host: RoundsHost) {
    this.#room = room;
    this.#host = host;
    this.#runs = new Runs(room);
  }

  /** The answer whose steps run or wait. */
  get turn(): TurnRow | null {
    return this.#current?.turn ?? null;
  }

  /** Something is under way: the object must not sleep. */
  get isBusy(): boolean {
    return this.#current !== null && (this.#current.isPreparing || this.#runs.count > 0);
  }

  /** A model call ended in calls of tools. w 4 and 1 a step: the turn, receipt and sum. @returns what is told once it is written */
  enter(running: Running, asked: Asked, call: CallEnd): () => void {
    const { sql, transcript, books, ports } = this.#room;
    const { generation } = running;
    const before = sql.stepsOf(running.turn.seq);
    const change = {
      answer: generation.sentText,
      reasoning: generation.sentReasoning,
      rounds: running.turn.rounds + 1,
      call_id: null,
      log_id: null,
      run_id: null,
      first_token_at: running.turn.first_token_at ?? generation.firstTokenAt,
      reasoning_ended_at: running.turn.reasoning_ended_at ?? generation.reasoningEndedAt,
    };
    const turn: TurnRow = { ...running.turn, ...change };
    this.#changed(turn, transcript.change(turn.seq, change));
    const receipt = books.enter(receiptOf(bookedOf(running), call, ports.now()));
    if (receipt.log_next_at !== null) this.#room.awaitLogOf(turn.seq);
    const planned = planSteps(sql, turn, before, asked, running.offer?.tools ?? [], ports.now());
    const { state, effects } = next(loopOf({ ...turn, rounds: turn.rounds - 1 }, before), {
      type: "asked",
      calls: planned.map(({ row, verdict }) => ({ ordinal: row.ordinal, verdict, hasEffect: row.effect === 1 })),
    });
    const unheld = new Map<number, StepRow>();
    for (const { row } of planned) {
      const status = state.steps.find(({ ordinal }) => ordinal === row.ordinal)?.state ?? row.status;
      if (status === "running" && row.price > 0) {
        unheld.set(row.ordinal, { ...row, status: "ready" });
        continue;
      }
      const changed = transcript.next();
      sql.insertStep({ ...row, status, changed });
      this.#changed(turn, changed);
    }
    return () => {
      this.#current = { turn, loop: state, isPreparing: false, unheld };
      this.#tell(turn, receipt.changed);
      queueMicrotask(() => this.#perform(effects));
    };
  }

  /** The object woke and finds this answer between two calls. @returns what tells the tabs */
  wake(turn: TurnRow): () => void {
    const { sql } = this.#room;
    const steps = sql.stepsOf(turn.seq);
    const { state, effects } = next(loopOf(turn, steps), { type: "woke" });
    const from = this.#room.transcript.seq;
    for (const step of steps)
      if (step.status === "running" || step.status === "ready")
        this.#close(step, "failed", step.effect === 1 && step.status === "running" ? MAYBE_DONE : STOPPED, "crashed");
    if (effects.some((effect) => effect.do === "wait")) {
      this.#current = { turn, loop: state, isPreparing: false, unheld: new Map() };
      return () => this.#tell(turn, from);
    }
    return this.#settle(turn, "interrupted", CRASHED, from);
  }

  async decide(command: Extract<Command, { type: "decide" }>): Promise<Result<CommandResult>> {
    const found = this.#room.transcript.find(command.messageId);
    if (found === null || found.role === "user") return failed(invalid("messageId", "no answer of this conversation has this id"));
    const ordinal = Number(command.stepId.slice(1));
    const steps = (): StepRow[] => this.#room.sql.stepsOf(found.turn.seq);
    const known = (): StepRow | undefined => steps().find((step) => step.ordinal === ordinal);
    const before = known();
    if (before === undefined) return failed(invalid("stepId", "this answer has no such step"));
    const decided = `${command.decision} ${command.id}`;
    if (before.decided === decided) return { ok: true, value: { repeated: true } };
    if (steps().some((step) => step.decided?.endsWith(` ${command.id}`) === true)) return failed(ID_TAKEN);
    if (before.status !== "waiting") return failed(NOT_WAITING);
    if (command.decision === "always") await this.#room.ports.tools.allow(before.tool);
    const step = known();
    const current = this.#current;
    if (step?.status !== "waiting" || current === null || current.turn.seq !== found.turn.seq || this.#room.isGone)
      return failed(NOT_WAITING);
    const isAllowed = command.decision !== "deny";
    const { state, effects } = next(current.loop, { type: "decided", ordinal, isAllowed });
    const after = state.steps.find((one) => one.ordinal === ordinal)?.state ?? "denied";
    const to = after === "running" && step.price > 0 ? "ready" : after;
    const from = this.#room.transcript.seq;
    this.#room.atomically(() => {
      const now = this.#room.ports.now();
      this.#change(
        step,
        isAllowed ? { status: to, decided, why: null } : { status: to, decided, finished_at: now, result: "The person said no." },
      );
    });
    current.loop = state;
    this.#tell(current.turn, from);
    this.#perform(effects);
    return { ok: true, value: {} };
  }

  /** Ends the answer with what it has; true when it was the named one, or none was named. */
  stop(answerId: string | null): boolean {
    const current = this.#current;
    if (current === null || (answerId !== null && answerId !== answerIdOf(current.turn.id))) return false;
    const { effects } = next(current.loop, { type: "stopped" });
    this.#perform(effects);
    return true;
  }

  /** Does again what failed for want of storage or of the wallet. */
  tryAgain(): void {
    const again = this.#again;
    this.#again = null;
    again?.();
  }

  #apply(event: LoopEvent): void {
    if (this.#current === null) return;
    const { state, effects } = next(this.#current.loop, event);
    this.#current.loop = state;
    this.#perform(effects);
  }

  #perform(effects: readonly LoopEffect[]): void {
    const current = this.#current;
    if (current === null || this.#room.isGone) return;
    for (const effect of effects) {
      switch (effect.do) {
        case "run":
          this.#run(current, effect.ordinal);
          break;
        case "ask-model":
          void this.#askModel(current, effect.isLast);
          break;
        case "wait":
          this.#host.report();
          break;
        case "end":
          this.#end(current, effect.how, null);
          break;
      }
    }
  }

  #run(current: Current, ordinal: number): void {
    const { turn } = current;
    const step = current.unheld.get(ordinal) ?? this.#room.sql.stepsOf(turn.seq).find((one) => one.ordinal === ordinal);
    if (step === undefined) return;
    // Before anything leaves, storage says that it was begun: of what has a price once its money is held, so that no crash
    // finds a step begun whose money nobody holds.
    const begin = (): void => {
      if (step.status === "running") return;
      const from = this.#room.transcript.seq;
      this.#room.atomically(() => this.#write(current, step, { status: "running" }));
      current.unheld.delete(ordinal);
      this.#tell(turn, from);
    };
    if (step.price === 0) begin();
    void this.#runs.run(turn, step, begin).then((outcome) => {
      if (outcome !== null && this.#current === current) this.#finish(current, step, outcome);
    });
  }

  #finish(current: Current, step: StepRow, outcome: Awaited<ReturnType<Runs["run"]>> & object): void {
    const from = this.#room.transcript.seq;
    try {
      this.#room.atomically(() => {
        this.#write(current, step, {
          status: outcome.isOk ? "done" : "failed",
          result: outcome.text,
          sources: outcome.sources.length === 0 ? null : JSON.stringify(outcome.sources),
          finished_at: this.#room.ports.now(),
          cost: outcome.receipt?.cost ?? 0,
        });
        if (outcome.receipt !== null) this.#room.books.enter(outcome.receipt);
      });
    } catch {
      this.#later(() => this.#finish(current, step, outcome));
      return;
    }
    current.unheld.delete(step.ordinal);
    this.#runs.settled(step);
    this.#tell(current.turn, from);
    if (outcome.receipt !== null) this.#host.report();
    this.#apply({ type: "finished", ordinal: step.ordinal, isOk: outcome.isOk, isMoneyShort: outcome.isMoneyShort });
  }

  /** Money first, as for every call; then the turn is running again. */
  async #askModel(current: Current, isLast: boolean): Promise<void> {
    if (current.isPreparing) return;
    current.isPreparing = true;
    try {
      await this.#prepare(current, isLast);
    } catch {
      if (this.#current === current) this.#later(() => void this.#askModel(current, isLast));
    } finally {
      current.isPreparing = false;
    }
  }

  async #prepare(current: Current, isLast: boolean): Promise<void> {
    const { turn } = current;
    const tools = await this.#room.ports.tools.offered(toolsIn(turn.tools));
    const isOver = (): boolean => this.#current !== current || this.#room.isGone;
    if (isOver()) return;
    const offer: ChatOffer = { tools, isLast };
    let prepared = prepareRound(this.#room, turn, offer);
    if (!prepared.ok) return this.#end(current, "stopped", problemOfFailure(prepared.failure));
    const reserved = await this.#host.reserve(prepared.value);
    if (isOver()) {
      if (reserved.ok) this.#host.forgo(reserved.value.callId);
      return;
    }
    if (!reserved.ok) return this.#end(current, "stopped", problemOfFailure(reserved.failure));
    const { callId, heldNanoUsd } = reserved.value;
    let { maxOutputTokens } = reserved.value;
    if (!prepared.value.offer.isLast && isWalletShort(prepared.value, heldNanoUsd)) {
      prepared = prepareRound(this.#room, turn, { tools, isLast: true });
      if (!prepared.ok) {
        this.#host.forgo(callId);
        return this.#end(current, "stopped", problemOfFailure(prepared.failure));
      }
      maxOutputTokens = Math.min(maxOutputTokens, prepared.value.maxOutputTokens);
    }
    const change = {
      call_id: callId,
      held: heldNanoUsd,
      prompt_tokens: prepared.value.likelyInputTokens,
      context_from: prepared.value.contextFrom,
    };
    this.#host.store(callId, () => this.#changed(turn, this.#room.transcript.change(turn.seq, change)));
    this.#current = null;
    this.#host.launch({ ...turn, ...change }, prepared.value, maxOutputTokens, callId, {
      ...NOTHING_YET,
      text: turn.answer,
      reasoning: turn.reasoning,
    });
  }

  /** The answer ends here, without another call. */
  #end(current: Current, how: "stopped" | "interrupted", problem: AnswerProblem | null): void {
    let tell: () => void;
    try {
      tell = this.#room.atomically(() => {
        const from = this.#room.transcript.seq;
        for (const step of this.#room.sql.stepsOf(current.turn.seq)) {
          if (step.status === "waiting") this.#close(step, "denied", STOPPED, null);
          else if (step.status === "running" || step.status === "ready")
            this.#close(step, "failed", step.effect === 1 && step.status === "running" ? MAYBE_DONE : STOPPED, "stopped");
        }
        return this.#settle(current.turn, how, problem, from);
      });
    } catch {
      this.#later(() => this.#end(current, how, problem));
      return;
    }
    this.#runs.abort();
    this.#current = null;
    tell();
    this.#host.ended();
  }

  /** w 1. @returns what tells the tabs */
  #settle(turn: TurnRow, status: "stopped" | "interrupted", problem: AnswerProblem | null, from: number): () => void {
    const { transcript, ports } = this.#room;
    const now = ports.now();
    const said = problem === null || turn.answer.trim() !== "" || turn.rounds > 0 ? problem : withoutWords(problem);
    const change = { status, finished_at: now, problem: said === null ? null : JSON.stringify(said) };
    this.#changed(turn, transcript.change(turn.seq, change));
    return () => {
      this.#tell(turn, from);
      this.#room.audience.event(closedEvent(this.#room, { ...turn, ...change }, said));
    };
  }

  /** A step that will not be done; one with a price that was sent is booked (invariant 13). w 1, 3 with a price */
  #close(step: StepRow, status: "denied" | "failed", result: string, end: "stopped" | "crashed" | null): void {
    const isBooked = end !== null && step.price > 0 && step.status === "running" && (end === "crashed" || this.#runs.isSent(step));
    const receipt = isBooked ? toolReceipt(step, this.#runs.callIdOf(step), end, false, this.#room.ports.now()) : null;
    this.#change(step, { status, result, finished_at: this.#room.ports.now(), cost: receipt?.cost ?? 0 });
    if (receipt !== null) this.#room.books.enter(receipt);
  }

  /** A step that storage may not have yet. w 1 */
  #write({ unheld }: Current, step: StepRow, change: Partial<StepRow>): void {
    if (!unheld.has(step.ordinal)) return this.#change(step, change);
    const changed = this.#room.transcript.next();
    this.#room.sql.insertStep({ ...step, ...change, changed });
    this.#room.changedFarBack(step.turn, changed);
  }

  #change(step: StepRow, change: Partial<StepRow>): void {
    const changed = this.#room.transcript.next();
    this.#room.sql.updateStep(step.turn, step.ordinal, { ...change, changed });
    this.#room.changedFarBack(step.turn, changed);
  }

  #changed(turn: TurnRow, seq: number): void {
    this.#room.changedFarBack(turn.seq, seq);
  }

  /** Tells every tab of the steps that changed after that place in the log. */
  #tell(turn: TurnRow, from: number): void {
    const steps = stepsOf(this.#room.sql.stepsOf(turn.seq), from);
    if (steps.length === 0) return;
    const { transcript, audience, books } = this.#room;
    audience.event({ type: "steps", seq: transcript.seq, id: answerIdOf(turn.id), steps, costNanoUsd: books.costNanoUsd });
  }

  #later(again: () => void): void {
    this.#again = again;
    this.#room.wakeAt(this.#room.ports.now() + Math.min(RETRY_MS, ALARM_EVERY_MS));
  }
}
