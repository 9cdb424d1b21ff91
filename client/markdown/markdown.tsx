/**
 * An answer's Markdown. HTML stays text but for a few safe tags, nothing is asked of any server before a person clicks, only the
 * block that grows is parsed again, and nothing in it can hold the page up or break it.
 */
import { Fragment, memo, useEffect, useId, useReducer, useState } from "react";
import { Drawing } from "./drawing.tsx";
import { NoteIds } from "./footnotes.tsx";
import { KeepSelection } from "./keep-selection.tsx";
import { slices } from "./slices.ts";

/** From so many blocks on those out of sight are not laid out. */
const MANY_BLOCKS = 40;

export const Markdown = memo(function Markdown({ text }: { text: string }) {
  const ids = useId();
  const [drawing] = useState(() => new Drawing());
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const progress = drawing.advance(text);
  const { sections } = progress;
  useEffect(() => (progress.isWhole ? undefined : slices.drawLater(redraw)), [progress]);
  return (
    <NoteIds value={ids}>
      <KeepSelection className={`prose-answer ${sections.length > MANY_BLOCKS ? "prose-long" : ""}`}>
        {sections.map(({ key, node }) => (
          <Fragment key={key}>{node}</Fragment>
        ))}
      </KeepSelection>
    </NoteIds>
  );
});
