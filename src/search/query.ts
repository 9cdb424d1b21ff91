/**
 * What a person typed, as words and phrases. Nothing in it is syntax but a pair of quotation marks around a phrase: any
 * other character is a word or separates words, so that no text is an error. Pure.
 */
import { wordsOf } from "./words.ts";

/** Words that must stand in a row. `open`: the last one may go on, as while it is being typed. */
export type Phrase = { terms: string[]; open: boolean };

/** Words more than this are left out: nobody types them, and each costs a look into the index. */
const MAX_TERMS = 32;
/** UTF-16 code units of a query that are looked at. */
export const MAX_QUERY_CHARACTERS = 500;

/** Every phrase must be found. Empty: nothing of it can be found. */
export function phrasesOf(query: string): Phrase[] {
  const phrases: Phrase[] = [];
  // Every second piece stood between quotation marks; the last one perhaps without its end.
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
  // The run's last character alone would ask for a run that ends there: what is typed may stand in the middle of one.
  const isInside = last.unspaced && words.length > 1 && words.at(-2)?.unspaced === true;
  const kept = isInside ? words.slice(0, -1) : words;
  return { terms: kept.map(({ term }) => term), open: isInside ? false : open || last.unspaced };
}

/** The phrases as FTS5 reads them; `exact`: no word may go on. */
export function matchOf(phrases: readonly Phrase[], exact: boolean): string {
  return phrases.map(({ terms, open }) => `"${terms.join(" ")}"${open && !exact ? "*" : ""}`).join(" AND ");
}

export const canGoOn = (phrases: readonly Phrase[]): boolean => phrases.some(({ open }) => open);
