/** One block as elements of React. Everything that takes time happens here, not when React renders them. */
import { Fragment, type ReactNode } from "react";
import { BlockBoundary } from "./block-boundary.tsx";
import { PARSE_LIMIT_MS } from "./deadline.ts";
import { NODES_OF_CODE } from "./bounds.ts";
import { CodeBlock } from "./code-block.tsx";
import { Details, detailsParts } from "./details.tsx";
import { elementsOf } from "./elements.tsx";
import { codeOf, dedent, isClosed, withoutClosing } from "./fence.ts";
import { Note } from "./footnotes.tsx";
import { restoreImages } from "./images.ts";
import { deadline, parseBlock } from "./parse.ts";
import { PlainNotice, PlainText } from "./plain-text.tsx";
import { contextsOf, NO_CONTEXT, noteLabel, noteNumbers, type Context } from "./references.ts";
import { splitBlocks, type Block } from "./split-blocks.ts";
import { words } from "../words/words.ts";

export interface DrawnBlock {
  node: ReactNode;
  /** False where the block had to be left as it was written. */
  isLaidOut: boolean;
  /** Nodes of its tree, about as many elements. */
  size: number;
}

/** `<details>` inside one another; deeper ones stay text. */
const DEEPEST_DETAILS = 3;

export function drawPlain(text: string, notice: boolean): DrawnBlock {
  const node = (
    <div className="plain">
      {notice ? <PlainNotice /> : null}
      <PlainText text={text} />
    </div>
  );
  return { node, isLaidOut: false, size: 1 + text.length / 4096 };
}

function drawMarkdown(text: string, context: Context, images: readonly string[], label: string | null): DrawnBlock {
  const tree = text.trim() === "" ? null : parseBlock(text, context, images, label);
  if (tree === null) return text.trim() === "" ? { node: null, isLaidOut: true, size: 0 } : drawPlain(restoreImages(text, images), true);
  const elements = elementsOf(tree);
  const number = label === null ? undefined : noteNumbers(context).get(label)?.number;
  const node = number === undefined ? elements : <Note number={number}>{elements}</Note>;
  return { node, isLaidOut: true, size: sizeOf(tree) };
}

function sizeOf(node: { tagName?: string; children?: readonly object[] }): number {
  return (node.children ?? []).reduce<number>((size, child) => size + sizeOf(child), node.tagName === "pre" ? NODES_OF_CODE : 1);
}

function drawDetails(block: Block, context: Context, images: readonly string[], depth: number): DrawnBlock {
  if (depth > DEEPEST_DETAILS) return drawPlain(restoreImages(block.text, images), true);
  const { summary, body, isOpen } = detailsParts(block.text);
  const blocks = splitBlocks(body);
  const contexts = contextsOf(blocks);
  const drawn = blocks.map((inner, index) => {
    const own = contexts?.[index] ?? NO_CONTEXT;
    const definitions = [context.definitions, own.definitions].filter((text) => text !== "").join("\n\n");
    return drawBlock([inner], { definitions, notes: context.notes === "" ? own.notes : context.notes }, images, depth + 1);
  });
  const title = drawMarkdown(summary === "" ? words.markdown.details : summary, context, images, null);
  const node = (
    <Details summary={title.node} isOpen={isOpen}>
      {drawn.map((inner, index) => (
        // oxlint-disable-next-line react/no-array-index-key
        <Fragment key={index}>{inner.node}</Fragment>
      ))}
    </Details>
  );
  return { node, isLaidOut: true, size: drawn.reduce((size, inner) => size + inner.size, 2) };
}

/** A block, or all the pieces of one. */
export function drawBlock(pieces: readonly Block[], context: Context, images: readonly string[], depth = 0): DrawnBlock {
  const [first] = pieces;
  if (first === undefined) return { node: null, isLaidOut: true, size: 0 };
  const text = pieces.length === 1 ? first.text : pieces.map((piece) => piece.text).join("");
  switch (first.kind) {
    case "code": {
      if (first.fence === null) return drawPlain(text, false);
      const { language, code } = codeOf(text, first.fence);
      const shown = restoreImages(dedent(withoutClosing(code, first.fence), first.fence), images);
      return {
        node: <CodeBlock language={language} code={shown} isWhole={isClosed(code, first.fence)} />,
        isLaidOut: true,
        size: 8 + text.length / 4096,
      };
    }
    case "plain":
      return drawPlain(restoreImages(text, images), true);
    case "details":
      return deadline.run(PARSE_LIMIT_MS, () => drawDetails(first, context, images, depth));
    case "markdown":
    case "note":
      return drawMarkdown(text, context, images, noteLabel(first));
  }
}

/** A drawn block that takes nothing with it if React cannot render it. */
export function guarded(drawn: DrawnBlock, text: string): ReactNode {
  return (
    <div>
      <BlockBoundary text={text}>{drawn.node}</BlockBoundary>
    </div>
  );
}
