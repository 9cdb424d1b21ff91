/** What may stand in an answer: of each model call the words from its first on, in their order, none left out, none twice. */

export type Run = { call: number; words: number };

/** The model calls an answer is made of; a string: what is wrong with it. The last word may be cut. */
export function runsOf(text: string): Run[] | string {
  const runs: Run[] = [];
  for (const [word, call = "", place = ""] of text.matchAll(/w(\d+)_(\d+)/g)) {
    const last = runs.at(-1);
    const isOfLast = last?.call === Number(call);
    const expected = isOfLast ? last.words : 0;
    if (Number(place) !== expected) return `${word} stands where w${call}_${expected} belongs`;
    if (last !== undefined && isOfLast) last.words += 1;
    else if (runs.some((run) => run.call === Number(call))) return `words of call ${call} stand in two places`;
    else runs.push({ call: Number(call), words: 1 });
  }
  return runs;
}
