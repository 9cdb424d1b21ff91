/** A Mermaid block: its picture as soon as it is drawn, its source one press away; what cannot be drawn says why. */
/* What is wider or higher than its box scrolls: the keyboard has to reach it. */
/* oxlint-disable jsx-a11y/no-noninteractive-tabindex */
import { memo, useId, useMemo, useRef, useState } from "react";
import { CopyButton } from "../ui/copy-button.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { useEdges } from "../ui/use-edges.ts";
import type { Drawing } from "./drawer.ts";
import { drawableOf, type Drawable } from "./kind.ts";
import { useDrawing } from "./use-drawing.ts";
import { words } from "../words/words.ts";

/** A wide picture is made smaller down to this share of its size; beyond that it scrolls. */
const SMALLEST = 0.6;

/** Why there is no picture; null: there is one, or it may still come. */
function whyNot(drawable: Drawable, drawing: Drawing | null): string | null {
  switch (drawable.kind) {
    case "empty":
      return null;
    case "too-large":
      return words.diagrams.tooLarge;
    case "unknown":
      return words.diagrams.unknown(drawable.word);
    case "drawable":
      break;
  }
  switch (drawing?.state) {
    case undefined:
    case "drawn":
      return null;
    case "mistake":
      return words.diagrams.mistake;
    case "slow":
      return words.diagrams.slow;
    case "failed":
      return words.diagrams.failed;
  }
}

export const DiagramBlock = memo(function DiagramBlock({ code, isWhole }: { code: string; isWhole: boolean }) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const [wantsSource, setWantsSource] = useState(false);
  const { ref, edges } = useEdges();
  const drawable = useMemo(() => drawableOf(code), [code]);
  const drawing = useDrawing(drawable.kind === "drawable" ? drawable.source : null, isWhole, box);
  const reason = whyNot(drawable, drawing);
  const picture = drawing?.state === "drawn" && drawable.kind === "drawable" ? drawing : null;
  const isSource = picture === null || wantsSource;
  return (
    <div
      ref={box}
      className="code-block"
      dir="ltr"
      data-testid="diagram"
      data-state={picture === null ? (reason === null ? "waiting" : "source") : "drawn"}
    >
      <div className="code-head flex h-10 items-center ps-4 pe-1.5 text-xs text-faint select-none">
        <span data-label="mermaid" className="flex-1 truncate before:content-[attr(data-label)]" />
        {picture === null ? null : (
          <IconButton
            icon="code"
            label={isSource ? words.diagrams.showPicture : words.diagrams.showSource}
            small
            aria-expanded={isSource}
            aria-controls={id}
            onClick={() => setWantsSource(!wantsSource)}
            className="aria-expanded:text-accent"
          />
        )}
        <CopyButton text={() => code} label={words.markdown.copyCode} small />
      </div>
      {reason === null ? null : <output className="block px-4 pb-2 text-sm text-muted">{reason}</output>}
      <div id={id}>
        {isSource ? (
          <pre tabIndex={0} aria-label={words.diagrams.source}>
            <code>{code}</code>
          </pre>
        ) : (
          <div className="wide-box diagram-box" data-more-start={edges.start} data-more-end={edges.end}>
            <figure ref={ref} className="diagram-picture" tabIndex={0} aria-label={words.diagrams.diagram}>
              <img
                src={picture.address}
                width={picture.width}
                height={picture.height}
                style={{ minWidth: Math.round(picture.width * SMALLEST) }}
                alt={words.diagrams.picture(words.diagrams[drawable.kind === "drawable" ? drawable.name : "diagram"])}
              />
            </figure>
          </div>
        )}
      </div>
    </div>
  );
});
