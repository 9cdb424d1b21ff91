/**
 * LaTeX in `$…$`, `$$…$$`, `\(…\)`, `\[…\]` and `\begin{align}…\end{align}` is taken out before Markdown can read its
 * backslashes, bars and underscores, and put back afterwards: each formula is replaced by a mark of two private characters around its number. In code and in
 * addresses the mark becomes the source again, so nothing can be lost. Linear in the length of the text.
 */

export interface Formula {
  /** With its delimiters, as it was written. */
  source: string;
  tex: string;
  isDisplay: boolean;
}

const OPEN = "\u{E000}";
const CLOSE = "\u{E001}";
const MARK = /\u{E000}(\d{1,6})\u{E001}/gu;
/** Longer ones are not formulas, in characters. */
const LONGEST = 4000;
const LONGEST_IN_LINE = 1000;
/** What a formula that begins with a digit must have somewhere, so that amounts of money are none. */
const MATHEMATICAL = /[\\^_={}<>+*/]/;

/** A letter or digit that joins what stands beside it, as in `20$`. Scripts that write no blanks between words do not. */
const JOINS =
  /(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}])[\p{L}\p{N}$]/u;
/** Environments that stand for themselves, without dollars or brackets around them. */
const ENVIRONMENT = /\\begin\{((?:equation|align|alignat|gather|aligned|gathered|split|cases|array|[pbvVB]?matrix)\*?)\}/y;

class Extractor {
  readonly formulas: Formula[] = [];
  readonly #text: string;
  #out = "";
  #copied = 0;
  /** Delimiters that do not come again, so that nothing is looked for twice. */
  readonly #absent = new Set<string>();

  constructor(text: string) {
    this.#text = text;
  }

  run(): string {
    const interesting = /[\\$`]/g;
    for (let match = interesting.exec(this.#text); match !== null; match = interesting.exec(this.#text)) {
      const at = match.index;
      interesting.lastIndex = match[0] === "`" ? this.#afterCode(at) : match[0] === "$" ? this.#afterDollar(at) : this.#afterBackslash(at);
    }
    return this.#out + this.#text.slice(this.#copied);
  }

  #find(what: string, from: number): number {
    if (this.#absent.has(what)) return -1;
    const at = this.#text.indexOf(what, from);
    if (at === -1) this.#absent.add(what);
    return at;
  }

  /** Behind a span of code, or behind marks that open none. */
  #afterCode(at: number): number {
    let end = at;
    while (this.#text.charAt(end) === "`") end += 1;
    const run = this.#text.slice(at, end);
    for (let close = this.#find(run, end); close !== -1;) {
      let closeEnd = close;
      while (this.#text.charAt(closeEnd) === "`") closeEnd += 1;
      if (closeEnd - close === run.length) return closeEnd;
      close = this.#text.indexOf(run, closeEnd);
    }
    this.#absent.add(run);
    return end;
  }

  #afterBackslash(at: number): number {
    const next = this.#text.charAt(at + 1);
    if (next === "b") return this.#afterBegin(at);
    if (next !== "(" && next !== "[") return at + 2;
    const close = this.#find(next === "(" ? "\\)" : "\\]", at + 2);
    if (close === -1 || close - at > LONGEST) return at + 2;
    return this.#take(at, close + 2, 2, next === "[");
  }

  /** Behind a whole environment, or behind the backslash. */
  #afterBegin(at: number): number {
    ENVIRONMENT.lastIndex = at;
    const name = ENVIRONMENT.exec(this.#text)?.[1];
    if (name === undefined) return at + 2;
    const end = `\\end{${name}}`;
    const close = this.#find(end, at + 2);
    return close === -1 || close - at > LONGEST ? at + 2 : this.#take(at, close + end.length, 0, true);
  }

  #afterDollar(at: number): number {
    const text = this.#text;
    if (text.charAt(at + 1) === "$") {
      const close = this.#find("$$", at + 2);
      return close === -1 || close - at > LONGEST ? at + 2 : this.#take(at, close + 2, 2, true);
    }
    const close = this.#find("$", at + 1);
    if (close === -1 || close - at > LONGEST_IN_LINE) return at + 1;
    const content = text.slice(at + 1, close);
    const isFormula =
      !JOINS.test(text.charAt(at - 1)) &&
      /^\S/.test(content) &&
      /[^\s\\]$/.test(content) &&
      !content.includes("\n") &&
      !JOINS.test(text.charAt(close + 1)) &&
      (!/^\d/.test(content) || !/\s/.test(content) || MATHEMATICAL.test(content));
    return isFormula ? this.#take(at, close + 1, 1, false) : at + 1;
  }

  #take(from: number, to: number, delimiter: number, isDisplay: boolean): number {
    const source = this.#text.slice(from, to);
    const tex = source.slice(delimiter, source.length - delimiter);
    if (tex.trim() === "" || /\n\s*\n/.test(tex)) return from + Math.max(delimiter, 1);
    this.#out += `${this.#text.slice(this.#copied, from)}${OPEN}${this.formulas.length}${CLOSE}`;
    this.formulas.push({ source, tex: tex.trim(), isDisplay });
    this.#copied = to;
    return to;
  }
}

/** The text with marks in the place of its formulas. */
export function extractFormulas(text: string): { text: string; formulas: Formula[] } {
  const extractor = new Extractor(text);
  return { text: extractor.run(), formulas: extractor.formulas };
}

/** The source in the place of every mark. */
export function restoreFormulas(text: string, formulas: readonly Formula[]): string {
  return text.includes(OPEN) ? text.replaceAll(MARK, (mark, index: string) => formulas[Number(index)]?.source ?? mark) : text;
}

/** A text cut at its marks: words and formulas in turn. */
export function partsWithFormulas(text: string, formulas: readonly Formula[]): (string | Formula)[] {
  if (!text.includes(OPEN)) return [text];
  const parts: (string | Formula)[] = [];
  let copied = 0;
  for (const match of text.matchAll(MARK)) {
    const formula = formulas[Number(match[1])];
    if (formula === undefined) continue;
    if (match.index > copied) parts.push(text.slice(copied, match.index));
    parts.push(formula);
    copied = match.index + match[0].length;
  }
  if (copied < text.length) parts.push(text.slice(copied));
  return parts;
}
