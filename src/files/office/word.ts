/** Text documents: Word's (`word/document.xml`) and OpenDocument's (`content.xml`), as plain paragraphs with marks for headings and lists. */
import type { BoundedText } from "../document.ts";
import { walk } from "./xml.ts";

const MAX_LEVEL = 6;
const heading = (level: string): string => `${"#".repeat(Math.min(MAX_LEVEL, Math.max(1, Number.parseInt(level, 10) || 1)))} `;

/** Cells of a row stand in one line, with tabs between. */
class Lines {
  readonly #out: BoundedText;
  #rows = 0;
  /** The Markdown mark (heading, list item) to write before the paragraph's first word. */
  #mark = "";

  constructor(out: BoundedText) {
    this.#out = out;
  }

  add(text: string): void {
    this.#out.add(this.#mark + text);
    this.#mark = "";
  }

  mark(mark: string): void {
    this.#mark = mark;
  }

  paragraph(): void {
    this.#mark = "";
    this.#out.add(this.#rows > 0 ? " " : "\n");
  }

  beginRow(): void {
    this.#rows += 1;
  }

  cell(): void {
    this.#out.add("\t");
  }

  endRow(): void {
    this.#rows = Math.max(0, this.#rows - 1);
    this.#out.add("\n");
  }
}

/** @throws {Full} */
export function wordText(part: Uint8Array, out: BoundedText): void {
  const lines = new Lines(out);
  let isText = false;
  walk(part, {
    open(name, attribute) {
      if (name === "t") isText = true;
      else if (name === "tab") lines.add("\t");
      else if (name === "br" || name === "cr") lines.add("\n");
      else if (name === "tr") lines.beginRow();
      else if (name === "numPr") lines.mark("- ");
      else if (name === "pStyle") {
        const [, level] = /^(?:heading|berschrift|titre)\s?(\d)$/i.exec(attribute("val")) ?? [];
        if (level !== undefined) lines.mark(heading(level));
      }
    },
    text(text) {
      // Text deleted in tracked changes is `delText`, which is left out.
      if (isText) lines.add(text);
    },
    close(name) {
      if (name === "t") isText = false;
      else if (name === "p") lines.paragraph();
      else if (name === "tc") lines.cell();
      else if (name === "tr") lines.endRow();
    },
  });
}

const PARAGRAPHS: ReadonlySet<string> = new Set(["p", "h"]);
const MAX_BLANKS = 1_000;

/** @throws {Full} */
export function openDocumentText(part: Uint8Array, out: BoundedText): void {
  const lines = new Lines(out);
  let paragraphs = 0;
  /** Above 0 inside tracked changes, which are not part of the text. */
  let hidden = 0;
  walk(part, {
    open(name, attribute) {
      if (name === "tracked-changes") hidden += 1;
      else if (PARAGRAPHS.has(name)) {
        paragraphs += 1;
        if (name === "h") lines.mark(heading(attribute("outline-level")));
      } else if (name === "list-item") lines.mark("- ");
      else if (name === "s") lines.add(" ".repeat(Math.min(MAX_BLANKS, Number.parseInt(attribute("c"), 10) || 1)));
      else if (name === "tab") lines.add("\t");
      else if (name === "line-break") lines.add("\n");
      else if (name === "table-row") lines.beginRow();
    },
    text(text) {
      if (paragraphs > 0 && hidden === 0) lines.add(text);
    },
    close(name) {
      if (name === "tracked-changes") hidden -= 1;
      else if (PARAGRAPHS.has(name)) {
        paragraphs -= 1;
        if (hidden === 0) lines.paragraph();
      } else if (name === "table-cell") lines.cell();
      else if (name === "table-row") lines.endRow();
    },
  });
}
