/** Which way a block of text runs: every block decides for itself, and code always runs from the left. */
import type { Element, Nodes } from "hast";

const LETTER = /\p{L}/u;
const FROM_THE_RIGHT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

/** The browser decides by the first letter inside, which is right where nothing inside decides for itself. */
const TEXT_BLOCKS = new Set(["p", "h1", "h2", "h3", "h4", "h5", "h6", "th", "td", "summary"]);
/** These hold blocks that decide for themselves, which the browser would not look into. */
const CONTAINERS = new Set(["ul", "ol", "blockquote", "table"]);

/** The first letter of a tree that is not code, or null. */
function firstLetter(node: Nodes): string | null {
  if (node.type === "text") return LETTER.exec(node.value)?.[0] ?? null;
  if (!("children" in node) || (node.type === "element" && node.tagName === "code")) return null;
  for (const child of node.children) {
    const letter = firstLetter(child);
    if (letter !== null) return letter;
  }
  return null;
}

/** The direction of a text by its first letter. */
export function directionOf(node: Nodes): "ltr" | "rtl" {
  const letter = firstLetter(node);
  return letter !== null && FROM_THE_RIGHT.test(letter) ? "rtl" : "ltr";
}

/** Says of every block of a tree which way it runs. */
export function setDirections(node: Nodes): void {
  if (node.type === "element") {
    const dir = directionAttribute(node);
    if (dir !== null) node.properties = { ...node.properties, dir };
  }
  if ("children" in node) for (const child of node.children) setDirections(child);
}

function directionAttribute(element: Element): string | null {
  if (TEXT_BLOCKS.has(element.tagName)) return "auto";
  if (CONTAINERS.has(element.tagName)) return directionOf(element);
  return element.tagName === "pre" || element.tagName === "code" ? "ltr" : null;
}
