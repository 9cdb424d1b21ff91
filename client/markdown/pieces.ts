/** Long text in pieces: none is long to lay out, and those that are out of sight are not laid out at all. */

/** Longest piece, in characters. */
export const PIECE = 4096;
/** Most lines of a piece: an empty one is laid out as well. */
const MOST_LINES = 500;

/** Where the most lines that a piece may have end, or null where there are fewer before `to`. */
function endOfLines(text: string, from: number, to: number): number | null {
  let at = from;
  for (let line = 0; line < MOST_LINES; line += 1) {
    const newline = text.indexOf("\n", at);
    if (newline === -1 || newline >= to) return null;
    at = newline + 1;
  }
  return at;
}

/** Where a piece may end: after a line, else after a space, else anywhere but inside of a character. */
export function pieceEnd(text: string, from: number): number {
  const most = from + PIECE;
  const lines = endOfLines(text, from, Math.min(most, text.length));
  if (lines !== null) return lines;
  if (most >= text.length) return text.length;
  for (const border of ["\n", " "]) {
    const at = text.slice(from + PIECE / 2, most).lastIndexOf(border);
    if (at !== -1) return from + PIECE / 2 + at + 1;
  }
  const next = text.charCodeAt(most);
  return next >= 0xdc00 && next <= 0xdfff ? most + 1 : most;
}

/** The pieces of a text, in order; joined they are the text. */
export function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length;) {
    const end = pieceEnd(text, at);
    pieces.push(text.slice(at, end));
    at = end;
  }
  return pieces;
}
