/** What is known of how models count tokens: from calls of this conversation, and from the person's other conversations. */
import { learned, NO_CORRECTION, type Correction } from "../../models/tokens.ts";
import type { CallFigures, Lesson } from "../../protocol/wallet.ts";

export class Learned {
  #tokenCorrection: Correction = NO_CORRECTION;
  #lastCall: CallFigures | null = null;
  /** Lessons of the person's conversations, as their object returned them last. */
  lessons: readonly Lesson[] = [];

  /** Providers' counts against our guesses in this conversation, to correct the next guess. In memory: empty after each wake. */
  get tokenCorrection(): Correction {
    return this.#tokenCorrection;
  }

  /** The figures of the last answer's call, for the person's object. In memory alone: the next call has figures, too. */
  get lastCall(): CallFigures | null {
    return this.#lastCall;
  }

  /** What was learned of a model from this person's calls; null: nothing yet. */
  lessonOf(model: string): Lesson | null {
    return this.lessons.find((lesson) => lesson.model === model) ?? null;
  }

  /** A call has ended with totals. */
  learn(call: CallFigures): void {
    this.#tokenCorrection = learned(this.#tokenCorrection, call.guessed, call.counted - (this.lessonOf(call.model)?.template ?? 0));
    this.#lastCall = call;
  }
}
