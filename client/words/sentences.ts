/** Sentences that come whole, with figures and names in them, in another language. Pure. */

/** `{0}`, `{1}`, … in a pattern or in its translation. */
const PLACE = /\{(\d)\}/g;

/**
 * @param patterns sentences with `{0}`, `{1}`, … in place of what differs, each with its translation
 * @returns what translates a sentence that fits a pattern, and within it what stands in the places; another one stays as it is
 */
export function translator(patterns: Record<string, string>): (sentence: string) => string {
  const known = new Map(Object.entries(patterns));
  const open = Object.entries(patterns)
    .filter(([pattern]) => pattern.includes("{0}"))
    // The longer one says more of what it fits: `{0} The server said: “{1}”` is not the end of another's place.
    .toSorted(([one], [other]) => other.length - one.length)
    .map(([pattern, translation]) => ({ fits: new RegExp(`^${literal(pattern).replaceAll(/\\\{\d\\\}/g, "([^]+?)")}$`), translation }));
  const translated = (sentence: string, depth: number): string => {
    const whole = known.get(sentence);
    if (whole !== undefined) return whole;
    for (const { fits, translation } of open) {
      const places = fits.exec(sentence)?.slice(1);
      if (places === undefined) continue;
      return translation.replaceAll(PLACE, (_, index: string) => {
        const place = places[Number(index)] ?? "";
        return depth === 0 ? place : translated(place, depth - 1);
      });
    }
    return sentence;
  };
  return (sentence) => translated(sentence, DEEPEST);
}

/** So many sentences stand in one another. */
const DEEPEST = 2;

const literal = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
