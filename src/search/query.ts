/**
 * Parses a search query into words and phrases. The only syntax is a pair of quotation marks around a phrase; any other
 * character is part of a word or separates words, so that no text is an error. Pure.
 */
import { wordsOf } from "./words.ts";

/** Words that must follow one another. `open`: the last one is only the beginning of a word, as while it is being typed. */
export type Phrase = { terms: string[]; open: boolean };

/** Further words are ignored: each costs a lookup in the index. */
const MAX_TERMS = 32;
/** UTF-16 code units of a query that are looked at. */
export const MAX_QUERY_CHARACTERS = 500;

/** The phrases, all of which must be found. Empty: the query has nothing to search for. */
export function phrasesOf(query: string): Phrase[] {
  const phrases: Phrase[] = [];
  // Every second piece was between quotation marks; the last one may lack the closing mark.
  const pieces = query.slice(0, MAX_QUERY_CHARACTERS).split('"');
  pieces.forEach((piece, index) => {
    const isQuoted = index % 2 === 1;
    const isClosed = isQuoted && index < pieces.length - 1;
    for (const part of isQuoted ? [piece] : piece.split(/\s+/)) {
      const phrase = phraseOf(part, !isClosed);
      if (phrase !== null) phrases.push(phrase);
    }
  });
  let left = MAX_TERMS;
  return phrases.flatMap((phrase) => {
    const terms = phrase.terms.slice(0, left);
    left -= terms.length;
    return terms.length === 0 ? [] : [{ terms, open: phrase.open }];
  });
}

function phraseOf(text: string, open: boolean): Phrase | null {
  const words = wordsOf(text);
  const last = words.at(-1);
  if (last === undefined) return null;
  // The last character of a run is dropped: as a term of its own it would only match where a run ends.
  const isInside = last.unspaced && words.length > 1 && words.at(-2)?.unspaced === true;
  const kept = isInside ? words.slice(0, -1) : words;
  return { terms: kept.map(({ term }) => term), open: isInside ? false : open || last.unspaced };
}

/** The phrases as an FTS5 query; `exact`: no word may be a mere beginning. */
export function matchOf(phrases: readonly Phrase[], exact: boolean): string {
  return phrases.map(({ terms, open }) => `"${terms.join(" ")}"${open && !exact ? "*" : ""}`).join(" AND ");
}

export const canGoOn = (phrases: readonly Phrase[]): boolean => phrases.some(({ open }) => open);
