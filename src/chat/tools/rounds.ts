/**
 * One answer between its model calls: its steps run or wait here, then the next call begins. loop.ts decides; this stores
 * each change and then acts. While it waits it holds no money and needs nothing in memory that storage does not have.
 */
import type { CommandResult } from "../../protocol/commands.ts";
import type { AnswerProblem } from "../../protocol/message.ts";
import { failed, type Result } from "../../protocol/problem.ts";
import { ALARM_EVERY_MS } from "../../storage/alarm.ts";
import { CRASHED, problemOfFailure } from "../answers/answer-problems.ts";
import { apply, type Applied } from "../answers/apply.ts";
import { NOTHING_YET, type Asked, type Begun } from "../calls/generation-types.ts";
import type { CallEnd } from "../calls/receipt.ts";
import type { Reservations, Reserved } from "../calls/reservations.ts";
import type { Running } from "../calls/running.ts";
import type { StepRow, TurnRow } from "../log/tables.ts";
import { answerIdOf } from "../log/transcript.ts";
import type { Room } from "../room.ts";
import { decidedColumn, NOT_WAITING, stepToDecide, type Decide } from "./decision.ts";
import { next, type LoopEffect, type LoopEvent, type LoopState } from "./loop.ts";
import { fundedRound } from "./next-round.ts";
import { Runs } from "./runs.ts";
import type { StepEvent, StepOutcome } from "./step-life.ts";
import { applyToStep, enterRound, sendSteps } from "./step-log.ts";
import { loopOf } from "./steps.ts";

/** The part of the runner that a round uses. */
export type RoundsHost = {
  /** Begins the next model call, whose money is held. @returns null where it is too late */
  begin(reserved: Reserved, write: () => Applied | null, begun: Begun): Applied | null;
  /** Called when the answer has ended, to begin the next queued one. */
  ended(): void;
};

type Current = {
  turn: TurnRow;
  loop: LoopState;
  isPreparing: boolean;
  /** True while its end is waiting for storage: nothing new begins. */
  isEnding: boolean;
  /** Steps with a price that are not stored yet: they are stored once their money is held (invariant 8). */
  unheld: Map<number, StepRow>;
};

/** Wait before something that storage or the wallet refused is tried again. Milliseconds. */
const RETRY_MS = 3_000;

export class Rounds {
  readonly #room: Room;
  readonly #reservations: Reservations;
  readonly #host: RoundsHost;
  readonly #runs: Runs;
  #current: Current | null = null;
  /** Work that storage or the wallet refused, to be run again by alarm. */
  #again: (() => void)[] = [];

  constructor(room: Room, reservations: Reservations, host: RoundsHost) {
    this.#room = room;
    this.#reservations = reservations;
    this.#host = host;
    this.#runs = new Runs(room);
  }

  /** The answer whose steps run or wait. */
  get turn(): TurnRow | null {
    return this.#current?.turn ?? null;
  }

  /** Something is under way: the object must not hibernate. */
  get isBusy(): boolean {
    return this.#current !== null && (this.#current.isPreparing || this.#runs.count > 0);
  }

