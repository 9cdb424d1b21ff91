/** The marks of unread conversations, and what takes them away: the page that shows one while somebody looks. */
import { useEffect, useSyncExternalStore } from "react";
import { markRead, unreadChats } from "./unread.ts";

export function useUnreadChats(): ReadonlySet<string> {
  return useSyncExternalStore(unreadChats.subscribe, unreadChats.get);
}

export function useMarkRead(chatId: string | null): void {
  useEffect(() => {
    if (chatId === null) return undefined;
    const read = () => {
      if (document.visibilityState === "visible") markRead(chatId);
    };
    read();
    document.addEventListener("visibilitychange", read);
    return () => document.removeEventListener("visibilitychange", read);
  }, [chatId]);
}
