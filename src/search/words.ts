/**
 * Splits text into the search's words. Pure. A word is a run of letters and digits, or a run of symbols (so that `c++` and
 * emoji can be found); punctuation separates. Scripts that are written without blanks (Chinese, Japanese, Korean,
 * Thai, Lao, Khmer, Burmese) become overlapping pairs of characters, so that any two of them in a row are found.
 */

/** A word in the index's form, and its place in the original text (UTF-16 code units). */
export type Word = {
  term: string;
  start: number;
  end: number;
  /** A pair of characters of an unspaced script, or such a run's last character. */
  unspaced: boolean;
};

/** Group 1: a run of an unspaced script. Group 2: a word of letters and digits. Else: a run of symbols. */
const RUN =
  /([[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]--[\p{P}\p{S}\p{N}\p{Z}]]+)|([[\p{L}\p{N}\p{M}]--[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]]+)|\p{S}+/gv;

/** Accents and pointing that a reader may leave out; vowel signs of Thai or Devanagari are no accents and stay. */
const ACCENTS = /[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]/g;

/** A word without case and accents; compatibility forms (full width, ligatures) as their plain ones. */
export function fold(text: string): string {
  return text.normalize("NFKD").replaceAll(ACCENTS, "").normalize("NFC").toLowerCase().replaceAll("ß", "ss");
}

/** The words of a text, in order. */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  for (const match of text.matchAll(RUN)) {
    const start = match.index;
    const run = match[0];
    if (match[1] === undefined) {
      const term = fold(run);
      if (term !== "") words.push({ term, start, end: start + run.length, unspaced: false });
    } else pairsOf(run, start, words);
  }
  return words;
}

/** Every two characters in a row, and the last one alone, so that a run of one character is a word too. */
function pairsOf(run: string, start: number, words: Word[]): void {
  const characters = Array.from(run);
  let at = start;
  characters.forEach((character, index) => {
    const next = characters[index + 1] ?? "";
    words.push({ term: fold(character + next), start: at, end: at + character.length + next.length, unspaced: true });
    at += character.length;
  });
}

/** The words of a text as the index is given them: with one blank between. */
export const indexed = (text: string): string =>
  wordsOf(text)
    .map(({ term }) => term)
    .join(" ");
