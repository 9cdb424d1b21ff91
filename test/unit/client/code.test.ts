import hljs from "highlight.js/lib/common";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runsByPiece, runsOf } from "../../../client/code/runs.ts";
import { codeOf } from "../../../client/markdown/fence.ts";
import { csvOf, markdownOf } from "../../../client/markdown/table-text.ts";

const textOf = (runs: readonly { text: string }[]): string => runs.map(({ text }) => text).join("");

describe("coloured code", () => {
  test("is the code, character for character, whatever it is and wherever it is cut [I1]", () => {
    const code = fc.array(
      fc.constantFrom("const a = `<b>${x}</b>`;", "&amp;", "<", ">", '"', "'", "\n", "/* */", "é", "🙂", "<script>", " constructor "),
      {
        maxLength: 30,
      },
    );
    fc.assert(
      fc.property(code, fc.integer({ min: 1, max: 9 }), (parts, size) => {
        const text = parts.join("");
        const runs = runsOf(hljs.highlight(text, { language: "typescript", ignoreIllegals: true }).value);
        expect(textOf(runs)).toBe(text);
        const pieces = text.match(new RegExp(`[\\s\\S]{1,${size}}`, "g")) ?? [];
        expect(runsByPiece(runs, pieces).map(textOf)).toEqual(pieces);
      }),
    );
  });

  test("has a kind for each run", () => {
    expect(runsOf(hljs.highlight("- a\n+ b", { language: "diff" }).value)).toEqual([
      { text: "- a", kind: "hljs-deletion" },
      { text: "\n", kind: "" },
      { text: "+ b", kind: "hljs-addition" },
    ]);
  });
});

test("the second of two blocks of code has its own language and none of its fence", () => {
  const fence = { mark: "`", length: 3, indent: 0 } as const;
  expect(codeOf("\n```ts\nlet a;\n```\n", fence)).toEqual({ language: "ts", code: "let a;\n```\n" });
});

describe("a table that is copied", () => {
  const rows = [
    ["name", "a|b"],
    ["two\nlines", '=SUM(A1), "x"'],
    ["-5", "-cmd"],
  ];
  test("is Markdown", () => {
    expect(markdownOf(rows)).toBe('| name | a\\|b |\n| --- | --- |\n| two lines | =SUM(A1), "x" |\n| -5 | -cmd |');
  });
  test("is CSV in which nothing is a formula", () => {
    expect(csvOf(rows)).toBe('name,a|b\r\n"two\nlines","\'=SUM(A1), ""x"""\r\n-5,\'-cmd');
  });
});
