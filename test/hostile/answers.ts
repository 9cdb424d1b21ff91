/** Answers that make parsers and layouts work too long: a list of known kinds, and seeded mixtures of what they are made of. */
import { MORE_HOSTILE } from "./more-answers.ts";

const times = (piece: string, length: number): string => piece.repeat(Math.max(1, Math.floor(length / piece.length)));
const nested = (open: string, close: string, length: number): string => {
  const depth = Math.max(1, Math.floor(length / (open.length + close.length)));
  return `${open.repeat(depth)}x${close.repeat(depth)}`;
};
const rising = (mark: string, length: number): string => {
  let text = "";
  for (let run = 1; text.length < length; run += 1) text += `a${mark.repeat(run)}`;
  return text;
};
const indented = (length: number): string => {
  let text = "";
  for (let depth = 0; text.length < length; depth += 1) text += `${"  ".repeat(depth)}- x\n`;
  return text;
};

/** Each kind makes a text of about so many characters. */
export const HOSTILE: Readonly<Record<string, (length: number) => string>> = {
  quotes: (length) => times(">", length),
  "quotes with spaces": (length) => times("> ", length),
  "quoted lines": (length) => times(`${">".repeat(20)} a\n`, length),
  "lazy quotes": (length) => `> a\n${times("b\n", length)}`,
  "list marks": (length) => times("- ", length),
  "ordered marks": (length) => times("1. ", length),
  "lists and quotes": (length) => times("> - ", length),
  "indented lists": indented,
  "list of lists": (length) => times("- - - - a\n", length),
  "loose list": (length) => times("- a\n\n", length),
  stars: (length) => times("*", length),
  "stars before words": (length) => times("*a ", length),
  "stars after words": (length) => times("a* ", length),
  "strong before words": (length) => times("**a ", length),
  "mixed emphasis": (length) => times("*a _b ", length),
  "nested emphasis": (length) => nested("*a ", " a*", length),
  "nested strong": (length) => nested("**a _b ", " b_ a**", length),
  underscores: (length) => times("_a_", length),
  tildes: (length) => times("~~a ", length),
  "emphasis of rising length": (length) => rising("*", length),
  "opening brackets": (length) => times("[", length),
  "brackets and images": (length) => times("![", length),
  "nested brackets": (length) => nested("[", "]", length),
  "nested links": (length) => nested("[a", "](b)", length),
  "links without an end": (length) => times("[a](<b", length),
  "links with open titles": (length) => times('[a](b "', length),
  "links with open brackets": (length) => times("[a](b(", length),
  "many links": (length) => times("[a](b) ", length),
  "many images": (length) => times("![a](https://x.example/y) ", length),
  "reference calls": (length) => times("[^a]", length),
  definitions: (length) => times("[a]: b\n", length),
  "definitions with open titles": (length) => times("[a]: b (\n", length),
  "uses and definitions": (length) => times("[a]\n\n[a]: b\n\n", length),
  footnotes: (length) => times("[^a]: b\n", length),
  "footnote marks": (length) => `[^a]: b\n\n${times("c[^a] ", length)}`,
  backticks: (length) => times("`", length),
  "backticks of rising length": (length) => rising("`", length),
  "backticks one and two": (length) => times("`a``b", length),
  "open fences": (length) => times("```\n", length),
  "a fence with a long name": (length) => `\`\`\`${times("a", length)}`,
  "one long code": (length) => `\`\`\`js\n${times("const a = [1, 2, 3];\n", length)}`,
  "one long line of code": (length) => `\`\`\`\n${times("ab ", length)}`,
  "indented code": (length) => times("    a\n", length),
  "less than": (length) => times("<", length),
  "open tags": (length) => times("<a ", length),
  "open comments": (length) => times("<!--", length),
  "open instructions": (length) => times("<?", length),
  "safe tags": (length) => times("<sub>", length),
  "nested safe tags": (length) => nested("<sub>", "</sub>", length),
  "nested details": (length) => nested("<details>\n<summary>a</summary>\n\n", "\n</details>\n", length),
  "a row of details": (length) => times("<details>\n<summary>a</summary>\n\nb\n\n</details>\n\n", length),
  entities: (length) => times("&amp;", length),
  ampersands: (length) => times("&", length),
  backslashes: (length) => times("\\", length),
  "wide table": (length) => {
    const columns = Math.min(700, Math.floor(length / 8));
    return `${times("|a", columns * 2)}\n${times("|-", columns * 2)}\n${times("|\n", length / 2)}`;
  },
  "long table": (length) => `|a|b|\n|-|-|\n${times("|c|d|\n", length)}`,
  bars: (length) => times("|", length),
  "lines of bars": (length) => times("|a\n|-\n", length),
  addresses: (length) => times("https://a.example/b ", length),
  "an address of marks": (length) => `https://a.example/${times("!", length)}`,
  "an address of brackets": (length) => `https://a.example/${times("(", length)}`,
  "mail addresses": (length) => times("a@b.c ", length),
  "almost a mail address": (length) => times("a.", length),
  "dollar signs": (length) => times("$", length),
  formulas: (length) => times("$x$ ", length),
  "open formulas": (length) => times("\\(", length),
  "nested fractions": (length) => times(`$${nested("\\frac{", "}{2}", 900)}$ `, length),
  "long formulas": (length) => times(`$$${times("\\sqrt{x^2_1}+", 3900)}1$$\n\n`, length),
  "endless macros": (length) => times("$\\def\\a{\\a\\a}\\a$ ", length),
  headings: (length) => times("# a\n", length),
  underlines: (length) => times("a\n-\n", length),
  rules: (length) => times("---\n", length),
  "short paragraphs": (length) => times("a\n\n", length),
  "short lines": (length) => times("a\n", length),
  "one long paragraph": (length) => times("lorem ipsum ", length),
  "one word": (length) => times("a", length),
  "line feeds": (length) => times("\n", length),
  spaces: (length) => times(" ", length),
  tabs: (length) => times("\t", length),
  zalgo: (length) => times(`a${"\u0301\u0327\u0489".repeat(20)}`, length),
  "joined emoji": (length) => times("👩‍👩‍👧‍👦", length),
  "half characters": (length) => times("\uD83D", length),
  "both directions": (length) => times("a\u202Eב\u2066", length),
  "private marks": (length) => times("\u{E000}0\u{E001}", length),
  "zero bytes": (length) => times("\0", length),
  "task lists": (length) => times("- [ ] a\n", length),
  "hard breaks": (length) => times("a  \n", length),
};

