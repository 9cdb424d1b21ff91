/** The part of a conversation that is on the page: each conversation's own, and around a message that is visited. */
import { useCallback, useState } from "react";
import type { LiveConversation } from "../live/index.ts";
import { AT_END, windowAround, type ThreadWindow } from "./thread-window.ts";
import type { FoundPlace, Visit } from "./use-found.ts";

interface Kept {
  chatId: string | null;
  /** The visit it was opened for. */
  visit: Visit | null;
  window: ThreadWindow;
}

export function useThreadWindow(
  live: LiveConversation | null,
  chatId: string | null,
  { visit, size, looking }: Pick<FoundPlace, "visit" | "size" | "looking">,
): [ThreadWindow, (window: ThreadWindow) => void] {
  const [kept, setKept] = useState<Kept>({ chatId, visit: null, window: AT_END });
  // Another conversation, or the end of a visit: back at the end.
  const isKept = kept.chatId === chatId && (visit !== null || kept.visit === null);
  const own = isKept ? kept : { chatId, visit: null, window: AT_END };
  // A message that is visited stands outside of what is shown: the window opens around it, once.
  const isNew = live !== null && visit !== null && own.visit !== visit && size > 0;
  const path = isNew ? (looking?.path ?? live.getState().path) : null;
  const current =
    visit === null || path === null
      ? own
      : {
          chatId,
          visit,
          window: windowAround(
            visit.messageId,
            path.map(({ id }) => id),
          ),
        };
  if (current !== kept) setKept(current);
  const move = useCallback((window: ThreadWindow) => setKept((before) => ({ ...before, window })), []);
  return [current.window, move];
}