  /** Stores that a model call ended by requesting tools (step-log.ts). @returns a function that notifies the tabs */
  enter(running: Running, asked: Asked, call: CallEnd): () => void {
    const entered = enterRound(this.#room, running, asked, call);
    if (entered === null) return () => undefined;
    const { turn, loop, effects, unheld, from } = entered;
    return () => {
      this.#current = { turn, loop, isPreparing: false, isEnding: false, unheld };
      sendSteps(this.#room, turn, from);
      queueMicrotask(() => this.#perform(effects));
    };
  }

  /** Takes up an answer that was between two calls when the object was lost. @returns a function that notifies the tabs */
  wake(turn: TurnRow): () => void {
    const { sql } = this.#room;
    const steps = sql.stepsOf(turn.seq);
    const { state, effects } = next(loopOf(turn, steps), { type: "woke" });
    const from = this.#room.transcript.seq;
    for (const step of steps) if (step.status !== "waiting") applyToStep(this.#room, step, { type: "cut", by: "crashed", isSent: true });
    if (effects.some((effect) => effect.do === "wait")) {
      this.#current = { turn, loop: state, isPreparing: false, isEnding: false, unheld: new Map() };
      return () => sendSteps(this.#room, turn, from);
    }
    return this.#settle(turn, "interrupted", CRASHED, from);
  }

  async decide(command: Decide): Promise<Result<CommandResult>> {
    const asked = stepToDecide(this.#room, command);
    if (!asked.ok) return asked;
    if (asked.value === null) return { ok: true, value: { repeated: true } };
    const { turn: seq, ordinal, tool } = asked.value;
    if (command.decision === "always") await this.#room.ports.tools.allow(tool);
    const step = this.#room.sql.stepsOf(seq).find((one) => one.ordinal === ordinal);
    const current = this.#current;
    if (step?.status !== "waiting" || current === null || current.isEnding || current.turn.seq !== seq || this.#room.isGone)
      return failed(NOT_WAITING);
    const decided = decidedColumn(command);
    const isAllowed = command.decision !== "deny";
    const { state, effects } = next(current.loop, { type: "decided", ordinal, isAllowed });
    const isNext = state.steps.some((one) => one.ordinal === ordinal && one.state === "running");
    const from = this.#room.transcript.seq;
    const event: StepEvent = isAllowed ? { type: "allowed", decided, isNext } : { type: "denied", decided };
    this.#room.atomically(() => applyToStep(this.#room, step, event));
    current.loop = state;
    sendSteps(this.#room, current.turn, from);
    this.#perform(effects);
    return { ok: true, value: {} };
  }

  /** Ends the answer with what it has. @returns true where it was the named one, or none was named */
  stop(answerId: string | null): boolean {
    const current = this.#current;
    if (current === null || (answerId !== null && answerId !== answerIdOf(current.turn.id))) return false;
    const { effects } = next(current.loop, { type: "stopped" });
    this.#perform(effects);
    return true;
  }

  /** Runs again what storage or the wallet refused. */
  tryAgain(): void {
    for (const again of this.#again.splice(0)) again();
  }

  #apply(event: LoopEvent): void {
    if (this.#current === null) return;
    const { state, effects } = next(this.#current.loop, event);
    this.#current.loop = state;
    this.#perform(effects);
  }

  #perform(effects: readonly LoopEffect[]): void {
    const current = this.#current;
    if (current === null || current.isEnding || this.#room.isGone) return;
    for (const effect of effects) {
      switch (effect.do) {
        case "run":
          this.#run(current, effect.ordinal);
          break;
        case "ask-model":
          void this.#askModel(current, effect.isLast);
          break;
        case "wait":
          this.#room.budget.notifyWallet();
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
    // A step is stored as begun before its request is sent, and one with a price only after its money is held, so that after
    // a crash no step is found begun without a hold.
    const begin = (): void => {
      if (step.status === "running") return;
      const from = this.#room.transcript.seq;
      this.#room.atomically(() => this.#write(current, step, { type: "begun" }));
      current.unheld.delete(ordinal);
      sendSteps(this.#room, turn, from);
    };
    if (step.price === 0) begin();
    void this.#runs.run(turn, step, begin).then((outcome) => {
      if (outcome !== null && this.#current === current) this.#finish(current, step, outcome);
    });
  }

  #finish(current: Current, step: StepRow, outcome: StepOutcome): void {
    const from = this.#room.transcript.seq;
    try {
      this.#room.atomically(() => this.#write(current, step, { type: "finished", outcome }));
    } catch {
      this.#later(() => this.#finish(current, step, outcome));
      return;
    }
    current.unheld.delete(step.ordinal);
    this.#runs.settled(step);
    sendSteps(this.#room, current.turn, from);
    if (outcome.call !== null) this.#room.budget.notifyWallet();
    this.#apply({ type: "finished", ordinal: step.ordinal, isOk: outcome.isOk, isMoneyShort: outcome.isMoneyShort });
  }

  /** Holds the money, as for every call; then the turn runs again. */
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
    const isOver = (): boolean => this.#current !== current || current.isEnding;
    const funded = await fundedRound(this.#room, this.#reservations, turn, isLast, isOver);
    if (funded === null) return;
    if (!funded.ok) return this.#end(current, "stopped", problemOfFailure(funded.failure));
    const write = (): Applied | null => apply(this.#room, turn, { type: "asked-again", ...funded.value });
    const begun = { ...NOTHING_YET, text: turn.answer, reasoning: turn.reasoning };
    if (this.#host.begin(funded.value, write, begun) !== null) this.#current = null;
  }

  /** Ends the answer here, without another model call. */
  #end(current: Current, how: "stopped" | "interrupted", problem: AnswerProblem | null): void {
    if (this.#current !== current) return;
    let notify: () => void;
    try {
      notify = this.#room.atomically(() => {
        const from = this.#room.transcript.seq;
        for (const step of this.#room.sql.stepsOf(current.turn.seq))
          applyToStep(this.#room, step, { type: "cut", by: "stopped", isSent: this.#runs.isSent(step) });
        return this.#settle(current.turn, how, problem, from);
      });
    } catch {
      // Nothing may begin until then: the retried end would end that, too.
      current.isEnding = true;
      this.#later(() => this.#end(current, how, problem));
      return;
    }
    this.#runs.abort();
    this.#current = null;
    notify();
    this.#host.ended();
  }

  /** w 1. @returns what notifies the tabs */
  #settle(turn: TurnRow, status: "stopped" | "interrupted", problem: AnswerProblem | null, from: number): () => void {
    const applied = apply(this.#room, turn, { type: "broken-off", status, problem });
    return () => {
      // Only the second of the two events carries this place (P13): a tab that disconnects between them must still lack the end.
      sendSteps(this.#room, turn, from, from);
      applied?.notify();
    };
  }

  /** Writes a change of a step, which may not be stored yet. w 1, 3 with a receipt */
  #write({ unheld }: Current, step: StepRow, event: StepEvent): void {
    applyToStep(this.#room, step, event, !unheld.has(step.ordinal));
  }

  #later(again: () => void): void {
    this.#again.push(again);
    this.#room.wakeAt(this.#room.ports.now() + Math.min(RETRY_MS, ALARM_EVERY_MS));
  }
}
