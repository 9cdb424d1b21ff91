/**
 * A preset or a prompt that was chosen somewhere (the dialog, the palette), on its way to the page that takes it: the empty
 * page takes presets, any composer prompts. What nobody takes waits for whoever comes next.
 */
import type { SlashPrompt, StartPreset } from "../../src/protocol/presets.ts";

/** One kind of thing, and who takes it. */
export class Handover<Thing> {
  #take: ((thing: Thing) => void) | null = null;
  #waiting: Thing | null = null;

  /** True when somebody took it at once. */
  give(thing: Thing): boolean {
    if (this.#take === null) {
      this.#waiting = thing;
      return false;
    }
    this.#take(thing);
    return true;
  }

  /** Takes what waits and what comes, until the returned function is called. */
  takeWith(take: (thing: Thing) => void): () => void {
    this.#take = take;
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting !== null) take(waiting);
    return () => {
      if (this.#take === take) this.#take = null;
    };
  }
}

export const chosenPreset = new Handover<StartPreset>();
export const chosenPrompt = new Handover<SlashPrompt>();
