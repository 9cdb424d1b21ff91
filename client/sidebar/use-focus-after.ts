/** Keeps the keyboard in the list when a conversation leaves it. */
import { useLayoutEffect, useRef, type RefObject } from "react";
import type { ChatSummary } from "../../src/protocol/http.ts";

/** Where the focus goes when this one leaves: to the one that takes its place, else to the one before; null: the list is empty. */
export function neighbourOf(ids: readonly string[], leaving: string): string | null {
  const at = ids.indexOf(leaving);
  return at === -1 ? null : (ids[at + 1] ?? ids[at - 1] ?? null);
}

/**
 * Returns what to call before a conversation leaves. When it has left and nobody else has taken the focus, its neighbour
 * gets it; without one, "New chat" does.
 */
export function useFocusAfter(list: RefObject<HTMLElement | null>, chats: readonly ChatSummary[]): (chat: ChatSummary) => void {
  const leaving = useRef<{ id: string; neighbour: string | null } | null>(null);
  useLayoutEffect(() => {
    const left = leaving.current;
    if (left === null || chats.some(({ id }) => id === left.id)) return;
    // A question that still stands open has the focus; it gives it back when it closes, and this comes again.
    if (document.querySelector("dialog[open]") !== null) return;
    leaving.current = null;
    const focused = document.activeElement;
    if (focused !== null && focused !== document.body) return;
    const next =
      left.neighbour === null ? null : list.current?.querySelector<HTMLElement>(`[data-chat-id="${CSS.escape(left.neighbour)}"]`);
    (next ?? document.querySelector<HTMLElement>("[data-testid=new-chat]"))?.focus();
  });
  return (chat) => {
    leaving.current = {
      id: chat.id,
      neighbour: neighbourOf(
        chats.map(({ id }) => id),
        chat.id,
      ),
    };
  };
}
