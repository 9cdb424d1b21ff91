/**
 * One answer at a time: holds the money, opens the model, lets the generation run, settles it in one transaction and
 * goes on with what waits. On wake it first settles what a crash left open (invariants 6 and 7).
 */
import type { Command, CommandResult } from "../../protocol/commands.ts";
import type { Failure, Result } from "../../protocol/problem.ts";
import { ask, resume, runningOf, type Outcome } from "../calls/answer-call.ts";
import { problemOfFailure } from "./answer-problems.ts";
import { apply, type Applied } from "./apply.ts";
import type { TurnEvent } from "./life.ts";
import { begunBy, settleCrashed } from "./recovery.ts";
import { attachedFiles } from "../files/attached.ts";
import { NOTHING_YET, type Begun } from "../calls/generation-types.ts";
import { costOfOutputOf, prepareCall } from "../calls/prompt.ts";
import { ASK_AGAIN_MS } from "../calls/budget.ts";
import { Reservations, type Reserved } from "../calls/reservations.ts";
import type { Room } from "../room.ts";
import type { Running } from "../calls/running.ts";
import { effortIn, toolsIn } from "../log/stored.ts";
import { offering } from "../tools/offer.ts";
import { Rounds } from "../tools/rounds.ts";
import type { TurnRow } from "../log/tables.ts";
import { answerIdOf } from "../log/transcript.ts";

/** Storage that fails while an answer is settled is tried again after this time, doubled with every failure. Milliseconds. */
const SETTLE_AGAIN_MS = 500;
const SETTLE_AGAIN_MAX_MS = 60_000;
/** After so many failed tries to settle an answer as it ended, it is settled from its last checkpoint instead. */
const TRIES_OF_THE_WHOLE = 5;

export class Runner {
  readonly #room: Room;
  #running: Running | null = null;
  /** The money of calls that have not begun yet. */
  readonly reservations: Reservations;
  #driving: Promise<void> = Promise.resolve();
  /** Tries again to settle what storage refused. */
  #unsettled: (() => void) | null = null;
  #answers = 0;
  /** The running answer between two model calls. */
  readonly #rounds: Rounds;

