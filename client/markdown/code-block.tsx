/** A block of code with its language and a button that copies exactly the code. */
import { memo } from "react";
import { CopyButton } from "../ui/copy-button.tsx";
import { piecesOf } from "./pieces.ts";

const Piece = memo(function Piece({ text }: { text: string }) {
  return <span className="code-piece">{text}</span>;
});

interface CodeBlockProps {
  language: string;
  /** The code without a line feed at its end, which a terminal would take for Enter. */
  code: string;
}

export const CodeBlock = memo(function CodeBlock({ language, code }: CodeBlockProps) {
  const pieces = piecesOf(code);
  return (
    <div className="code-block" dir="ltr">
      <div className="code-head flex h-10 items-center justify-between ps-4 pe-1.5 text-xs text-faint select-none">
        {/* The label is drawn by CSS so that copying or reading the text gives the answer's own words only. */}
        <span data-label={language === "" ? "code" : language} className="before:content-[attr(data-label)]" />
        <CopyButton text={() => code} label="Copy code" small />
      </div>
      {/* Wide code scrolls: the region can be focused so that the keyboard can scroll it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0} aria-label={language === "" ? "Code" : `Code, ${language}`}>
        <code>
          {pieces.length <= 1
            ? code
            : // Code only ever grows at its end: the place is the identity.
              // oxlint-disable-next-line react/no-array-index-key
              pieces.map((piece, index) => <Piece key={index} text={piece} />)}
        </code>
      </pre>
    </div>
  );
});
