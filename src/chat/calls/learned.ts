/** What is known of how models count: what their calls taught here, and what the person's other conversations learned. */
import { learned, NO_CORRECTION, type Correction } from "../../models/tokens.ts";
import type { CallFigures, Lesson } from "../../protocol/wallet.ts";

export class Learned {
  #tokenCorrection: Correction = NO_CORRECTION;
  #lastCall: CallFigures | null = null;
  /** As the person's object said last. */
  lessons: readonly Lesson[] = [];

  /** What providers counted here against what was guessed: makes the next guess better. Begins anew on each wake. */
  get tokenCorrection(): Correction {
    return this.#tokenCorrection;
  }

  /** What the last answer's call told of its model, for the person's object. In memory alone: the next one tells as well. */
  get lastCall(): CallFigures | null {
    return this.#lastCall;
  }

  /** What this person's calls taught of a model; null: nothing yet. */
  lessonOf(model: string): Lesson | null {
    return this.lessons.find((lesson) => lesson.model === model) ?? null;
  }

  /** A call has ended with totals. */
  learn(call: CallFigures): void {
    this.#tokenCorrection = learned(this.#tokenCorrection, call.guessed, call.counted - (this.lessonOf(call.model)?.template ?? 0));
    this.#lastCall = call;
  }
}
