/** What a stream says about its own end: its figures, why the model stopped, what went wrong. */
import type { AnswerProblem } from "../../protocol/message.ts";
import type { FinishReason, Usage } from "../../models/parts.ts";
import { withLater } from "../../models/wire/usage.ts";
import { CAP_REACHED, CUT, EMPTY, EMPTY_AFTER_THINKING, FILTERED, WITHHELD } from "../answers/answer-problems.ts";
import type { GenerationEnd, StopReason } from "./generation-types.ts";

export class Ending {
  #usage: Usage | null = null;
  /** The figures came with the failure or after it: they are those of the whole call. */
  #isUsageAfterFailure = false;
  #finish: FinishReason | null = null;
  #failure: AnswerProblem | null = null;
  isDone = false;

  /** Every chunk may carry a small usage of its own; only the last one holds the totals. */
  usage(usage: Usage): void {
    this.#usage = withLater(this.#usage, usage);
    this.#isUsageAfterFailure = this.#failure !== null;
  }

  finish(reason: FinishReason): void {
    this.#finish = reason;
  }

  failure(problem: AnswerProblem): void {
    this.#failure ??= problem;
  }

  /** The model has said that it finished or failed: only the last figures may still come. */
  get hasCome(): boolean {
    return this.isDone || this.#finish !== null || this.#failure !== null;
  }

  get usageSoFar(): Usage | null {
    return this.#usage;
  }

  /** How the call ended, where nobody ended it from our side. */
  toEnd(said: { isEmpty: boolean; tokens: number; isMaxByMoney: boolean }): GenerationEnd {
    const shortened = this.#finish === "length";
    if (this.#failure !== null)
      return {
        end: said.tokens === 0 ? "failed" : "cut",
        usage: this.#isUsageAfterFailure ? this.#usage : null,
        problem: this.#failure.reason === "content-filter" && !said.isEmpty ? FILTERED : this.#failure,
        shortened,
      };
    if (!this.hasCome) return { end: "cut", usage: null, problem: CUT, shortened: false };
    return { end: "done", usage: this.#usage, problem: this.#lack(said, shortened), shortened };
  }

  /** Why an answer that the model ended by itself is not whole; null: it is. */
  #lack({ isEmpty, isMaxByMoney }: { isEmpty: boolean; isMaxByMoney: boolean }, shortened: boolean): AnswerProblem | null {
    if (this.#finish === "content-filter") return isEmpty ? WITHHELD : FILTERED;
    if (isEmpty) return shortened ? EMPTY_AFTER_THINKING : EMPTY;
    return shortened && isMaxByMoney ? CAP_REACHED : null;
  }
}

/** How an answer ended that was ended from our side. */
export function endOfStop(stop: StopReason): GenerationEnd {
  switch (stop.why) {
    case "person":
      return { end: "stopped", usage: null, problem: null, shortened: false };
    case "cap":
      return { end: "stopped", usage: null, problem: stop.problem, shortened: true };
    case "stalled":
      return { end: "stalled", usage: null, problem: stop.problem, shortened: false };
  }
}
