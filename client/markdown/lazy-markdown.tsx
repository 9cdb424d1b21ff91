/**
 * Markdown as a chunk of its own: it is on its way as soon as the app starts, and text that comes earlier is shown as it is.
 * Not `React.lazy`: a suspended row would hide its text, and the change to Markdown must not build rows anew.
 */
import { createElement, useSyncExternalStore, type ComponentType } from "react";
import { BlockBoundary } from "./block-boundary.tsx";
import { PlainText } from "./plain-text.tsx";

type MarkdownComponent = ComponentType<{ text: string }>;

let loaded: MarkdownComponent | null = null;
const waiting = new Set<() => void>();

async function load(): Promise<void> {
  const module = await import("./markdown.tsx");
  loaded = module.Markdown;
  for (const notify of waiting) notify();
}

function subscribe(notify: () => void): () => void {
  waiting.add(notify);
  return () => waiting.delete(notify);
}

// A chunk that cannot be loaded leaves plain text, which can be read as well.
load().catch(() => undefined);

/** An answer's text, drawn; whatever goes wrong with it stays within it. */
export function Markdown({ text }: { text: string }) {
  const component = useSyncExternalStore(subscribe, () => loaded);
  if (component !== null) return <BlockBoundary text={text}>{createElement(component, { text })}</BlockBoundary>;
  return (
    <div className="prose-answer whitespace-pre-wrap" data-testid="message-text">
      <PlainText text={text} />
    </div>
  );
}
