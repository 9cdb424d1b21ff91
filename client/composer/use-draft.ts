/** What stands in the composer (drafts/composer-draft.ts), for React: the text, and the caret's place when another tab changed it. */
import { useEffect, useLayoutEffect, useMemo, useRef, useSyncExternalStore, type RefObject } from "react";
import { conversationDraft, startPageDraft } from "../drafts/composer-draft.ts";
import { caretIn } from "../drafts/merge.ts";
import type { LiveConversation } from "../live/index.ts";

interface Draft {
  text: string;
  setText: (text: string) => void;
  /** Goes on the field, so that a composition is not disturbed. */
  composition: { onCompositionStart: () => void; onCompositionEnd: () => void };
}

export function useDraft(live: LiveConversation | null, chatId: string | null, input: RefObject<HTMLTextAreaElement | null>): Draft {
  const draft = useMemo(() => (live === null || chatId === null ? startPageDraft() : conversationDraft(chatId, live)), [live, chatId]);
  const text = useSyncExternalStore(draft.subscribe, draft.getText);
  useEffect(() => {
    // A page for writing is ready to write, except where that would open a phone's keyboard unasked.
    if (matchMedia("(pointer: fine)").matches) input.current?.focus({ preventScroll: true });
    return draft.attach();
  }, [draft, input]);

  // A text from elsewhere puts the caret at its end: it goes back to the words where it stood.
  const caret = useRef({ draft, text, start: 0, end: 0 });
  const isTyped = useRef(false);
  useLayoutEffect(() => {
    const element = input.current;
    if (element === null) return;
    const before = caret.current;
    if (!isTyped.current && before.draft === draft && before.text !== text && document.activeElement === element)
      element.setSelectionRange(caretIn(before.text, text, before.start), caretIn(before.text, text, before.end));
    isTyped.current = false;
    const remember = () => {
      caret.current = { draft, text, start: element.selectionStart, end: element.selectionEnd };
    };
    remember();
    document.addEventListener("selectionchange", remember);
    return () => document.removeEventListener("selectionchange", remember);
  }, [draft, text, input]);

  return useMemo(
    () => ({
      text,
      setText: (next) => {
        isTyped.current = true;
        draft.type(next);
      },
      composition: { onCompositionStart: () => draft.compose(true), onCompositionEnd: () => draft.compose(false) },
    }),
    [text, draft],
  );
}
