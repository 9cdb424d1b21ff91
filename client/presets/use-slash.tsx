/** Prompts and commands behind `/` in the composer, and prompts chosen elsewhere. Lists and forms are loaded when they are wanted. */
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode, type RefObject } from "react";
import { flushSync } from "react-dom";
import type { SlashPrompt } from "../../src/protocol/presets.ts";
import { late } from "../ui/late.tsx";
import { withWords } from "../words/words.ts";
import { chosenPrompt } from "./chosen.ts";
import { fieldsOf } from "./fields.ts";
import { slashTyped } from "./slash.ts";
import type { SlashHandle } from "./slash-list.tsx";

const SlashList = late(() => withWords("dialogs", import("./slash-list.tsx")));
const FillDialog = late(() => withWords("dialogs", import("./fill-dialog.tsx")));

interface Slash {
  /** Stands beside the field, within what is positioned around it. */
  list: ReactNode;
  /** True when the key was meant for the list. */
  onKey: (event: KeyboardEvent) => boolean;
}

/** Another tab's words come here too: what they begin is none of this tab's business. */
function useFocused(input: RefObject<HTMLTextAreaElement | null>): boolean {
  const [isFocused, setFocused] = useState(false);
  useEffect(() => {
    const field = input.current;
    if (field === null) return;
    const look = () => setFocused(document.activeElement === field);
    look();
    field.addEventListener("focus", look);
    field.addEventListener("blur", look);
    return () => {
      field.removeEventListener("focus", look);
      field.removeEventListener("blur", look);
    };
  }, [input]);
  return isFocused;
}

/** @param replace puts a text in the place of what stands in the field, and the focus there */
export function useSlash(text: string, input: RefObject<HTMLTextAreaElement | null>, replace: (text: string) => void): Slash {
  const handle = useRef<SlashHandle>(null);
  const [dismissed, setDismissed] = useState<string | null>(null);
  const [filling, setFilling] = useState<SlashPrompt | null>(null);
  const isFocused = useFocused(input);
  const typed = slashTyped(text);
  const isOpen = typed !== null && isFocused && dismissed !== text && filling === null;
  const take = (prompt: SlashPrompt) => {
    if (fieldsOf(prompt.text).length > 0) setFilling(prompt);
    else replace(prompt.text);
  };
  useEffect(() => chosenPrompt.takeWith(take));
  const leaveFilling = () => {
    setFilling(null);
    setDismissed(text);
  };
  const list = (
    <>
      {isOpen ? (
        <SlashList
          ref={handle}
          typed={typed}
          input={input}
          onPrompt={take}
          onCommand={() => replace("")}
          onDismiss={() => setDismissed(text)}
          onFailed={() => setDismissed(text)}
        />
      ) : null}
      {filling === null ? null : (
        <FillDialog
          prompt={filling}
          onText={(filledIn) => {
            // The dialog goes first: behind it nothing can have the focus.
            flushSync(() => setFilling(null));
            replace(filledIn);
          }}
          onClose={leaveFilling}
          onFailed={leaveFilling}
        />
      )}
    </>
  );
  return {
    list,
    onKey: (event) => {
      if (!isOpen || handle.current?.onKey(event) !== true) return false;
      event.preventDefault();
      return true;
    },
  };
}
