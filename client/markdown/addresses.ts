/**
 * Bare addresses in a text. They end at white space and at the punctuation of Chinese, Japanese and Korean, which is never
 * part of an address that somebody typed; marks at the end and closing brackets without an opening one belong to the sentence.
 */

export interface Address {
  text: string;
  href: string;
}

const WIDE = String.raw`\u3000-\u303F\uFF00-\uFF0F\uFF1A-\uFF20\uFF3B-\uFF40\uFF5B-\uFF65“”‘’…—·`;
const PLACE = String.raw`[^\s<>"\u{E000}\u{E001}${WIDE}]`;
const ADDRESS = new RegExp(
  String.raw`(?<![A-Za-z0-9_/@.])(?:(?:https?:\/\/|www\.)(?=[\p{L}\p{N}\[])${PLACE}{1,2000}|[A-Za-z0-9][A-Za-z0-9._+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5})`,
  "giu",
);
const CLOSERS = new Map([
  [")", "("],
  ["]", "["],
]);

/** The address without the punctuation of its sentence. */
function trimmed(address: string): string {
  const surplus = new Map<string, number>();
  for (const [closer, opener] of CLOSERS) {
    let open = 0;
    for (const character of address) open += character === closer ? 1 : character === opener ? -1 : 0;
    surplus.set(closer, open);
  }
  let end = address.length;
  for (; end > 0; end -= 1) {
    const last = address.charAt(end - 1);
    const more = surplus.get(last);
    if (more !== undefined && more > 0) surplus.set(last, more - 1);
    else if (!"?!.,:;*_~'".includes(last)) break;
  }
  return address.slice(0, end);
}

/** The text, cut at its addresses. */
export function partsWithAddresses(text: string): (string | Address)[] {
  const parts: (string | Address)[] = [];
  let copied = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = trimmed(match[0]);
    const isWeb = /^https?:/i.test(address);
    const isMail = !isWeb && !/^www\./i.test(address);
    if (!isWeb && !isMail && !/^www\.[^.]+\.[^.]/i.test(address)) continue;
    if (match.index > copied) parts.push(text.slice(copied, match.index));
    parts.push({ text: address, href: isWeb ? address : isMail ? `mailto:${address}` : `https://${address}` });
    copied = match.index + address.length;
  }
  if (copied < text.length || parts.length === 0) parts.push(text.slice(copied));
  return parts;
}
