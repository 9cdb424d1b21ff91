/** Long text in pieces: none is long to lay out, and those that are out of sight are not laid out at all. */

/** Longest piece, in characters. */
export const PIECE = 4096;

/** Where a piece may end: after a line, else after a space, else anywhere but inside of a character. */
export function pieceEnd(text: string, from: number): number {
  const most = from + PIECE;
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
