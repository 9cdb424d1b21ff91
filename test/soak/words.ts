/** Whether an answer has the words its directives asked for, in order, none left out and none twice: pure. */

/** ` w<i>` or, stamped, ` w<i>@<ms since the epoch, base 36>`. */
const TOKEN = / w(\d+)(?:@([0-9a-z]+))?/y;

/**
 * What is wrong with the text, or null. An answer that was continued begins anew with each call; the last token of a call
 * that was cut may be cut itself.
 * @param isWhole every token of the last call must be there
 */
export function wrongIn(text: string, tokens: number, isWhole: boolean): string | null {
  let expected = 0;
  TOKEN.lastIndex = 0;
  for (let at = 0; at < text.length;) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    const isLast = found === null || TOKEN.lastIndex === text.length;
    if (found === null) {
      // What is left is the beginning of a token.
      const rest = text.slice(at);
      return !isWhole && ` w${expected}@`.startsWith(rest)
        ? null
        : `${JSON.stringify(rest.slice(0, 20))} at ${at} where w${expected} is due`;
    }
    const index = Number(found[1]);
    const isCut = isLast && !isWhole && found[2] === undefined && String(expected).startsWith(found[1] ?? "");
    if (index === 0 && expected > 0) expected = 0;
    else if (index !== expected && !isCut) return `w${index} at ${at} where w${expected} is due`;
    expected += 1;
    at = TOKEN.lastIndex;
  }
  if (expected > tokens) return `${expected} tokens of ${tokens}`;
  return isWhole && expected !== tokens ? `${expected} of ${tokens} tokens` : null;
}

/** The stamps in a piece of text, as milliseconds since the epoch. A stamp at its very end may go on: it is left out. */
export const stampsIn = (text: string): number[] =>
  [...text.matchAll(/@([0-9a-z]+)(?= w)/g)].map(([, stamp = ""]) => Number.parseInt(stamp, 36));
