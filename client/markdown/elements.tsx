/** How the elements of an answer are drawn where the browser's own way is not enough. */
import type { Element, Root } from "hast";
import { toJsxRuntime, type Components } from "hast-util-to-jsx-runtime";
import type { ComponentProps, ReactElement } from "react";
import { Fragment, jsx, jsxs } from "react/jsx-runtime";
import { CodeBlock } from "./code-block.tsx";
import { FormulaView } from "./formula.tsx";
import { NoteMark } from "./footnotes.tsx";
import { isEmbedded } from "./images.ts";
import { Table } from "./table.tsx";
import { words } from "../words/words.ts";

declare module "react" {
  // oxlint-disable-next-line typescript/no-namespace
  namespace JSX {
    interface IntrinsicElements {
      "x-formula": { "data-tex"?: string; "data-display"?: string; children?: string };
      "x-note-mark": { "data-number"?: string; "data-first"?: string };
    }
  }
}

const LINK_REL = "noopener noreferrer nofollow";
/** An address with one of these schemes, or without any. */
const SAFE_ADDRESS = /^(?:(?:https?|mailto|tel|ircs?|xmpp):|[^:]*(?:[/?#]|$))/i;

/** A link that a person may click. Nothing is asked of it before. */
function Link({ href, children }: ComponentProps<"a">) {
  if (href === undefined || href === "" || !SAFE_ADDRESS.test(href)) return <span>{children}</span>;
  return (
    <a href={href} rel={LINK_REL} target="_blank">
      {children}
    </a>
  );
}

/** An image by address could carry words of the conversation there, or act on the app itself: it is a link instead. */
function Picture({ src, alt }: ComponentProps<"img">) {
  const name = alt === undefined || alt === "" ? words.markdown.image : alt;
  if (typeof src !== "string" || src === "") return <span>{alt}</span>;
  if (isEmbedded(src)) return <img src={src} alt={alt ?? ""} loading="lazy" decoding="async" className="picture" />;
  return <Link href={src}>{name} ↗</Link>;
}

function textOf(node: Element | Root): string {
  return node.children.map((child) => (child.type === "text" ? child.value : child.type === "element" ? textOf(child) : "")).join("");
}

/** The code of a `pre`, and its language from the class that the parser put on it. */
function Pre({ node }: { node?: Element | undefined }) {
  const code = node?.children.find((child): child is Element => child.type === "element");
  if (code === undefined) return null;
  const names = code.properties["className"];
  const first = Array.isArray(names) ? names[0] : undefined;
  return (
    <CodeBlock language={typeof first === "string" ? first.replace(/^language-/, "") : ""} code={textOf(code).replace(/\r?\n$/, "")} />
  );
}

const COMPONENTS: Partial<Components> = {
  a: ({ href, children }) => <Link href={href}>{children}</Link>,
  img: ({ src, alt }) => <Picture src={src} alt={alt} />,
  pre: ({ node }) => <Pre node={node} />,
  table: ({ dir, children }) => <Table dir={dir}>{children}</Table>,
  "x-formula": ({ node, "data-tex": tex = "", "data-display": display }) => (
    <FormulaView tex={tex} isDisplay={display === "true"} source={node === undefined ? "" : textOf(node)} />
  ),
  "x-note-mark": ({ "data-number": number = "", "data-first": first }) => <NoteMark number={number} isFirst={first === "true"} />,
};

/** A tree as elements of React. */
export function elementsOf(tree: Root): ReactElement {
  return toJsxRuntime(tree, { Fragment, jsx, jsxs, components: COMPONENTS, ignoreInvalidStyle: true, passNode: true });
}
