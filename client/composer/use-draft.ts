/**
 * What stands in the composer: this tab's own typing, shared with the other tabs. Another tab's draft comes in only while
 * this one is not being typed in. Before there is a conversation the draft is kept in this browser.
 */
import { useCallback, useEffect, useRef, useState, type RefObject } from "react";
import { useMaybeConversation } from "../conversation/use-conversation.ts";
import type { LiveConversation } from "../live/index.ts";

const NEW_CHAT_KEY = "tally-new-chat-draft";

function storedDraft(): string {
  try {
    return localStorage.getItem(NEW_CHAT_KEY) ?? "";
  } catch {
    return "";
  }
}

function storeDraft(text: string): void {
  try {
    if (text === "") localStorage.removeItem(NEW_CHAT_KEY);
    else localStorage.setItem(NEW_CHAT_KEY, text);
  } catch {
    // Storage may be forbidden: the draft then lives as long as the page.
  }
}

export function useDraft(
  live: LiveConversation | null,
  input: RefObject<HTMLTextAreaElement | null>,
): [text: string, setText: (text: string) => void] {
  const [text, setShown] = useState(() => (live === null ? storedDraft() : live.getState().draft.text));
  const remote = useMaybeConversation(live, (state) => state.draft);
  const shown = useRef(text);
  const seenVersion = useRef(-1);
  const show = useCallback((next: string) => {
    shown.current = next;
    setShown(next);
  }, []);

  // Another conversation: its own draft.
  const current = useRef(live);
  useEffect(() => {
    // A page for writing is ready to write, except where that would open a phone's keyboard unasked.
    if (matchMedia("(pointer: fine)").matches) input.current?.focus({ preventScroll: true });
    if (current.current === live) return;
    current.current = live;
    seenVersion.current = -1;
    show(live === null ? storedDraft() : live.getState().draft.text);
  }, [live, input, show]);

  useEffect(() => {
    if (remote === null || remote.version <= seenVersion.current) return;
    seenVersion.current = remote.version;
    const typing = document.activeElement === input.current && shown.current !== "";
    if (!typing && remote.text !== shown.current) show(remote.text);
  }, [remote, input, show]);

  const setText = useCallback(
    (next: string) => {
      show(next);
      if (live === null) storeDraft(next);
      else live.setDraft(next);
    },
    [live, show],
  );
  return [text, setText];
}
