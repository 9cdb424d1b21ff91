/** Which kind of diagram a Mermaid source is of, so that what cannot be drawn loads nothing. Pure. */

/** Kinds that are drawn, by the word that a source begins with, and what they are called in the catalogue. */
export type DiagramName = "flowchart" | "state" | "sequence" | "class" | "entity" | "chart";
const DRAWN: ReadonlyMap<string, DiagramName> = new Map([
  ["graph", "flowchart"],
  ["flowchart", "flowchart"],
  ["statediagram", "state"],
  ["statediagram-v2", "state"],
  ["sequencediagram", "sequence"],
  ["classdiagram", "class"],
  ["erdiagram", "entity"],
  ["xychart", "chart"],
  ["xychart-beta", "chart"],
]);

/** Longer sources are not drawn, in characters and in lines: laying them out takes longer than anybody waits. */
const MOST_CHARACTERS = 20_000;
const MOST_LINES = 500;

export type Drawable =
  | { kind: "drawable"; name: DiagramName; source: string }
  /** Nothing stands there yet. */
  | { kind: "empty" }
  | { kind: "too-large" }
  /** Of a kind that is not drawn here; `word` is what it begins with. */
  | { kind: "unknown"; word: string };

/** A source without its front matter, comments before its first word, and what a picture cannot do: be clicked. */
function withoutPreamble(code: string): string {
  return code
    .replaceAll("\r\n", "\n")
    .replace(/^\s*---\n[^]*?\n---\s*(?:\n|$)/, "")
    .replace(/^(?:[ \t]*(?:%%[^\n]*)?\n)*/, "")
    .replaceAll(/^[ \t]*click[ \t][^\n]*$/gm, "");
}

export function drawableOf(code: string): Drawable {
  if (code.length > MOST_CHARACTERS || code.split("\n").length > MOST_LINES) return { kind: "too-large" };
  const source = withoutPreamble(code);
  const word = /^\s*([\w-]{1,40})/.exec(source)?.[1] ?? "";
  if (word === "") return { kind: "empty" };
  const name = DRAWN.get(word.toLowerCase());
  return name === undefined ? { kind: "unknown", word } : { kind: "drawable", name, source };
}
