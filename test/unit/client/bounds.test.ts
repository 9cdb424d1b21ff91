/** What a block may cost before the parser and in it: counted, not timed. The kinds are those of the hostile answers. */
import type { Root, TableRow } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { expect, it } from "vitest";
import { inlineSteps, isDrawable, isParseable, lineDepth } from "../../../client/markdown/bounds.ts";
import { Deadline } from "../../../client/markdown/deadline.ts";
import { PIECE, piecesOf } from "../../../client/markdown/pieces.ts";
import { MAX_BLOCK } from "../../../client/markdown/split-blocks.ts";
import { syntaxWith } from "../../../client/markdown/syntax.ts";
import { ALL_HOSTILE, HOSTILE } from "../../hostile/answers.ts";

/** Constructs that the parser began. */
function attempts(text: string): number {
  const deadline = new Deadline();
  deadline.run(Number.POSITIVE_INFINITY, () => fromMarkdown(text, syntaxWith(deadline)));
  return deadline.attempts;
}

/** The longest text of a kind that the parser is given, in characters asked for; null where it is given none. */
function longestParseable(make: (length: number) => string): number | null {
  for (let length = MAX_BLOCK; length > 600; length = Math.floor(length * 0.85)) if (isParseable(make(length))) return length;
  return null;
}

it.each([
  ["longer than a block", "a".repeat(MAX_BLOCK + 1)],
  ["more lines than a block has", "a\n".repeat(1001)],
  ["a line in 25 quotes", `${">".repeat(25)} a`],
  ["a line in 25 lists and quotes", `${"- > ".repeat(13)}a`],
  ["many lines in many quotes", `${">".repeat(20)} a\n`.repeat(100)],
  ["items ever deeper", Array.from({ length: 120 }, (_, depth) => `${"  ".repeat(depth)}- x\n`).join("")],
  ["a long paragraph of closing brackets", "a] ".repeat(2000)],
  ["one run of marks that match each other", "*".repeat(4000)],
  ["emphasis in emphasis", `${"*a ".repeat(1500)}x${" a*".repeat(1500)}`],
])("gives the parser nothing that is %s", (_, text) => {
  expect(isParseable(text)).toBe(false);
});

it.each([
  ["a table of 300 rows", `|a|b|c|\n|-|-|-|\n${"|x|y|z|\n".repeat(300)}`],
  ["200 items, five deep", "                    - x\n".repeat(200)],
  ["a mail quoted four times", ">>>> words of it\n".repeat(300)],
  ["a paragraph with 60 links", "[a](https://a.example/) and more words. ".repeat(60)],
  ["a paragraph with 200 strong words", "**strong** and more words. ".repeat(200)],
])("gives the parser what is honest: %s", (_, text) => {
  expect(isParseable(text)).toBe(true);
});

it("counts the containers that a line begins with, and nothing of its words", () => {
  expect(lineDepth("> - 1. words - and > more")).toBe(3);
  expect(lineDepth("-words")).toBe(0);
  expect(lineDepth("* * *")).toBe(3);
});

it("counts the marks of each paragraph on their own", () => {
  const paragraph = "*a* [b](c) `d`\n\n";
  expect(inlineSteps(paragraph.repeat(8)) / inlineSteps(paragraph)).toBeCloseTo(8, 0);
});

const words = (count: number): Root => ({ type: "root", children: Array.from({ length: count }, () => ({ type: "thematicBreak" })) });
const codes = (count: number): Root => ({ type: "root", children: Array.from({ length: count }, () => ({ type: "code", value: "a" })) });
const deep = (depth: number): Root => {
  let inner: Root["children"] = [];
  for (let at = 0; at < depth; at += 1) inner = [{ type: "blockquote", children: inner.filter((node) => node.type === "blockquote") }];
  return { type: "root", children: inner };
};

it("draws no tree that is too deep, too large, or a table of too many cells", () => {
  expect([isDrawable(words(3999)), isDrawable(words(4000))]).toEqual([true, false]);
  expect([isDrawable(deep(80)), isDrawable(deep(81))]).toEqual([true, false]);
  // Short rows are filled up when they are drawn.
  const row: TableRow = { type: "tableRow", children: [] };
  const table = (columns: number, rows: number): Root => ({
    type: "root",
    children: [{ type: "table", align: Array.from({ length: columns }, () => null), children: Array.from({ length: rows }, () => row) }],
  });
  expect([isDrawable(table(20, 100)), isDrawable(table(20, 101))]).toEqual([true, false]);
  // A block of code has a head with buttons: 500 of them in a list's items kept the page for a second.
  expect([isDrawable(codes(66)), isDrawable(codes(67))]).toEqual([true, false]);
});

it.each(Object.entries(process.env["TALLY_HOSTILE"] === "all" ? ALL_HOSTILE : HOSTILE))(
  "of what it is given the parser makes no more than its length: %s",
  (_, make) => {
    const length = longestParseable(make);
    if (length === null) return expect(isParseable(make(MAX_BLOCK))).toBe(false);
    const [whole, half] = [attempts(make(length)), attempts(make(Math.floor(length / 2)))];
    // The page's limits end what takes longer; the count says that within the bounds nothing grows like a square.
    expect(whole).toBeLessThanOrEqual(2.5 * half + 100);
    return expect(whole).toBeLessThanOrEqual(2.5 * MAX_BLOCK);
  },
);

it("cuts long text into pieces of few characters and lines, which joined are the text and stay when it grows", () => {
  for (const text of ["a\n\n".repeat(5000), "\n".repeat(5000), "ab ".repeat(5000), "a".repeat(15_000)]) {
    const pieces = piecesOf(text);
    expect(pieces.join("")).toBe(text);
    for (const piece of pieces) expect([piece.length <= PIECE, piece.split("\n").length <= 501]).toEqual([true, true]);
    expect(piecesOf(`${text}\n${text}`).slice(0, pieces.length - 1)).toEqual(pieces.slice(0, -1));
  }
});
