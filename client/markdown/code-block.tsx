/** A block of code: its language, a button that wraps its lines, one that copies exactly the code, and colours when it has ended. A diagram is drawn. */
import { memo, useState } from "react";
import { runsByPiece, type Run } from "../code/runs.ts";
import { useColours } from "../code/use-colours.ts";
import { DiagramBlock } from "../diagrams/diagram-block.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { piecesOf } from "./pieces.ts";
import { words } from "../words/words.ts";

const Runs = memo(function Runs({ runs }: { runs: readonly Run[] }) {
  return runs.map(({ text, kind }, index) =>
    kind === "" ? (
      text
    ) : (
      // The place is the identity: a block is coloured once, as a whole.
      // oxlint-disable-next-line react/no-array-index-key
      <span key={index} className={kind}>
        {text}
      </span>
    ),
  );
});

const Piece = memo(function Piece({ text, runs }: { text: string; runs: readonly Run[] | undefined }) {
  return <span className="code-piece">{runs === undefined ? text : <Runs runs={runs} />}</span>;
});

interface CodeBlockProps {
  language: string;
  /** The code without a line feed at its end, which a terminal would take for Enter. */
  code: string;
  /** Nothing more comes of it. */
  isWhole?: boolean;
}

export function CodeBlock({ language, code, isWhole = false }: CodeBlockProps) {
  return language.toLowerCase() === "mermaid" ? <DiagramBlock code={code} isWhole={isWhole} /> : <Lines language={language} code={code} />;
}

const Lines = memo(function Lines({ language, code }: Omit<CodeBlockProps, "isWhole">) {
  const [isWrapped, setWrapped] = useState(false);
  const runs = useColours(code, language);
  const pieces = piecesOf(code);
  const coloured = runs === null ? null : runsByPiece(runs, pieces);
  const label = language === "" ? words.markdown.code : words.markdown.codeIn(language);
  return (
    <div className="code-block" dir="ltr">
      <div className="code-head flex h-10 items-center ps-4 pe-1.5 text-xs text-faint select-none">
        {/* The label is drawn by CSS so that copying or reading the text gives the answer's own words only. */}
        <span data-label={language === "" ? "code" : language} className="flex-1 truncate before:content-[attr(data-label)]" />
        <IconButton
          icon="wrap"
          label={isWrapped ? words.markdown.noWrap : words.markdown.wrap}
          small
          aria-pressed={isWrapped}
          onClick={() => setWrapped(!isWrapped)}
          className="aria-pressed:text-accent"
        />
        <CopyButton text={() => code} label={words.markdown.copyCode} small />
      </div>
      {/* Wide code scrolls: the region can be focused so that the keyboard can scroll it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0} aria-label={label} className={isWrapped ? "wrapped" : undefined}>
        <code>
          {pieces.length <= 1 ? (
            coloured?.[0] === undefined ? (
              code
            ) : (
              <Runs runs={coloured[0]} />
            )
          ) : (
            // Code only ever grows at its end: the place is the identity.
            // oxlint-disable-next-line react/no-array-index-key
            pieces.map((piece, index) => <Piece key={index} text={piece} runs={coloured?.[index]} />)
          )}
        </code>
      </pre>
    </div>
  );
});
