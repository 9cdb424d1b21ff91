/** An answer's Markdown. Raw HTML stays text, nothing is loaded from other origins, and only the block that grows is parsed again. */
import { memo, useMemo, useRef, type ComponentProps } from "react";
import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import { CopyButton } from "../ui/copy-button.tsx";
import { splitBlocks } from "./split-blocks.ts";

const PLUGINS = [remarkGfm];
const LINK_REL = "noopener noreferrer nofollow";

function Link({ href, children }: ComponentProps<"a">) {
  if (href === undefined || href === "") return <span>{children}</span>;
  // Footnotes jump inside the page.
  if (href.startsWith("#")) return <a href={href}>{children}</a>;
  return (
    <a href={href} rel={LINK_REL} target="_blank">
      {children}
    </a>
  );
}

/** True for images that cannot tell anybody that they were looked at. */
function isOwnImage(source: string): boolean {
  return source.startsWith("data:image/") || source.startsWith("blob:") || (source.startsWith("/") && !source.startsWith("//"));
}

/** Another origin's image could carry words of the conversation in its address: it is offered as a link instead. */
function Picture({ src, alt }: ComponentProps<"img">) {
  if (typeof src !== "string" || src === "") return <span>{alt}</span>;
  if (isOwnImage(src)) return <img src={src} alt={alt ?? ""} loading="lazy" className="max-w-full rounded-xl" />;
  return (
    <a href={src} rel={LINK_REL} target="_blank">
      {alt === undefined || alt === "" ? "Image" : alt} ↗
    </a>
  );
}

/** The language of a code block, from the class the parser put on its code. */
function languageOf(node: { children: readonly { type: string; properties?: { className?: unknown } }[] } | undefined): string {
  const names = node?.children.find((child) => child.type === "element")?.properties?.className;
  const first: unknown = Array.isArray(names) ? names[0] : undefined;
  return typeof first === "string" ? first.replace(/^language-/, "") : "";
}

const CodeBlock: NonNullable<Components["pre"]> = ({ node, children }) => {
  const pre = useRef<HTMLPreElement>(null);
  const language = languageOf(node);
  return (
    <div className="code-block">
      <div className="flex h-10 items-center justify-between ps-4 pe-1.5 text-xs text-faint select-none">
        {/* The label is drawn by CSS so that copying or reading the text gives the answer's own words only. */}
        <span data-label={language === "" ? "code" : language} className="before:content-[attr(data-label)]" />
        <CopyButton text={() => pre.current?.textContent ?? ""} label="Copy code" small />
      </div>
      {/* Wide code scrolls: the region can be focused so that the keyboard can scroll it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre ref={pre} tabIndex={0} aria-label={language === "" ? "Code" : `Code, ${language}`}>
        {children}
      </pre>
    </div>
  );
};

const COMPONENTS: Components = {
  a: ({ href, children }) => <Link href={href}>{children}</Link>,
  img: ({ src, alt }) => <Picture src={src} alt={alt} />,
  pre: CodeBlock,
  table: ({ children }) => (
    <div className="table-scroll">
      <table>{children}</table>
    </div>
  ),
};

const Block = memo(function Block({ text }: { text: string }) {
  return (
    <div>
      <ReactMarkdown remarkPlugins={PLUGINS} components={COMPONENTS}>
        {text}
      </ReactMarkdown>
    </div>
  );
});

export const Markdown = memo(function Markdown({ text }: { text: string }) {
  const blocks = useMemo(() => splitBlocks(text), [text]);
  return (
    <div className="prose-answer" data-testid="message-text">
      {blocks.map((block, index) => (
        // Blocks only ever grow at the end: the place is the identity.
        // oxlint-disable-next-line react/no-array-index-key
        <Block key={index} text={block} />
      ))}
    </div>
  );
});
