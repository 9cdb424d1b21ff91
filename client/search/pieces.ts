/** A snippet cut where a match begins and ends. Pure. */
export interface Piece {
  text: string;
  isMatch: boolean;
}

/** @param matches begin and end in UTF-16 code units; what overlaps or lies outside is cut to what is there */
export function piecesOf(text: string, matches: readonly (readonly [number, number])[]): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const [begin, end] of matches.toSorted((a, b) => a[0] - b[0])) {
    const from = Math.max(begin, at);
    const to = Math.min(end, text.length);
    if (to <= from) continue;
    if (from > at) pieces.push({ text: text.slice(at, from), isMatch: false });
    pieces.push({ text: text.slice(from, to), isMatch: true });
    at = to;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), isMatch: false });
  return pieces;
}

/** A row of a Markdown table's rule: `|---|--:|` */
const TABLE_RULE = /\|\s*:?-{2,}/;

/** Stars at the edge of a word, backticks, and what begins a heading; `2**3` stays. */
const MARKS = /(?<=^|[\s(])\*\*|\*\*(?=$|[\s).,;:!?])|`+|(?<=^|\s)#{1,6}\s/g;

/** A snippet's piece as it is read, not as it is written: cells of a table with dots between them, no stars or backticks. @param whole the snippet */
export function plainPiece(text: string, whole: string): string {
  const cells = TABLE_RULE.test(whole) ? text.replaceAll(/\|[\s|:-]*/g, " · ") : text;
  return cells.replaceAll(MARKS, "");
}

/** The words that were found, each once whatever its case, as they stand in the text. */
export function foundWords(text: string, matches: readonly (readonly [number, number])[]): string[] {
  const words = piecesOf(text, matches).filter((piece) => piece.isMatch);
  return [...new Map(words.map((word) => [word.text.toLowerCase(), word.text])).values()];
}
