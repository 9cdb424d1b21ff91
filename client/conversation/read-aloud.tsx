/** Reads an answer aloud with the device's own voice: nothing leaves the machine through us. Not shown where there is none. */
import { useEffect, useState } from "react";
import { IconButton } from "../ui/icon-button.tsx";

/** Engines stop in the middle of long utterances: each gets at most about this many characters, cut at the end of a sentence. */
const PIECE_CHARACTERS = 220;

/** Markdown as one would read it to somebody: no marks, code only named. */
export function spokenText(markdown: string): string {
  return markdown
    .replaceAll(/^(```|~~~)[^\n]*\n[\s\S]*?(^\1[^\n]*$|(?![\s\S]))/gm, "(A block of code.)")
    .replaceAll(/!?\[([^\][]*)\]\((?:[^()\n]|\([^()\n]*\))*\)/g, "$1")
    .replaceAll(/^[ \t]*(?:\|[ \t]*)?(?::?-{2,}:?[ \t]*\|[ \t]*)+:?-*:?[ \t]*$/gm, "")
    .replaceAll(/^\s{0,3}(#{1,6}|>|[-*+])\s+/gm, "")
    .replaceAll(/[*_`~]{1,3}(?=\S)|(?<=\S)[*_`~]{1,3}/g, "")
    .split("|")
    .map((cell, index, cells) => (index === cells.length - 1 ? cell.trimStart() : index === 0 ? cell.trimEnd() : cell.trim()))
    .join(", ")
    .replaceAll(/\n{2,}/g, "\n")
    .trim();
}

/** Sentences together, as long as they fit into one utterance. */
export function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  let piece = "";
  for (const sentence of text.split(/(?<=[.!?…:;])\s+|\n+/)) {
    if (piece !== "" && piece.length + sentence.length > PIECE_CHARACTERS) {
      pieces.push(piece);
      piece = "";
    }
    piece = piece === "" ? sentence : `${piece} ${sentence}`;
  }
  return piece === "" ? pieces : [...pieces, piece];
}

const isAvailable = (): boolean => "speechSynthesis" in window && "SpeechSynthesisUtterance" in window;

export function ReadAloudButton({ text }: { text: string }) {
  const [isReading, setReading] = useState(false);
  useEffect(() => {
    if (!isReading) return;
    return () => speechSynthesis.cancel();
  }, [isReading]);
  if (!isAvailable()) return null;
  const start = () => {
    // Whatever another answer says ends; its own button hears of it.
    speechSynthesis.cancel();
    const utterances = piecesOf(spokenText(text)).map((piece) => new SpeechSynthesisUtterance(piece));
    const last = utterances.at(-1);
    if (last === undefined) return;
    last.addEventListener("end", () => setReading(false));
    for (const utterance of utterances) {
      utterance.addEventListener("error", () => setReading(false));
      speechSynthesis.speak(utterance);
    }
    setReading(true);
  };
  return (
    <IconButton
      icon={isReading ? "stop" : "speak"}
      label={isReading ? "Stop reading" : "Read aloud"}
      aria-pressed={isReading}
      small
      onClick={() => (isReading ? setReading(false) : start())}
    />
  );
}