  constructor(room: Room) {
    this.#room = room;
    this.reservations = new Reservations(room);
    this.#rounds = new Rounds(room, this.reservations, {
      begin: (...call) => this.begin(...call),
      ended: () => this.#ended(),
    });
  }

  get isBusy(): boolean {
    return this.reservations.isBusy || this.#unsettled !== null || this.#running !== null || this.#rounds.isBusy;
  }

  /** An answer runs, or waits for somebody's decision. */
  get isTaken(): boolean {
    return this.isBusy || this.#rounds.turn !== null;
  }

  get runningId(): string | null {
    const turn = this.#running?.turn ?? this.#rounds.turn;
    return turn === null ? null : answerIdOf(turn.id);
  }

  /** Allows or refuses a step of the running answer that waits for the person. */
  decide(command: Extract<Command, { type: "decide" }>): Promise<Result<CommandResult>> {
    return this.#rounds.decide(command);
  }

  /** The running answer as every tab has been sent it. */
  get live(): { turn: TurnRow; text: string; reasoning: string } | null {
    const between = this.#rounds.turn;
    if (this.#running === null) return between === null ? null : { turn: between, text: between.answer, reasoning: between.reasoning };
    const { turn, generation } = this.#running;
    return { turn, text: generation.sentText, reasoning: generation.sentReasoning };
  }

  /**
   * Begins a call whose money is held: stores its turn as running, notifies the tabs, asks the model. Where storage fails it
   * releases the hold and throws. @param begun what the answer holds already
   * @returns null where the event comes too late; the hold is released then, too
   */
  begin(reserved: Reserved, write: () => Applied | null, begun: Begun = NOTHING_YET): Applied | null {
    const stored = this.reservations.store(reserved.callId, write);
    if (stored === null) return null;
    stored.notify();
    this.launch(stored.turn, reserved, begun);
    return stored;
  }

  /** The turn is stored as running: asks the model. Returns at once. */
  launch(turn: TurnRow, { callId, heldNanoUsd, maxOutputTokens, prepared }: Reserved, begun: Begun = NOTHING_YET): void {
    this.#running = runningOf(this.#room, turn, prepared, maxOutputTokens, callId, begun, 0);
    this.#room.budget.holds.keep(callId, heldNanoUsd);
    this.reservations.begun(callId);
    const running = this.#running;
    this.#driving = ask(this.#room, running, prepared, maxOutputTokens, this.#outcome(running)).catch(() =>
      this.#close(running, () => settleCrashed(this.#room, turn)),
    );
  }

  #outcome(running: Running): Outcome {
    return {
      close: (write) => this.#close(running, write),
      enterRound: (entering, asked, call) => this.#close(running, () => this.#rounds.enter(entering, asked, call)),
    };
  }

  /**
   * Settles what ran in one transaction, then notifies the tabs and the wallet and goes on with whatever waits. Until that
   * has succeeded the answer counts as running; an object that dies meanwhile settles it on its next wake, by alarm.
   * @param write @returns what notifies the tabs once it is written
   */
  #close(running: Running, write: () => () => void, tries = 1): void {
    const room = this.#room;
    if (room.isGone || this.#running !== running) return;
    let notify: () => void;
    try {
      notify = room.atomically(tries > TRIES_OF_THE_WHOLE ? () => settleCrashed(room, running.turn) : write);
    } catch {
      // Retried by alarm and not by a timer: an alarm reaches the live object, while an evicted one must not go on writing.
      this.#unsettled = () => this.#close(running, write, tries + 1);
      room.wakeAt(room.ports.now() + Math.min(SETTLE_AGAIN_MAX_MS, SETTLE_AGAIN_MS * 2 ** (tries - 1)));
      return;
    }
    this.#running = null;
    room.budget.holds.release(running.callId);
    notify();
    // A round of tools begins: the report releases the call's hold, and the answer goes on.
    if (this.#rounds.turn !== null) return room.budget.notifyWallet();
    this.#ended();
  }

  #ended(): void {
    this.#answers += 1;
    this.#room.budget.notifyWallet();
    void this.advance();
  }

  /** Settles what storage refused before. By alarm. */
  settleAgain(): void {
    const again = this.#unsettled;
    this.#unsettled = null;
    again?.();
    this.#rounds.tryAgain();
  }

  /** Ends the running answer with what it has; true when there was one (and it was the named one). */
  stop(answerId: string | null): boolean {
    if (this.#running === null) return this.#rounds.stop(answerId);
    if (answerId !== null && answerId !== this.runningId) return false;
    this.#running.generation.stop({ why: "person" });
    return true;
  }

  /** Ends everything that waits or runs, and settles it: the conversation is about to be deleted. Check `isBusy` afterwards. */
  async closeNow(): Promise<void> {
    for (const turn of this.#room.transcript.open()) if (turn.status === "queued") this.cancel(turn);
    this.#running?.generation.stop({ why: "person" });
    this.#rounds.stop(null);
    await this.#driving;
    this.settleAgain();
    this.#rounds.stop(null);
  }

  /** Answers that ended since the object woke. */
  get answers(): number {
    return this.#answers;
  }

  /** Begins the next queued answer; where the wallet cannot be reached, the alarm tries again. */
  async advance(): Promise<void> {
    try {
      await this.#advance();
    } catch {
      if (!this.#room.isGone) this.#room.wakeAt(this.#room.ports.now() + ASK_AGAIN_MS);
    }
  }

  async #advance(): Promise<void> {
    if (this.isTaken || this.#room.isGone) return;
    const turn = this.#room.transcript.open().find((open) => open.status === "queued");
    if (turn === undefined) return;
    const offered = await offering(this.#room.ports, undefined, toolsIn(turn.tools), turn.model);
    if (this.isTaken || this.#room.isGone) return;
    const prepared = prepareCall(
      this.#room,
      turn.parent,
      this.#room.sql.questionOf(turn) ?? "",
      turn.model,
      {
        message: turn.cap,
        conversation: this.#room.budget.leftOfCap(),
      },
      {
        effort: effortIn(turn.effort),
        files: attachedFiles(this.#room.sql, this.#room.sql.filesOfQuestion(turn)),
        ...(offered.ok ? { offer: offered.value.offer } : {}),
      },
    );
    if (!prepared.ok) return this.#fail(turn, prepared.failure);
    const reserved = await this.reservations.reserve(prepared.value);
    if (this.#room.isGone) return;
    if (!reserved.ok) return this.#fail(turn, reserved.failure);
    const current = this.#room.sql.turn(turn.seq) ?? turn;
    const started = this.begin(reserved.value, () => apply(this.#room, current, { type: "started", ...reserved.value }));
    if (started === null) return this.advance();
  }

  /** Ends a queued turn that cannot be sent to its model. w 1 */
  #fail(turn: TurnRow, failure: Failure): Promise<void> {
    this.#give(turn, { type: "failed", problem: problemOfFailure(failure) });
    this.#room.budget.notifyWallet();
    return this.advance();
  }

  /** Takes a turn that waits out of the queue. w 1 */
  cancel(turn: TurnRow): void {
    this.#give(turn, { type: "cancelled" });
  }

  /** @param turn only its place: the row is read anew, because it may have changed meanwhile */
  #give({ seq }: TurnRow, event: TurnEvent): void {
    const turn = this.#room.sql.turn(seq);
    if (turn !== null) this.#room.atomically(() => apply(this.#room, turn, event))?.notify();
  }

  /** After a wake: resumes or settles the answer that was left running, then begins the next queued one. */
  recover(): void {
    const open = this.#room.transcript.open();
    if (open.length === 0) return;
    for (const turn of open) {
      const isKnown = turn.seq === this.#running?.turn.seq || turn.seq === this.#rounds.turn?.seq;
      if (turn.status !== "running" || isKnown || this.#reattach(turn)) continue;
      try {
        this.#room.atomically(() => (turn.call_id === null ? this.#rounds.wake(turn) : settleCrashed(this.#room, turn)))();
        if (turn.call_id !== null) this.#room.budget.holds.release(turn.call_id);
      } catch {
        // Storage failed. The alarm set below tries again; until then nothing else begins, and the money stays held.
        if (turn.call_id !== null) this.#room.budget.holds.keep(turn.call_id, turn.held);
        this.#unsettled = () => this.recover();
      }
    }
    // While an answer waits for a person's decision the object may hibernate.
    if (this.#rounds.turn !== null && this.#unsettled === null) return;
    this.#room.wakeAt(this.#room.ports.now() + ASK_AGAIN_MS);
    this.#room.budget.notifyWallet();
    void this.advance();
  }

  /**
   * Resumes a call that the gateway still has, from the last checkpoint: the same paid call, not a second one.
   * @returns false where there is nothing to resume
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
      offer: null,
    };
    const running = runningOf(this.#room, turn, call, Number.MAX_SAFE_INTEGER, callId, begun, segments.length);
    this.#running = running;
    this.#room.budget.holds.keep(callId, turn.held);
    // Tabs whose sockets outlived the crash may have seen text beyond the last checkpoint: they get the answer as stored.
    this.#room.announce([turn], { running: answerIdOf(turn.id) });
    this.#driving = resume(this.#room, running, { wire: model.wire, runId, fromEvent: begun.events }, this.#outcome(running)).catch(() =>
      this.#close(running, () => settleCrashed(this.#room, turn)),
    );
    return true;
  }
}
