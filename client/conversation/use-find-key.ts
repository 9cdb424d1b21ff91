/** Ctrl+F where not all of a conversation is on the page: the search of this conversation. Once more, it is the browser's own. */
import { useEffect } from "react";
import type { LiveConversation } from "../live/index.ts";
import { openSearch } from "../search/open-search.ts";
import { belongsToInputMethod } from "../ui/input-method.ts";
import { words } from "../words/words.ts";

/** @param hidden messages that are known and not on the page */
export function useFindKey(live: LiveConversation | null, hidden: number): void {
  useEffect(() => {
    if (live === null) return undefined;
    const onKey = (event: KeyboardEvent) => {
      const isKey = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "f";
      if (!isKey || event.defaultPrevented || belongsToInputMethod(event) || document.querySelector("dialog[open]") !== null) return;
      const { chat, hasEarlier } = live.getState();
      if (chat === null || (!hasEarlier && hidden === 0)) return;
      event.preventDefault();
      openSearch({ chatId: chat.id, title: chat.title === "" ? words.app.newChat : chat.title });
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [live, hidden]);
}
