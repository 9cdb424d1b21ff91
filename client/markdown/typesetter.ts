/** KaTeX, loaded with the first formula, and what it made of formulas before. */
import { createElement, type ReactNode } from "react";

/** Longest formula that is set, in characters, and deepest nesting of its groups. */
const LONGEST = 2000;
const DEEPEST_GROUP = 16;
/** Of what KaTeX makes: elements, and elements inside one another. */
const MOST_ELEMENTS = 2000;
const DEEPEST = 60;
/** Formulas kept: those of a few conversations. */
const KEPT = 1000;

type Katex = typeof import("katex").default;

let katex: Katex | null = null;
let loading: Promise<void> | null = null;
const made = new Map<string, ReactNode>();

/** Loads KaTeX once; where that fails formulas stay as they were written. */
export function loadTypesetter(): Promise<void> {
  loading ??= import("katex").then(
    (module) => {
      katex = module.default;
    },
    () => {
      loading = null;
    },
  );
  return loading;
}

export function hasTypesetter(): boolean {
  return katex !== null;
}

function isWithinBounds(tex: string): boolean {
  if (tex.length > LONGEST) return false;
  let depth = 0;
  for (const character of tex) {
    depth += character === "{" ? 1 : character === "}" ? -1 : 0;
    if (depth > DEEPEST_GROUP) return false;
  }
  return true;
}

class TooLarge extends Error {
  override name = "TooLarge";
}

/** Elements of React from the MathML that KaTeX wrote. */
class Reader {
  #elements = 0;

  read(element: Element, depth: number, key: number): ReactNode {
    this.#elements += 1;
    if (depth > DEEPEST || this.#elements > MOST_ELEMENTS) throw new TooLarge();
    const attributes: Record<string, string | number> = { key };
    for (const { name, value } of element.attributes) if (name !== "xmlns") attributes[name === "class" ? "className" : name] = value;
    const children = [...element.childNodes].map((child, index) =>
      child instanceof Element ? this.read(child, depth + 1, index) : child.textContent,
    );
    return createElement(element.localName, attributes, ...children);
  }
}

function typeset(tex: string, isDisplay: boolean): ReactNode {
  if (katex === null || !isWithinBounds(tex)) return null;
  try {
    const markup = katex.renderToString(tex, {
      displayMode: isDisplay,
      output: "mathml",
      throwOnError: true,
      strict: false,
      trust: false,
      maxExpand: 200,
      maxSize: 20,
    });
    // The policy refuses style attributes; MathML's own attributes say nearly all of it. Quotation marks in words are escaped.
    const source = markup.replaceAll(/ style="[^"]*"/g, "");
    const math = new DOMParser().parseFromString(source, "application/xml").querySelector("math");
    return math === null ? null : new Reader().read(math, 0, 0);
  } catch {
    // What KaTeX does not understand is shown as it was written.
    return null;
  }
}

/** The formula, drawn; null where it cannot be. */
export function formulaOf(tex: string, isDisplay: boolean): ReactNode {
  const key = `${isDisplay ? "d" : "i"}${tex}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  const node = typeset(tex, isDisplay);
  made.set(key, node);
  const oldest = made.keys().next().value;
  if (made.size > KEPT && oldest !== undefined) made.delete(oldest);
  return node;
}
