/**
 * What a block may hold before it is given to the parser, and a tree before it is drawn. Within these bounds the worst block
 * found by test/unit/client/bounds.test.ts costs about as much as a long honest one; beyond them the block is plain text.
 */
import type { Nodes } from "mdast";
import { MAX_BLOCK } from "./split-blocks.ts";

/** Containers (quotes, list items) that a line may begin with. */
const DEEPEST_LINE = 24;
/** Containers of all the lines of a block together: every line opens or continues each of its own anew. */
const MOST_CONTAINERS = 1500;
/** Lines of a block. */
const MOST_LINES = 1000;
/** Nodes inside one another. */
const DEEPEST_TREE = 80;
/** Nodes of a block. */
const MOST_NODES = 4000;
/** Nodes that a block of code counts as, with its head and its buttons. */
export const NODES_OF_CODE = 60;
/** Cells of a table, with those that its short rows lack. */
const MOST_CELLS = 2000;
/** Steps of the parser that grow faster than the text: those of brackets, code marks and emphasis, together. */
const MOST_STEPS = 2_000_000;

const CONTAINERS = /^(?:[ \t]*(?:>|[-*+](?=[ \t]|$)|\d{1,9}[.)](?=[ \t]|$)))+/;
const CONTAINER = />|[-*+]|\d{1,9}[.)]/g;

/** How many containers the line opens or continues with marks of its own. */
export function lineDepth(line: string): number {
  const prefix = CONTAINERS.exec(line)?.[0] ?? "";
  return prefix.match(CONTAINER)?.length ?? 0;
}

/** The same, with those that an item's indent continues: at least four columns each in what models write deeply. */
function lineContainers(line: string, depth: number): number {
  return depth === 0 ? 0 : depth + Math.floor((line.length - line.trimStart().length) / 4);
}

/** Steps for one paragraph: a bracket or a code mark may look through all of it, and emphasis moves what stands behind it, twice. */
function paragraphSteps(length: number, brackets: number, pairs: number, codeMarks: number): number {
  return brackets * length + 2 * pairs * pairs + codeMarks * length;
}

/** An upper bound for what the inline marks of a text can cost, counted paragraph by paragraph. */
export function inlineSteps(text: string): number {
  let all = 0;
  for (const paragraph of text.split(/\n(?=[ \t]*(?:\n|[-*+][ \t]|\d{1,9}[.)][ \t]|\|))/)) {
    let brackets = 0;
    /** Marks of emphasis in twos: of a long run each two are matched on their own. */
    let pairs = 0;
    let emphasis = 0;
    const codeMarks = new Set<number>();
    let run = 0;
    for (let at = 0; at <= paragraph.length; at += 1) {
      const character = paragraph.charAt(at);
      if (character === "`") {
        run += 1;
        continue;
      }
      if (run > 0) codeMarks.add(run);
      run = 0;
      if (character === "]" || character === "<") brackets += 1;
      if (character === "*" || character === "_" || character === "~") {
        emphasis = paragraph.charAt(at - 1) === character ? emphasis + 1 : 1;
        pairs += emphasis % 2;
      }
    }
    all += paragraphSteps(paragraph.length, brackets, pairs, codeMarks.size);
  }
  return all;
}

/** Whether the parser may have the text. */
export function isParseable(text: string): boolean {
  if (text.length > MAX_BLOCK) return false;
  const lines = text.split("\n");
  if (lines.length > MOST_LINES) return false;
  let containers = 0;
  for (const line of lines) {
    const depth = lineDepth(line);
    if (depth > DEEPEST_LINE) return false;
    containers += lineContainers(line, depth);
  }
  if (containers > MOST_CONTAINERS) return false;
  return inlineSteps(text) <= MOST_STEPS;
}

/** Whether the tree may be drawn. */
export function isDrawable(tree: Nodes): boolean {
  let nodes = 0;
  const waiting: { node: Nodes; depth: number }[] = [{ node: tree, depth: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, depth } = next;
    nodes += node.type === "code" ? NODES_OF_CODE : 1;
    if (nodes > MOST_NODES || depth > DEEPEST_TREE) return false;
    if (node.type === "table" && (node.align?.length ?? 1) * node.children.length > MOST_CELLS) return false;
    if ("children" in node) for (const child of node.children) waiting.push({ node: child, depth: depth + 1 });
  }
  return true;
}
