/** Whether a text that comes in pieces stands in code: a fence that is open, or a back quote of its last line. Linear. */

/** Characters of a line that are kept: a fence's mark stands at its beginning. */
const LINE_KEPT = 100;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;

export class CodeWatch {
  #fence = "";
  #line = "";
  #quotes = 0;

  get isInCode(): boolean {
    return this.#after(this.#line) !== "" || this.#quotes % 2 === 1;
  }

  add(text: string): void {
    for (let from = 0; from < text.length;) {
      const end = text.indexOf("\n", from);
      this.#more(text.slice(from, end === -1 ? text.length : end));
      if (end === -1) return;
      this.#fence = this.#after(this.#line);
      this.#line = "";
      this.#quotes = 0;
      from = end + 1;
    }
  }

  #more(text: string): void {
    if (this.#line.length < LINE_KEPT) this.#line += text.slice(0, LINE_KEPT - this.#line.length);
    for (let at = text.indexOf("`"); at !== -1; at = text.indexOf("`", at + 1)) this.#quotes += 1;
  }

  /** The fence that is open behind this line; empty: none. */
  #after(line: string): string {
    const mark = FENCE.exec(line)?.[1];
    if (mark === undefined) return this.#fence;
    if (this.#fence === "") return mark;
    return mark.startsWith(this.#fence) ? "" : this.#fence;
  }
}
