/** Markdown as models really write it: what a block becomes. */
import type { Nodes } from "hast";
import { describe, expect, test } from "vitest";
import { detailsParts } from "../../../client/markdown/details.tsx";
import { extractImages, restoreImages } from "../../../client/markdown/images.ts";
import { parseBlock } from "../../../client/markdown/parse.ts";
import { contextsOf, NO_CONTEXT, noteLabel } from "../../../client/markdown/references.ts";
import { splitBlocks } from "../../../client/markdown/split-blocks.ts";

/** A tree as short text: names of elements, their directions, words. */
function shown(node: Nodes): string {
  if (node.type === "text") return node.value;
  if (node.type === "root") return node.children.map(shown).join("");
  if (node.type !== "element") return "";
  const { href, src, dataTex, dataNumber, dataFirst, start } = node.properties;
  const about = [href, src, dataTex, dataNumber, dataFirst === "true" ? "first" : undefined, start].filter((value) => value !== undefined);
  const inside = node.children.map(shown).join("");
  return `<${[node.tagName, ...about].join(" ")}>${node.tagName === "br" ? "" : `${inside}</${node.tagName}>`}`;
}

/** All blocks of a text, drawn in their context. */
function drawn(text: string): string {
  const blocks = splitBlocks(text);
  const contexts = contextsOf(blocks);
  return blocks
    .map((block, index) => {
      const tree = parseBlock(block.text, contexts?.[index] ?? NO_CONTEXT, [], noteLabel(block));
      return tree === null ? "plain" : shown(tree).trim();
    })
    .join("\n");
}

const linked = (text: string): string[] =>
  [...drawn(text).matchAll(/<a ([^>]*)>([^<]*)<\/a>/g)].map(([, href = "", words = ""]) => `${href} ${words}`);

const formulas = (text: string): string[] => [...drawn(text).matchAll(/<x-formula ([^>]*)>/g)].map(([, tex = ""]) => tex);

const directions = (text: string): string[] => {
  const tree = parseBlock(text, NO_CONTEXT, []);
  const found: string[] = [];
  const walk = (node: Nodes): void => {
    if (node.type === "element" && node.properties["dir"] !== undefined) found.push(`${node.tagName} ${String(node.properties["dir"])}`);
    if ("children" in node) node.children.forEach(walk);
  };
  if (tree !== null) walk(tree);
  return found;
};

describe("marks that models write", () => {
  test.each([
    ["one tilde is a tilde", "今天 20~25°C，明天 18~22°C。", "<p>今天 20~25°C，明天 18~22°C。</p>"],
    ["two tildes strike through", "~~gone~~ ~3~5", "<p><del>gone</del> ~3~5</p>"],
    ["bold beside Chinese marks", "这是**“取出并重置”**模式。", "<p>这是<strong>“取出并重置”</strong>模式。</p>"],
    ["bold before a Chinese word", "**提示：**请先保存。", "<p><strong>提示：</strong>请先保存。</p>"],
    ["bold before a Korean particle", "이것은 **“공개”**입니다.", "<p>이것은 <strong>“공개”</strong>입니다.</p>"],
    ["struck beside Chinese marks", "这是~~“旧”~~的。", "<p>这是<del>“旧”</del>的。</p>"],
    ["a line feed is kept", "Roses are red,\nviolets are blue", "<p>Roses are red,<br>\nviolets are blue</p>"],
    [
      "safe tags",
      "H<sub>2</sub>O, x<sup>2</sup>, <kbd>Esc</kbd>, a<br/>b",
      "<p>H<sub>2</sub>O, x<sup>2</sup>, <kbd>Esc</kbd>, a<br>\nb</p>",
    ],
    ["safe tags around Markdown", "<u>**a**</u>", "<p><u><strong>a</strong></u></p>"],
    ["a safe tag that is not closed is text", "a <sub>b", "<p>a <sub>b</p>"],
    ["a closing tag without its opening one is text", "a</sub> b", "<p>a</sub> b</p>"],
    ["other tags and attributes are text", '<b onclick="x">a</b> <img src=x>', '<p><b onclick="x">a</b> <img src=x></p>'],
    ["tags in code are code", "`<br>`", "<p><code><br></code></p>"],
    ["an image by address stays an image node", "![a](/b)", "<p><img /b></img></p>"],
  ])("%s", (_, text, html) => {
    expect(drawn(text)).toBe(html);
  });
});

describe("bare addresses", () => {
  test.each([
    ["请访问 https://example.com/docs，然后", ["https://example.com/docs https://example.com/docs"]],
    ["见https://example.com/a。", ["https://example.com/a https://example.com/a"]],
    ["「https://example.com/a」", ["https://example.com/a https://example.com/a"]],
    ["(see https://example.com/a_(b)).", ["https://example.com/a_(b) https://example.com/a_(b)"]],
    [
      "https://example.com/b, and www.example.com.",
      ["https://example.com/b https://example.com/b", "https://www.example.com www.example.com"],
    ],
    ["me@example.com", ["mailto:me@example.com me@example.com"]],
    ["[words](https://example.com/a，b)", ["https://example.com/a%EF%BC%8Cb words"]],
    ["[https://example.com](https://example.org)", ["https://example.org https://example.com"]],
    ["`https://example.com`", []],
    ["www. and https:// and a.b", []],
  ])("%s", (text, links) => {
    expect(linked(text)).toEqual(links);
  });
});

