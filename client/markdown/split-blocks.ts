/**
 * Cuts Markdown into blocks that can be drawn on their own, so that a growing answer parses only its last block again and
 * a long one is drawn a few blocks at a time. Pure; joining the blocks gives the input back, character for character.
 *
 * - A cut is made after blank lines outside code fences. A block that would begin with a list marker or an indent stays
 *   with the one before (it may continue a list), except where a long list is cut between two of its items.
 * - A fenced block of code at the top level, a footnote and `<details>` are blocks of their own.
 * - What grows beyond `MAX_BLOCK` characters is not taken for Markdown any more: it is plain text.
 * - Long code and plain text come in pieces, so that no piece is long to lay out.
 */
import { closesFence, openingFence, type Fence } from "./fence.ts";
import { PIECE, pieceEnd } from "./pieces.ts";

export type BlockKind = "markdown" | "code" | "note" | "details" | "plain";

export interface Block {
  kind: BlockKind;
  text: string;
  /** True for a piece of what the block before it began. */
  continues: boolean;
  /** Of code: the fence that opened it, for its pieces too. */
  fence: Fence | null;
}

/** Longest block that is parsed, in characters. */
export const MAX_BLOCK = 20_000;
/** A list longer than this is cut between two items of its top level, in characters. */
const LONG_LIST = 4000;
/** So many blocks may be as short as they like; later ones are joined until they have `LATER_MINIMUM` characters. */
const SHORT_BLOCKS = 200;
const LATER_MINIMUM = 2000;
/** So many blocks may be; later code and footnotes stay in the block around them. */
const MANY_BLOCKS = 1000;

const CONTINUES_LIST = /^(?:\s|[-*+](?:\s|$)|\d{1,9}[.)](?:\s|$))/;
const LIST_ITEM = /^ {0,3}(?:[-*+]|\d{1,9}[.)])(?:\s|$)/;
const TOP_ITEM = /^(?:[-*+]|\d{1,9}[.)])[ \t]/;
const NOTE = /^ {0,3}\[\^[^\]\s]{1,200}\]:/;
const DETAILS = /^ {0,3}<details(?:\s[^>\n]{0,100})?>/i;
const DETAILS_MARK = /<(\/?)details(?:\s[^>\n]{0,100})?>/gi;
/** As much of a text as tells whether its last line is blank, in characters. */
const TAIL = 200;

class Splitter {
  readonly blocks: Block[];
  readonly #text: string;
  #start: number;
  #kind: BlockKind = "markdown";
  #continues = false;
  /** Of the code at the top level that is being read. */
  #fence: Fence | null = null;
  /** Of code inside of a list item or of details. */
  #inner: Fence | null = null;
  #hasList = false;
  /** Details that are open around the line. */
  #depth = 0;
  #afterBlank = false;

  /** Goes on after `kept`, at `start`, where `at` stood until now. */
  constructor(text: string, kept: Block[], start: number, at: Block | undefined) {
    this.#text = text;
    this.blocks = kept;
    this.#start = start;
    // Every block begins at a clean place, except a piece of something longer.
    if (at?.continues !== true) return;
    this.#kind = at.kind;
    this.#continues = true;
    this.#fence = at.fence;
    this.#afterBlank = /\n\s*\n$/.test(text.slice(Math.max(0, start - TAIL), start));
  }

  run(): Block[] {
    const text = this.#text;
    for (let at = this.#start; at < text.length;) {
      const newline = text.indexOf("\n", at);
      const end = newline === -1 ? text.length : newline + 1;
      this.#line(text.slice(at, end), at, end);
      this.#keepShort(end);
      at = end;
    }
    this.#cut(text.length);
    return this.blocks;
  }

