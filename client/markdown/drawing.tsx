/**
 * What of an answer is drawn already. A text that grows draws only what changed; a long one goes on in the next slice, and until
 * then the rest stands there as it was written.
 */
import type { ReactNode } from "react";
import { drawBlock, drawPlain, guarded, type DrawnBlock } from "./draw-block.tsx";
import { extractImages, restoreImages } from "./images.ts";
import { contextsOf, NO_CONTEXT, type Context } from "./references.ts";
import { slices } from "./slices.ts";
import { splitBlocks, type Block } from "./split-blocks.ts";

/** Elements of one answer that are laid out; what comes after them is plain text. */
const MOST_ELEMENTS = 40_000;
/** Blocks of one answer that the parser may give up on; no later one is tried. */
const MOST_FAILURES = 12;

/** Characters that are cut into blocks in one go. */
const READ_AT_ONCE = 50_000;

/** A block with all its pieces. */
interface Section {
  key: number;
  pieces: readonly Block[];
  context: Context;
}

interface Drawn {
  section: Section;
  node: ReactNode;
  block: DrawnBlock;
  /** The text that was last given to the parser. */
  tried: string;
}

export interface Progress {
  sections: readonly { key: number; node: ReactNode }[];
  isWhole: boolean;
}

function sectionsOf(blocks: readonly Block[]): Section[] {
  const contexts = contextsOf(blocks);
  const sections: Section[] = [];
  let pieces: Block[] = [];
  blocks.forEach((block, index) => {
    if (block.continues) pieces.push(block);
    else {
      pieces = [block];
      sections.push({ key: index, pieces, context: contexts?.[index] ?? NO_CONTEXT });
    }
  });
  return sections;
}

const isSame = (one: Section, other: Section): boolean =>
  one.pieces.length === other.pieces.length &&
  one.pieces.at(-1)?.text === other.pieces.at(-1)?.text &&
  one.pieces[0]?.text === other.pieces[0]?.text &&
  one.pieces[0]?.kind === other.pieces[0]?.kind &&
  one.context.definitions === other.context.definitions &&
  one.context.notes === other.context.notes;

const textOf = (section: Section): string =>
  section.pieces.length === 1 ? (section.pieces[0]?.text ?? "") : section.pieces.map((piece) => piece.text).join("");

/** Whether a block that could not be laid out is worth another try: only when it is twice as long, or another. */
function isHopeless(before: Drawn | undefined, text: string): boolean {
  if (before === undefined || before.block.isLaidOut) return false;
  return text.length < before.tried.length * 2 && text.startsWith(before.tried);
}

/** What the blocks so far have cost. */
interface Spent {
  elements: number;
  failures: number;
  isOver: boolean;
}

export class Drawing {
  #before: { text: string; blocks: readonly Block[] } | undefined;
  #drawn: (Drawn | undefined)[] = [];
  readonly #pending = new WeakMap<Block, ReactNode>();

  /** Draws as much of the text as this task has time for. */
  advance(source: string): Progress {
    const { text: whole, images } = extractImages(source);
    const isGrown = this.#before !== undefined && whole.startsWith(this.#before.text);
    const text = whole.slice(0, (isGrown ? (this.#before?.text.length ?? 0) : 0) + READ_AT_ONCE);
    const blocks = this.#before?.text === text ? this.#before.blocks : splitBlocks(text, this.#before);
    this.#before = { text, blocks };
    const sections = sectionsOf(blocks);
    const shown: { key: number; node: ReactNode }[] = [];
    let isWhole = text.length === whole.length;
    const spent: Spent = { elements: 0, failures: 0, isOver: false };
    for (const [index, section] of sections.entries()) {
      const drawn = this.#update(index, section, images, spent);
      if (drawn === null) {
        isWhole = false;
        shown.push({ key: section.key, node: this.#undrawn(section, images) });
        continue;
      }
      spent.elements += drawn.block.size;
      spent.failures += drawn.block.isLaidOut ? 0 : 1;
      shown.push({ key: section.key, node: drawn.node });
    }
    this.#drawn.length = sections.length;
    return { sections: shown, isWhole };
  }

  /** The section as it is drawn now; null when it is new and has to wait for its turn. What is seen already goes on at once. */
  #update(index: number, section: Section, images: readonly string[], spent: Spent): Drawn | null {
    const known = this.#drawn[index];
    if (known !== undefined && isSame(known.section, section)) return known;
    const text = textOf(section);
    if (known === undefined && !slices.mayDraw(text.length)) return null;
    const isCode = section.pieces[0]?.kind === "code";
    const isOver = !isCode && (spent.elements > MOST_ELEMENTS || spent.failures > MOST_FAILURES);
    const isHopelessNow = !isCode && !isOver && isHopeless(known, text);
    const block =
      isOver || isHopelessNow
        ? drawPlain(restoreImages(text, images), isHopelessNow || !spent.isOver)
        : drawBlock(section.pieces, section.context, images);
    if (known === undefined) slices.drew(block.size);
    spent.isOver ||= isOver;
    const tried = isHopelessNow && known !== undefined ? known.tried : text;
    const drawn = { section, node: guarded(block, text), block, tried };
    this.#drawn[index] = drawn;
    return drawn;
  }

  #undrawn(section: Section, images: readonly string[]): ReactNode {
    const [first] = section.pieces;
    const known = first === undefined ? undefined : this.#pending.get(first);
    if (first === undefined || known !== undefined) return known;
    const node = guarded(drawPlain(restoreImages(textOf(section), images), false), "");
    this.#pending.set(first, node);
    return node;
  }
}