describe("formulas", () => {
  test.each([
    [String.raw`\( x = \frac{-b}{2a} \) and \[ y_{i} \]`, [String.raw`x = \frac{-b}{2a}`, "y_{i}"]],
    ["$$E = mc^2$$ and $\\mathbf{v}_{i}$", ["E = mc^2", "\\mathbf{v}_{i}"]],
    ["$$\na\n= b\n- c\n$$", ["a\n= b\n- c"]],
    ["**$x$** and $2x$ and $5$", ["x", "2x", "5"]],
    ["$a|b$ in\n\n| a | b |\n|---|---|\n| $x|y$ | c |", ["a|b", "x|y"]],
    [String.raw`公式$E=mc^2$表示，$\frac{1}{2}$元`, ["E=mc^2", String.raw`\frac{1}{2}`]],
    [
      String.raw`\begin{align*}a_{i}&=b\\c\,\end{align*} and \begin{pmatrix}1\end{pmatrix}`,
      [String.raw`\begin{align*}a_{i}&=b\\c\,\end{align*}`, String.raw`\begin{pmatrix}1\end{pmatrix}`],
    ],
    [String.raw`\begin{itemize}x\end{itemize} \begin{align}open \begin`, []],
    ["原价$100，现价$80，共$5元和$10元。", []],
    ["It costs $5 to $10.", []],
    ["$5-$10, US$5 and A$6, $HOME and $PATH", []],
    ["5$ and 6$, or 7$", []],
    ["`$x$` and ``\\(y\\)``", []],
    ["```\n$x$\n```", []],
    ["\\$x$ and \\\\(y\\\\)", []],
    ["an open \\( and an open $$ x", []],
  ])("%s", (text, tex) => {
    expect(formulas(text)).toEqual(tex);
  });

  test("what is no formula after all keeps its source: in code and in addresses", () => {
    expect(drawn("[a](https://example.com/$x$) `a` b")).toContain("https://example.com/$x$");
    expect(drawn("- a\n\n      $x$ in code")).toContain("$x$ in code");
    expect(drawn("`` `$x$ ``")).toContain("`$x$");
  });

  test("a formula shows its source, with every character, until it is drawn", () => {
    expect(drawn(String.raw`\(a\,b_{i}\)`)).toContain(String.raw`>\(a\,b_{i}\)<`);
  });
});

describe("references over blocks", () => {
  test("a link finds its definition in another block", () => {
    expect(drawn("see [a] and [b][A]\n\nwords\n\n[a]: https://example.com")).toBe(
      "<p>see <a https://example.com>a</a> and <a https://example.com>b</a></p>\n<p>words</p>\n",
    );
  });

  test("only blocks that use a definition depend on it", () => {
    const contexts = contextsOf(splitBlocks("see [a]\n\nwords\n\n[a]: /b"));
    expect(contexts?.map(({ definitions }) => definitions)).toEqual(["[a]: /b", "", "[a]: /b"]);
    expect(contextsOf(splitBlocks("words [a]\n\nmore"))).toBe(null);
  });

  test("footnotes are numbered in the order of their marks, and the first mark is the one that is led back to", () => {
    expect(drawn("x[^b] y[^b]\n\nz[^a][^b]\n\n[^a]: one\n\n[^b]: two **b**")).toBe(
      [
        "<p>x<x-note-mark 1 first></x-note-mark> y<x-note-mark 1></x-note-mark></p>",
        "<p>z<x-note-mark 2 first></x-note-mark><x-note-mark 1></x-note-mark></p>",
        "<p>one</p>",
        "<p>two <strong>b</strong></p>",
      ].join("\n"),
    );
  });

  test("a mark without a note is text", () => {
    expect(drawn("x[^b]")).toBe("<p>x[^b]</p>");
  });

  test("a block that begins with an indent is no part of a footnote", () => {
    expect(drawn("    code [^a]\n\nx [^a]\n\n[^a]: n")).toContain("code [^a]");
  });
});

describe("directions", () => {
  test.each([
    ["a paragraph decides by its first letter", "مرحبا", ["p auto"]],
    ["a list runs as its first item", "1. الخطوة\n2. b", ["ol rtl"]],
    ["a list of paragraphs too", "- الخطوة\n\n- b", ["ul rtl", "p auto", "p auto"]],
    ["code runs from the left and decides nothing", "- `code` الخطوة", ["ul rtl", "code ltr"]],
    ["a quote", "> الخطوة", ["blockquote rtl", "p auto"]],
    ["an English list", "- a", ["ul ltr"]],
  ])("%s", (_, text, expected) => {
    expect(directions(text)).toEqual(expected);
  });
});

describe("images in the text", () => {
  const png = `data:image/png;base64,${"iVBORw0KGgo".repeat(10)}=`;
  test("raster images are taken out and put back", () => {
    const { text, images } = extractImages(`a ![x](${png}) b`);
    expect(text).not.toContain("base64");
    expect(images).toEqual([png]);
    expect(restoreImages(text, images)).toBe(`a ![x](${png}) b`);
  });
  test("an image of a megabyte is no long block", () => {
    const { text, images } = extractImages(`![x](data:image/webp;base64,${"A".repeat(1_000_000)})`);
    const tree = parseBlock(text, NO_CONTEXT, images);
    expect(tree === null ? "" : shown(tree).length).toBeGreaterThan(1_000_000);
  });
  test("an SVG is a document, and no image", () => {
    expect(extractImages("![x](data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=)").images).toEqual([]);
  });
});

test.each([
  ["<details>\n<summary>A</summary>\n\nb\n</details>\n", { summary: "A", body: "\n\nb\n", isOpen: false }],
  ["<details open><summary>A</summary>b</details>", { summary: "A", body: "b", isOpen: true }],
  ["<details>\nb", { summary: "Details", body: "\nb", isOpen: false }],
])("details %j", (text, parts) => {
  expect(detailsParts(text)).toEqual(parts);
});
