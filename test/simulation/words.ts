/** What may stand in an answer: of each model call the words from its first on, in their order, none left out, none twice. */

export type Run = { call: number; words: number };

/** Adds the next word. @returns what is wrong with it; null: nothing */
function add(runs: Run[], call: number, place: number): string | null {
  const last = runs.at(-1);
  const isOfLast = last?.call === call;
  const expected = isOfLast ? last.words : 0;
  if (place !== expected) return `w${call}_${place} stands where w${call}_${expected} belongs`;
  if (last !== undefined && isOfLast) last.words += 1;
  else if (runs.some((run) => run.call === call)) return `words of call ${call} stand in two places`;
  else runs.push({ call, words: 1 });
  return null;
}

/** A text that grows and is read again and again: what was read already is not read twice. */
export class GrowingText {
  #text = "";
  /** Of the words before the last one, which may have been cut. */
  #before: Run[] = [];
  #lastWordAt = 0;
  #runs: Run[] | string = [];

  /** The model calls the text is made of; a string: what is wrong with it. The last word may be cut. */
  runsOf(text: string): Run[] | string {
    if (text === this.#text) return this.#runs;
    if (typeof this.#runs === "string" || !text.startsWith(this.#text)) {
      this.#before = [];
      this.#lastWordAt = 0;
    }
    this.#text = text;
    return (this.#runs = this.#read(text));
  }

  #read(text: string): Run[] | string {
    const words = /w(\d+)_(\d+)/g;
    words.lastIndex = this.#lastWordAt;
    const runs = this.#before.map((run) => ({ ...run }));
    let last: RegExpExecArray | null = null;
    for (let word = words.exec(text); word !== null; word = words.exec(text)) {
      if (last !== null) add(this.#before, Number(last[1]), Number(last[2]));
      const wrong = add(runs, Number(word[1]), Number(word[2]));
      if (wrong !== null) return wrong;
      last = word;
    }
    if (last !== null) this.#lastWordAt = last.index;
    return runs;
  }
}
