import * as fc from "fast-check";
import { expect, test } from "vitest";
import { splitBlocks } from "../../../client/markdown/split-blocks.ts";

const PIECES = [
  "a",
  " ",
  "\n",
  "\n\n",
  "\r\n",
  "```",
  "~~~~",
  "- x",
  "1. y",
  "    indented",
  "> q",
  "# h",
  "| a |",
  "[a]: /b",
  "\t",
  "é👩‍💻",
];

test("the blocks of any text give the text back", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string()), { maxLength: 40 }), (pieces) => {
      const text = pieces.join("");
      expect(splitBlocks(text).join("")).toBe(text);
    }),
  );
});

test("a text that grows changes its last two blocks at most", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("a", "\n", "\n\n", "- x", "```\n", "    i"), { maxLength: 30 }), (pieces) => {
      const whole = pieces.join("");
      for (let at = 1; at < whole.length; at += 1) {
        const before = splitBlocks(whole.slice(0, at));
        const after = splitBlocks(whole.slice(0, at + 1));
        expect(after.slice(0, Math.max(0, before.length - 2))).toEqual(before.slice(0, Math.max(0, before.length - 2)));
      }
    }),
  );
});

test.each([
  ["paragraphs", "one\n\ntwo\n\n\nthree", ["one\n\n", "two\n\n\n", "three"]],
  ["a fence with blank lines is one block", "a\n\n```js\nx\n\ny\n```\n\nb", ["a\n\n", "```js\nx\n\ny\n```\n\n", "b"]],
  ["a longer fence is not closed by a shorter one", "````\n```\n\nx\n````\n\nb", ["````\n```\n\nx\n````\n\n", "b"]],
  ["an open fence takes the rest", "```\n\na\n\nb", ["```\n\na\n\nb"]],
  ["a loose list stays together", "- a\n\n- b\n\n  more of b\n\nend", ["- a\n\n- b\n\n  more of b\n\n", "end"]],
  ["a list stays with the paragraph before it", "so:\n\n1. a\n\n2. b\n\nend", ["so:\n\n1. a\n\n2. b\n\n", "end"]],
  ["an indent stays with what is before it", "a\n\n    code\n\nb", ["a\n\n    code\n\n", "b"]],
  ["inline code with three marks opens no fence", "```x``` y\n\nb", ["```x``` y\n\n", "b"]],
  ["references keep the text whole", "see [a]\n\nb\n\n[a]: /x", ["see [a]\n\nb\n\n[a]: /x"]],
  ["blank lines at the beginning are no block", "\n\na\n\nb", ["\n\na\n\n", "b"]],
  ["emphasis at the beginning of a line is no list", "a\n\n*b* c", ["a\n\n", "*b* c"]],
  ["nothing", "", []],
])("%s", (_, text, blocks) => {
  expect(splitBlocks(text)).toEqual(blocks);
});
