/**
 * Two tabs changed one text at the same time: one text with the words of both. Pure, and symmetric: both tabs come to the
 * same result, whichever of the two texts is theirs.
 */

/** The one stretch of the base that a text has replaced. */
interface Change {
  start: number;
  /** Exclusive, in the base. */
  end: number;
  text: string;
}

/** Between the two halves of a surrogate pair no text may be cut. */
function isInsidePair(text: string, at: number): boolean {
  return at > 0 && at < text.length && /[\uD800-\uDBFF]/.test(text.charAt(at - 1)) && /[\uDC00-\uDFFF]/.test(text.charAt(at));
}

function changeOf(base: string, next: string): Change {
  const shorter = Math.min(base.length, next.length);
  let start = 0;
  while (start < shorter && base[start] === next[start]) start += 1;
  if (isInsidePair(base, start) || isInsidePair(next, start)) start -= 1;
  let kept = 0;
  while (kept < shorter - start && base[base.length - 1 - kept] === next[next.length - 1 - kept]) kept += 1;
  if (isInsidePair(base, base.length - kept) || isInsidePair(next, next.length - kept)) kept -= 1;
  return { start, end: base.length - kept, text: next.slice(start, next.length - kept) };
}

/** Both texts, the one that holds the other alone. */
function both(one: string, other: string): string {
  if (one.includes(other)) return one;
  if (other.includes(one)) return other;
  return one < other ? `${one}\n${other}` : `${other}\n${one}`;
}

/**
 * `base`: the last text that both sides had. What only one side changed is taken from that side; where both changed the
 * same stretch, both versions stay, one below the other. No word is lost, a deletion gives way to a change.
 */
export function merge(base: string, mine: string, theirs: string): string {
  if (mine === theirs || theirs === base) return mine;
  if (mine === base) return theirs;
  const [first, second] = [changeOf(base, mine), changeOf(base, theirs)].toSorted((a, b) => a.start - b.start || a.end - b.end);
  if (first === undefined || second === undefined) return mine;
  const isSamePlace = first.start === second.start && first.end === second.end;
  if (first.end <= second.start && !isSamePlace)
    return base.slice(0, first.start) + first.text + base.slice(first.end, second.start) + second.text + base.slice(second.end);
  const end = Math.max(first.end, second.end);
  const whole = (change: Change) => base.slice(first.start, change.start) + change.text + base.slice(change.end, end);
  return base.slice(0, first.start) + both(whole(first), whole(second)) + base.slice(end);
}

/** The text of `texts` that was changed least to become `next`, in UTF-16 code units; of equals the first. `texts` has one at least. */
export function nearest(texts: readonly [string, ...string[]], next: string): string {
  const distance = (text: string) => {
    const { start, end, text: put } = changeOf(text, next);
    return end - start + put.length;
  };
  return texts.reduce((best, text) => (distance(text) < distance(best) ? text : best), texts[0]);
}

/** Where the caret of `before` stands in `after`: beside the same words. */
export function caretIn(before: string, after: string, caret: number): number {
  if (after.startsWith(before.slice(0, caret))) return caret;
  const behind = before.length - caret;
  return after.endsWith(before.slice(caret)) ? after.length - behind : Math.min(caret, after.length);
}
