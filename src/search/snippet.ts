/** The text around a hit, and the places of the matches in it. Pure. */
import type { Phrase } from "./query.ts";
import { wordsOf, type Word } from "./words.ts";

/** UTF-16 code units of a snippet at most. */
export const MAX_SNIPPET = 240;
/** How many of these come before the first match. */
const BEFORE = 60;
/** Matches told per snippet. */
const MAX_MATCHES = 20;

export type Snippet = { snippet: string; matches: [number, number][] };

/** The places of the phrases in a text: begin and end in UTF-16 code units, in order and without overlap. */
export function matchesIn(text: string, phrases: readonly Phrase[], from = 0): [number, number][] {
  const words = wordsOf(text);
  const found: [number, number][] = [];
  words.forEach((word, index) => {
    if (word.start < from) return;
    for (const phrase of phrases) {
      const last = endOf(words, index, phrase);
      if (last !== null) found.push([word.start, last]);
    }
  });
  return merged(found.toSorted((a, b) => a[0] - b[0] || b[1] - a[1]));
}

/** The end of the phrase that begins at this word; null when it does not stand here. */
function endOf(words: readonly Word[], at: number, { terms, open }: Phrase): number | null {
  for (const [index, term] of terms.entries()) {
    const word = words[at + index];
    if (word === undefined) return null;
    const isOpen = open && index === terms.length - 1;
    if (isOpen ? !word.term.startsWith(term) : word.term !== term) return null;
  }
  const last = words[at + terms.length - 1];
  if (last === undefined) return null;
  // Where only the first character of a pair was searched for, the match covers that character alone.
  const isHalf = last.unspaced && (terms.at(-1) ?? "").length < last.term.length;
  return isHalf ? last.start + (terms.at(-1) ?? "").length : last.end;
}

function merged(ranges: readonly [number, number][]): [number, number][] {
  const result: [number, number][] = [];
  for (const [start, end] of ranges) {
    const last = result.at(-1);
    if (last !== undefined && start < last[1]) last[1] = Math.max(last[1], end);
    else result.push([start, end]);
  }
  return result;
}

/** White space is one blank in a snippet; both strings keep their length, so that places stay true. */
const flat = (text: string): string => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, " ");

/** The part of a text around the first match. */
export function snippetOf(text: string, phrases: readonly Phrase[]): Snippet {
  const [first] = matchesIn(text, phrases);
  const begin = first === undefined || first[0] <= BEFORE ? 0 : wordBoundary(text, first[0] - BEFORE, first[0]);
  const lead = begin === 0 ? "" : "…";
  const room = MAX_SNIPPET - lead.length;
  const isCut = text.length - begin > room;
  const end = isCut ? begin + room - 1 : text.length;
  const piece = flat(text.slice(begin, end)).toWellFormed();
  const matches = matchesIn(text, phrases, begin)
    .filter(([, stop]) => stop <= end)
    .slice(0, MAX_MATCHES)
    .map(([start, stop]): [number, number] => [start - begin + lead.length, stop - begin + lead.length]);
  return { snippet: `${lead}${piece}${isCut ? "…" : ""}`, matches };
}

/** The first word's beginning at or after `from`, before `limit`. */
function wordBoundary(text: string, from: number, limit: number): number {
  const space = text.slice(from, limit).search(/\s/u);
  const at = space < 0 ? from : from + space + 1;
  // Never between the halves of a surrogate pair.
  return (text.codePointAt(at - 1) ?? 0) > 0xffff ? at + 1 : at;
}