  #line(line: string, at: number, end: number): void {
    if (this.#fence !== null) {
      if (closesFence(line, this.#fence)) this.#cut(end);
    } else if (this.#kind === "details") this.#insideDetails(line, end);
    else this.#outside(line, at, end);
  }

  #outside(line: string, at: number, end: number): void {
    // Code in a list item ends with the item.
    if (this.#hasList && this.#inner !== null && /^\S/.test(line)) this.#inner = null;
    if (this.#inner !== null) {
      if (closesFence(line, this.#inner)) this.#inner = null;
      return;
    }
    const blank = line.trim() === "";
    if (!blank) {
      const fence = openingFence(line);
      const isMany = this.blocks.length >= MANY_BLOCKS;
      if (!isMany && fence !== null && (fence.indent === 0 || (fence.indent <= 3 && !this.#hasList))) {
        this.#cut(at, "code");
        this.#fence = fence;
        return;
      }
      if (!isMany && DETAILS.test(line)) {
        this.#cut(at, "details");
        this.#insideDetails(line, end);
        return;
      }
      if (!isMany && NOTE.test(line)) this.#cut(at, "note");
      else if (this.#parts(line, at)) this.#cut(at);
      if (LIST_ITEM.test(line)) this.#hasList = true;
      if (this.#hasList || isMany) this.#inner = fence;
    }
    this.#afterBlank = blank;
  }

  #parts(line: string, at: number): boolean {
    const length = at - this.#start;
    if (length > LONG_LIST && this.#hasList && TOP_ITEM.test(line)) return true;
    if (!this.#afterBlank || CONTINUES_LIST.test(line)) return false;
    return this.#kind !== "markdown" || this.blocks.length < SHORT_BLOCKS || length >= LATER_MINIMUM;
  }

  #insideDetails(line: string, end: number): void {
    if (this.#inner !== null) {
      if (closesFence(line, this.#inner)) this.#inner = null;
      return;
    }
    this.#inner = openingFence(line);
    if (this.#inner === null) for (const [, slash] of line.matchAll(DETAILS_MARK)) this.#depth += slash === "/" ? -1 : 1;
    if (this.#depth <= 0) this.#cut(end);
  }

  /** Ends the block at `at`; what follows is of `kind`. Blank lines alone are no block, except as pieces. */
  #cut(at: number, kind: BlockKind = "markdown"): void {
    const text = this.#text.slice(this.#start, at);
    const isLast = at === this.#text.length;
    if (text !== "" && (isLast || this.#continues || text.trim() !== "")) {
      this.blocks.push({ kind: this.#kind, text, continues: this.#continues, fence: this.#fence });
      this.#start = at;
    }
    this.#kind = kind;
    this.#continues = false;
    this.#fence = null;
    this.#inner = null;
    this.#hasList = false;
    this.#depth = 0;
  }

  #keepShort(end: number): void {
    const isPieces = this.#kind === "code" || this.#kind === "plain";
    if (!isPieces && end - this.#start <= MAX_BLOCK) return;
    const kind = this.#kind === "code" ? "code" : "plain";
    const fence = this.#fence;
    while (end - this.#start > PIECE) {
      const at = pieceEnd(this.#text, this.#start);
      this.blocks.push({ kind, text: this.#text.slice(this.#start, at), continues: this.#continues, fence });
      this.#start = at;
      this.#kind = kind;
      this.#continues = true;
      this.#inner = null;
      this.#hasList = false;
      this.#depth = 0;
    }
  }
}

/** The blocks of a text; with those of its beginning, only what may have changed since is read again. */
export function splitBlocks(text: string, before?: { text: string; blocks: readonly Block[] }): Block[] {
  if (before === undefined || !text.startsWith(before.text)) return new Splitter(text, [], 0, undefined).run();
  // A line that is not whole yet can take the last cut back.
  const kept = before.blocks.slice(0, -2);
  // Blank lines before a fence are pieces of its code: after those alone it is not open yet.
  while (before.blocks[kept.length]?.continues === true && kept.at(-1)?.text.trim() === "") kept.pop();
  const start = kept.reduce((length, block) => length + block.text.length, 0);
  return new Splitter(text, kept, start, before.blocks[kept.length]).run();
}
