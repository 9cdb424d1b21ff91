/** What a person asked, as it was typed: line feeds stay, each paragraph runs its own way, and a long one is folded. */
import { useId, useState } from "react";
import { Markdown } from "../markdown/lazy-markdown.tsx";
import { PlainText } from "../markdown/plain-text.tsx";
import { Button } from "../ui/button.tsx";
import { words } from "../words/words.ts";

/** Lines that are shown of a folded question. */
const FOLD_LINES = 12;
/** Characters that about fill a line of the bubble. */
const LINE_CHARACTERS = 64;

/** Whether a question takes more lines than a folded one shows. */
export function isLongQuestion(text: string): boolean {
  if (text.length > FOLD_LINES * LINE_CHARACTERS * 2) return true;
  return text.split("\n").reduce((lines, line) => lines + Math.max(1, Math.ceil(line.length / LINE_CHARACTERS)), 0) > FOLD_LINES;
}

/** A question with a block of code is drawn like an answer. */
export function holdsCode(text: string): boolean {
  return /^ {0,3}(?:```|~~~)/m.test(text);
}

interface QuestionTextProps {
  text: string;
  pale?: boolean;
  /** What was found in it may stand anywhere: it is not folded until somebody does. */
  isFound?: boolean;
}

/** The bubble alone; long words break. */
export function QuestionText({ text, pale = false, isFound = false }: QuestionTextProps) {
  const id = useId();
  const [chosen, setUnfolded] = useState<boolean | null>(null);
  const isUnfolded = chosen ?? isFound;
  const isLong = isLongQuestion(text);
  // Files may be sent without a word.
  if (text === "") return null;
  return (
    <div className={`max-w-full min-w-0 rounded-3xl rounded-ee-md bg-bubble px-4.5 py-2.5 text-base ${pale ? "opacity-70" : ""}`}>
      {holdsCode(text) ? (
        <div id={id} dir="auto" className={`question-markdown ${isLong && !isUnfolded ? "folded" : ""}`}>
          <Markdown text={text} />
        </div>
      ) : (
        <div
          id={id}
          dir="auto"
          data-testid="message-text"
          className={`whitespace-pre-wrap [overflow-wrap:anywhere] [unicode-bidi:plaintext] ${isLong && !isUnfolded ? "folded" : ""}`}
        >
          <PlainText text={text} />
        </div>
      )}
      {isLong ? (
        <Button
          small
          look="plain"
          className="-ms-3 mt-1"
          aria-expanded={isUnfolded}
          aria-controls={id}
          onClick={() => setUnfolded(!isUnfolded)}
        >
          {isUnfolded ? words.answer.showLess : words.answer.showAll}
        </Button>
      ) : null}
    </div>
  );
}
