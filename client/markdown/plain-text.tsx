/** Text as it was written, line feeds and all. Any length: long text is laid out piece by piece. */
import { memo } from "react";
import { piecesOf } from "./pieces.ts";
import { words } from "../words/words.ts";

const Piece = memo(function Piece({ text }: { text: string }) {
  return <div className="plain-piece">{text}</div>;
});

export function PlainPieces({ pieces }: { pieces: readonly string[] }) {
  // Text only ever grows at its end: the place is the identity.
  // oxlint-disable-next-line react/no-array-index-key
  return pieces.map((piece, index) => <Piece key={index} text={piece} />);
}

export function PlainText({ text }: { text: string }) {
  const pieces = piecesOf(text);
  return pieces.length <= 1 ? text : <PlainPieces pieces={pieces} />;
}

/** Why something that could look better is shown as it was written. */
export function PlainNotice({ broke = false }: { broke?: boolean }) {
  return (
    <p className="plain-notice" data-testid="plain-notice">
      {broke ? words.markdown.broke : words.markdown.tooLong}
    </p>
  );
}
