import * as fc from "fast-check";
import { expect, test } from "vitest";
import { MAX_BLOCK, splitBlocks } from "../../../client/markdown/split-blocks.ts";
import { PIECE } from "../../../client/markdown/pieces.ts";

const texts = (text: string): string[] => splitBlocks(text).map((block) => block.text);
const kinds = (text: string): string[] => splitBlocks(text).map((block) => block.kind);

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
  "[^a]: b",
  "<details>",
  "</details>",
  "   ```",
  "\t",
  "é👩‍💻",
];

test("the blocks of any text give the text back", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string()), { maxLength: 40 }), (pieces) => {
      const text = pieces.join("");
      expect(texts(text).join("")).toBe(text);
    }),
  );
});

test("a text that grows changes its last two blocks at most", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("a", "\n", "\n\n", "- x", "```\n", "    i", "[^a]: b", "<details>", "</details>", "  ~~~\n"), {
        maxLength: 30,
      }),
      (pieces) => {
        const whole = pieces.join("");
        for (let at = 1; at < whole.length; at += 1) {
          const before = splitBlocks(whole.slice(0, at));
          const after = splitBlocks(whole.slice(0, at + 1));
          expect(after.slice(0, Math.max(0, before.length - 2))).toEqual(before.slice(0, Math.max(0, before.length - 2)));
        }
      },
    ),
  );
});

test("a text that grows has the blocks that it would have had at once", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(...PIECES), fc.constantFrom(1, 1, 1, 700)), { maxLength: 30 }),
      fc.integer({ min: 1, max: 30 }),
      (pieces, parts) => {
        const whole = pieces.map(([piece, times]) => piece.repeat(times)).join("");
        const step = Math.max(1, Math.ceil(whole.length / parts));
        let before: Parameters<typeof splitBlocks>[1];
        for (let end = step; end < whole.length + step; end += step) {
          const text = whole.slice(0, end);
          const blocks = splitBlocks(text, before);
          expect(blocks).toEqual(splitBlocks(text));
          before = { text, blocks };
        }
      },
    ),
  );
});

test("a text that grows opens a fence after hundreds of blank lines, which are the first pieces of its code, and does not close it", () => {
  const text = `${"\r\n".repeat(700)}\`\`\`\n\n${"</details>".repeat(700)}`;
  const begun = text.slice(0, 5_604);
  expect(splitBlocks(text, { text: begun, blocks: splitBlocks(begun) })).toEqual(splitBlocks(text));
});

test.each([
  ["paragraphs", "one\n\ntwo\n\n\nthree", ["one\n\n", "two\n\n\n", "three"]],
  ["a fence with blank lines is one block", "a\n\n```js\nx\n\ny\n```\n\nb", ["a\n\n", "```js\nx\n\ny\n```\n", "\nb"]],
  ["a longer fence is not closed by a shorter one", "````\n```\n\nx\n````\n\nb", ["````\n```\n\nx\n````\n", "\nb"]],
  ["a fence indented by four closes nothing", "```\na\n\n    ```\n\nb\n```\nc", ["```\na\n\n    ```\n\nb\n```\n", "c"]],
  ["a fence indented by three closes", "```\na\n   ```\nb", ["```\na\n   ```\n", "b"]],
  ["an open fence takes the rest", "```\n\na\n\nb", ["```\n\na\n\nb"]],
  ["a fence ends a paragraph", "a\n```\nb\n```", ["a\n", "```\nb\n```"]],
  ["a loose list stays together", "- a\n\n- b\n\n  more of b\n\nend", ["- a\n\n- b\n\n  more of b\n\n", "end"]],
  ["code in an item stays in its list", "- a\n\n  ```\n  x\n\n  y\n  ```\n\n- b", ["- a\n\n  ```\n  x\n\n  y\n  ```\n\n- b"]],
  ["a list stays with the paragraph before it", "so:\n\n1. a\n\n2. b\n\nend", ["so:\n\n1. a\n\n2. b\n\n", "end"]],
  ["an indent stays with what is before it", "a\n\n    code\n\nb", ["a\n\n    code\n\n", "b"]],
  ["inline code with three marks opens no fence", "```x``` y\n\nb", ["```x``` y\n\n", "b"]],
  ["references do not keep a text whole", "see [a]\n\nb\n\n[a]: /x", ["see [a]\n\n", "b\n\n", "[a]: /x"]],
  ["footnotes are blocks of their own", "a[^1]\n\n[^1]: b\n    c\n[^2]: d\n\ne", ["a[^1]\n\n", "[^1]: b\n    c\n", "[^2]: d\n\n", "e"]],
  ["details keep what is inside them", "<details>\n\na\n\n</details>\n\nb", ["<details>\n\na\n\n</details>\n", "\nb"]],
  ["blank lines at the beginning are no block", "\n\na\n\nb", ["\n\na\n\n", "b"]],
  ["emphasis at the beginning of a line is no list", "a\n\n*b* c", ["a\n\n", "*b* c"]],
  ["nothing", "", []],
])("%s", (_, text, blocks) => {
  expect(texts(text)).toEqual(blocks);
});

test("what is longer than a block may be is plain text in short pieces, and what follows is Markdown again", () => {
  const blocks = splitBlocks(`${"word ".repeat(MAX_BLOCK / 2)}\n\n# After`);
  expect(blocks.slice(0, -1).every(({ kind, text }) => kind === "plain" && text.length <= PIECE + 1)).toBe(true);
  expect(blocks.at(-1)).toMatchObject({ kind: "markdown", text: "# After", continues: false });
});

test("long code comes in pieces of one block", () => {
  const blocks = splitBlocks(`\`\`\`js\n${"const a = 1;\n".repeat(2000)}\`\`\`\nafter`);
  expect(blocks.map(({ continues }) => continues).slice(0, -1)).toEqual([false, ...blocks.slice(2).map(() => true)]);
  expect(kinds(`\`\`\`js\n${"const a = 1;\n".repeat(2000)}\`\`\`\nafter`).at(-1)).toBe("markdown");
});

test("a long list is cut between items of its top level", () => {
  const blocks = texts("- an item\n  - one inside\n".repeat(600));
  expect(blocks.length).toBeGreaterThan(2);
  expect(blocks.every((text) => text.startsWith("- an item"))).toBe(true);
});