export const ALL_HOSTILE: typeof HOSTILE = { ...HOSTILE, ...MORE_HOSTILE };

/** Numbers between 0 and 1, the same for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A text of about so many characters, made of these kinds and of the pieces they are made of. */
export function mixture(random: () => number, length: number, from = HOSTILE): string {
  const kinds = Object.values(from);
  const marks = [
    "*",
    "_",
    "~~",
    "`",
    "[",
    "]",
    "](",
    "![",
    "<",
    ">",
    "|",
    "\n",
    "\n\n",
    "- ",
    "1. ",
    "    ",
    "$",
    "\\(",
    "a",
    " ",
    "#",
    "&",
    '"',
    "(",
    ")",
    "```\n",
  ];
  let text = "";
  while (text.length < length) {
    const left = length - text.length;
    if (random() < 0.4) {
      const kind = kinds[Math.floor(random() * kinds.length)];
      text += kind === undefined ? "" : kind(Math.min(left, 1 + Math.floor(random() ** 3 * 40_000)));
    } else {
      const chosen = Array.from({ length: 1 + Math.floor(random() * 4) }, () => marks[Math.floor(random() * marks.length)] ?? "a");
      text += times(chosen.join(""), Math.min(left, 1 + Math.floor(random() ** 3 * 20_000)));
    }
    text += random() < 0.5 ? "\n\n" : "";
  }
  return text.slice(0, length);
}
