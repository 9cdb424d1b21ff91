/** One block of Markdown → a tree that can be drawn: CommonMark with GitHub's extensions, and what models write beyond them. */
import type { Root as HtmlRoot } from "hast";
import type { Parents, PhrasingContent, Root } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { toHast, type Handlers } from "mdast-util-to-hast";
import { normalizeIdentifier } from "micromark-util-normalize-identifier";
import { partsWithAddresses } from "./addresses.ts";
import { isDrawable, isParseable } from "./bounds.ts";
import { Deadline, PARSE_LIMIT_MS } from "./deadline.ts";
import { setDirections } from "./direction.ts";
import { extractFormulas, partsWithFormulas, restoreFormulas, type Formula } from "./formulas.ts";
import { restoreImages } from "./images.ts";
import { noteNumbers, type Context, type NoteNumber } from "./references.ts";
import { withSafeTags } from "./safe-tags.ts";
import { syntaxWith } from "./syntax.ts";

/** One for all: the page has one thread. */
export const deadline = new Deadline();
const SYNTAX = syntaxWith(deadline);
/** Ends a footnote's stub, so that a block that begins with an indent is not taken for more of it. */
const BORDER = "[\u{E004}]: .";

interface Taken {
  formulas: readonly Formula[];
  images: readonly string[];
}

function restore(text: string, taken: Taken): string {
  return restoreImages(restoreFormulas(text, taken.formulas), taken.images);
}

/** A line feed in an answer is meant: verse, addresses, lists without marks. */
function withBreaks(text: string): PhrasingContent[] {
  return text.split("\n").flatMap<PhrasingContent>((line, index) => {
    const words: PhrasingContent[] = line === "" ? [] : [{ type: "text", value: line }];
    return index === 0 ? words : [{ type: "break" }, ...words];
  });
}

function formulaNode({ source, tex, isDisplay }: Formula): PhrasingContent {
  const hProperties = { dataTex: tex, dataDisplay: String(isDisplay) };
  return { type: "emphasis", children: [{ type: "text", value: source }], data: { hName: "x-formula", hProperties } };
}

function wordNodes(text: string, taken: Taken, isLink: boolean): PhrasingContent[] {
  const parts = isLink ? [text] : partsWithAddresses(text);
  return parts.flatMap((part) =>
    typeof part === "string"
      ? withBreaks(restoreImages(part, taken.images))
      : { type: "link", url: part.href, children: [{ type: "text", value: part.text }] },
  );
}

/** Words and what is among them, refined. */
function refinedWords(children: readonly PhrasingContent[], taken: Taken, isLink: boolean): PhrasingContent[] {
  return withSafeTags(children).flatMap((child) =>
    child.type === "text"
      ? partsWithFormulas(child.value, taken.formulas).flatMap((part) =>
          typeof part === "string" ? wordNodes(part, taken, isLink) : formulaNode(part),
        )
      : child,
  );
}

/** Finds what the parser does not know in the words of a tree, and puts back what was taken out of them. */
function refine(parent: Parents, taken: Taken, isLink: boolean): void {
  switch (parent.type) {
    case "paragraph":
    case "heading":
    case "tableCell":
    case "emphasis":
    case "strong":
    case "delete":
    case "link":
    case "linkReference":
      parent.children = refinedWords(parent.children, taken, isLink);
      break;
    case "root":
    case "blockquote":
    case "footnoteDefinition":
    case "list":
    case "listItem":
    case "table":
    case "tableRow":
      break;
  }
  for (const child of parent.children) {
    if (child.type === "code" || child.type === "inlineCode") child.value = restore(child.value, taken);
    else if (child.type === "link" || child.type === "definition") child.url = restore(child.url, taken);
    else if (child.type === "image") {
      child.url = restore(child.url, taken);
      child.alt = restore(child.alt ?? "", taken);
    }
    if ("children" in child && !(child.type === "emphasis" && child.data?.hName === "x-formula"))
      refine(child, taken, isLink || child.type === "link" || child.type === "linkReference");
  }
}

function handlersFor(numbers: ReadonlyMap<string, NoteNumber>): Handlers {
  const marked = new Set<string>();
  return {
    footnoteDefinition: () => undefined,
    footnoteReference: (_, node: { identifier: string }) => {
      const label = normalizeIdentifier(node.identifier);
      const note = numbers.get(label);
      if (note === undefined) return { type: "text", value: `[^${node.identifier}]` };
      const isFirst = note.isFirst && !marked.has(label);
      marked.add(label);
      const properties = { dataNumber: String(note.number), dataFirst: String(isFirst) };
      return { type: "element", tagName: "x-note-mark", properties, children: [] };
    },
  };
}

/**
 * The tree of a block; of a footnote, that of what it says. Null when the block is beyond the bounds, or too much for the parser:
 * it is plain text then.
 */
export function parseBlock(text: string, context: Context, images: readonly string[], note: string | null = null): HtmlRoot | null {
  const { text: words, formulas } = extractFormulas(text);
  const source = context.definitions === "" ? words : `${context.definitions}\n\n${BORDER}\n\n${words}`;
  if (!isParseable(source)) return null;
  try {
    const whole = deadline.run(PARSE_LIMIT_MS, () => fromMarkdown(source, SYNTAX));
    const own = whole.children.find((child) => child.type === "footnoteDefinition" && normalizeIdentifier(child.identifier) === note);
    const tree: Root = own?.type === "footnoteDefinition" ? { type: "root", children: [...own.children] } : whole;
    if (!isDrawable(tree)) return null;
    refine(tree, { formulas, images }, false);
    if (!isDrawable(tree)) return null;
    const drawn = toHast(tree, { handlers: handlersFor(noteNumbers(context)) });
    if (drawn.type !== "root") return null;
    setDirections(drawn);
    return drawn;
  } catch {
    // Whatever the parser stumbles over (its stack is not endless) costs one block its looks.
    return null;
  }
}
