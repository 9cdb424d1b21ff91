/** Runs steps: holds the money where a tool has a price, runs the tool, returns the outcome. Stores nothing. */
import { toolFailure, type OfferedTool, type ToolOutcome } from "../../tools/tool.ts";
import type { StepRow, TurnRow } from "../log/tables.ts";
import { aborted, type CallEnd } from "../calls/receipt.ts";
import type { Room } from "../room.ts";
import { capsOf } from "./next-round.ts";
import { stepCallIdOf, type StepOutcome } from "./step-life.ts";

/** A tool that has not returned by then has failed, whatever its own deadline. Milliseconds. */
const PATIENCE_MS = 90_000;
/** Characters of a result that are stored and sent to the model. */
const MAX_RESULT = 40_000;

const OVER_LIMIT = "Not done: what this answer may still cost does not cover it.";
const GONE = "This tool is not available any more.";
const TOO_LATE = "The tool did not answer in time.";

type Run = { step: StepRow; controller: AbortController; isSent: boolean };

export class Runs {
  readonly #room: Room;
  readonly #running = new Map<number, Run>();

  constructor(room: Room) {
    this.#room = room;
  }

  get count(): number {
    return this.#running.size;
  }

  #callIdOf(step: Pick<StepRow, "turn" | "ordinal">): string {
    return stepCallIdOf(this.#room.chat.id, step);
  }

  /** Whether its request was sent, so that it must be booked. */
  isSent({ ordinal }: Pick<StepRow, "ordinal">): boolean {
    return this.#running.get(ordinal)?.isSent === true;
  }

  /**
   * Runs a step. Never rejects. Call `settled` once the outcome is stored.
   * @param begin stores that the step was begun; called before its request is sent, and after its money is held
   * @returns its outcome; null where it was aborted, and the caller of `abort` has settled it
   */
  async run(turn: TurnRow, step: StepRow, begin: () => void): Promise<StepOutcome | null> {
    const run: Run = { step, controller: new AbortController(), isSent: false };
    this.#running.set(step.ordinal, run);
    const { signal } = run.controller;
    const callOff = this.#room.ports.after(PATIENCE_MS, () => run.controller.abort(new Error(TOO_LATE)));
    try {
      const [tool] = await this.#room.ports.tools.offered([step.tool]);
      if (!this.#isOn(run)) return null;
      // Its time was over before it was sent: the step must be ended here, for nobody else does.
      if (signal.aborted) return this.#outcome(step, toolFailure(TOO_LATE), false);
      if (tool === undefined) return this.#outcome(step, toolFailure(GONE), false);
      if (step.price > 0 && !(await this.#hold(turn, step)))
        return { isOk: false, text: OVER_LIMIT, sources: [], call: null, isMoneyShort: true };
      if (!this.#isOn(run)) return null;
      if (signal.aborted) return this.#outcome(step, toolFailure(TOO_LATE), false);
      begin();
      run.isSent = true;
      const outcome = await this.#answer(tool, step, signal);
      return this.#isOn(run) ? this.#outcome(step, outcome, true) : null;
    } catch {
      return this.#isOn(run) ? this.#outcome(step, toolFailure("The tool cannot be reached just now.", run.isSent), run.isSent) : null;
    } finally {
      callOff();
    }
  }

  /** Releases the hold of a step whose outcome is stored. */
  settled(step: StepRow): void {
    this.#running.delete(step.ordinal);
    this.#room.budget.holds.release(this.#callIdOf(step));
  }

  /** Aborts all running steps: the answer has ended. */
  abort(): void {
    for (const { step, controller } of this.#running.values()) {
      controller.abort(new Error("stopped"));
      this.#room.budget.holds.release(this.#callIdOf(step));
    }
    this.#running.clear();
  }

  #isOn(run: Run): boolean {
    return this.#running.get(run.step.ordinal) === run && !this.#room.isGone;
  }

  async #answer(tool: OfferedTool, step: StepRow, signal: AbortSignal): Promise<ToolOutcome> {
    const late = Promise.withResolvers<ToolOutcome>();
    const onAbort = (): void => late.resolve(toolFailure(TOO_LATE, true));
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      return await Promise.race([this.#room.ports.tools.run(tool, step.arguments, signal), late.promise]);
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }

  /** Holds a step's price within the answer's limit, the conversation's and the person's budget; it counts in all three. */
  async #hold(turn: TurnRow, step: StepRow): Promise<boolean> {
    const { budget, title } = this.#room;
    const caps = capsOf(this.#room, turn);
    let under = 0;
    for (const run of this.#running.values()) if (run.step !== step) under += budget.holds.nanoUsdOf(this.#callIdOf(run.step));
    if ((caps.message !== null && caps.message - under < step.price) || (caps.conversation !== null && caps.conversation < step.price))
      return false;
    const held = await budget.holds.ask({
      callId: this.#callIdOf(step),
      worstNanoUsd: step.price,
      leastNanoUsd: step.price,
      // Permission follows the model: whoever may use it may use its tools.
      modelId: turn.model,
      title,
      for: "step",
    });
    return held.granted;
  }

  #outcome(step: StepRow, outcome: ToolOutcome, isSent: boolean): StepOutcome {
    const call = step.price > 0 && isSent ? endOf(outcome) : null;
    const text = outcome.text.length <= MAX_RESULT ? outcome.text : `${outcome.text.slice(0, MAX_RESULT).toWellFormed()}\n[cut]`;
    return { isOk: outcome.ok, text, sources: outcome.ok ? outcome.sources : [], call, isMoneyShort: false };
  }
}

/** How the sent call of a tool with a price ended. */
function endOf(outcome: ToolOutcome): CallEnd {
  if (outcome.ok) return { how: "answered", units: 1, logId: null };
  return outcome.isBilled ? aborted("failed") : { how: "refused", end: "failed", logId: null };
}
