/** A conversation's title while it is renamed in place: Enter or leaving it saves, Escape keeps the old one. */
import { useRef, useState, type FormEvent } from "react";
import { MAX_TITLE_CHARACTERS } from "../../src/protocol/limits.ts";
import { belongsToInputMethod } from "./input-method.ts";
import { words } from "../words/words.ts";

interface TitleInputProps {
  title: string;
  /** `byKey`: the keyboard ended it, and needs a place to go on. Left by a click, the focus is where it was clicked. */
  onDone: (byKey: boolean) => void;
  onSave: (title: string) => void;
  className: string;
  inputClassName: string;
}

export function TitleInput({ title, onDone, onSave, className, inputClassName }: TitleInputProps) {
  const [text, setText] = useState(title);
  // Enter takes the field away, which makes it lose the focus: once is enough.
  const isDone = useRef(false);
  const end = (isSaved: boolean, byKey: boolean) => {
    if (isDone.current) return;
    isDone.current = true;
    const next = text.trim();
    if (isSaved && next !== "" && next !== title) onSave(next);
    onDone(byKey);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    end(true, true);
  };
  return (
    <form onSubmit={submit} className={className}>
      <input
        // The person asked to rename: this is where they want to be.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        aria-label={words.ui.title}
        dir="auto"
        value={text}
        maxLength={MAX_TITLE_CHARACTERS}
        onFocus={(event) => event.target.select()}
        onChange={(event) => setText(event.target.value)}
        onBlur={() => end(true, false)}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || belongsToInputMethod(event)) return;
          // The Escape of a title stops no answer.
          event.stopPropagation();
          event.preventDefault();
          end(false, true);
        }}
        className={inputClassName}
      />
    </form>
  );
}
