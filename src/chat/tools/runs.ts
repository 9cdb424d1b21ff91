/** Steps that run: money first where a tool has a price, then the tool, then what it came to. Stores nothing. */
import { toolFailure, type OfferedTool, type ToolOutcome } from "../../tools/tool.ts";
import type { StepRow, TurnRow } from "../log/tables.ts";
import { aborted, type CallEnd } from "../calls/receipt.ts";
import type { Room } from "../room.ts";
import { capsOf } from "./next-round.ts";
import { stepCallIdOf, type StepOutcome } from "./step-life.ts";

/** A tool that has not answered by then has failed, whatever its own deadline. Milliseconds. */
const PATIENCE_MS = 90_000;
/** Characters of a result that are kept and shown to the model. */
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

  /** Whether its call has left, so that it costs what it costs. */
  isSent({ ordinal }: Pick<StepRow, "ordinal">): boolean {
    return this.#running.get(ordinal)?.isSent === true;
  }

  /**
   * What it came to; null: it was called off, and whoever did that has settled it. Never rejects. Call `settled` once it is stored.
   * @param begin stores that it was begun: called before it leaves, of a step with a price once its money is held
   */
  async run(turn: TurnRow, step: StepRow, begin: () => void): Promise<StepOutcome | null> {
    const run: Run = { step, controller: new AbortController(), isSent: false };
    this.#running.set(step.ordinal, run);
    const { signal } = run.controller;
    const callOff = this.#room.ports.after(PATIENCE_MS, () => run.controller.abort(new Error(TOO_LATE)));
    try {
      const [tool] = await this.#room.ports.tools.offered([step.tool]);
      if (!this.#isOn(run)) return null;
      // The time is over before it left: nobody else ends the step.
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

  /** What it came to is stored: its hold may go. */
  settled(step: StepRow): void {
    this.#running.delete(step.ordinal);
    this.#room.budget.holds.release(this.#callIdOf(step));
  }

  /** The answer ends: nothing of what runs is waited for. */
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

  /** By the answer's cap and the conversation's, then by the person's budget. The hold counts in all three. */
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
      // The person was let ask this model: its tools are asked in its name.
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

/** How the call of a tool with a price ended that left. */
function endOf(outcome: ToolOutcome): CallEnd {
  if (outcome.ok) return { how: "answered", units: 1, logId: null };
  return outcome.isBilled ? aborted("failed") : { how: "refused", end: "failed", logId: null };
}
