/** Notices in the person's live list that an answer has ended, wherever it was asked. */
import type { QueryClient } from "@tanstack/react-query";
import type { AccountEvent, ChatSummary } from "../../src/protocol/http.ts";
import type { ChatPages } from "./chat-list.ts";

/** The conversation whose answer ended with this event, to be asked before the event is applied; null: none did. */
export function endedBy(client: QueryClient, event: AccountEvent): ChatSummary | null {
  if (event.type !== "chat" || event.chat.running) return null;
  const { id } = event.chat;
  const was = client
    .getQueriesData<ChatPages>({ queryKey: ["chats"] })
    .flatMap(([, pages]) => pages?.pages ?? [])
    .flatMap(({ chats }) => chats)
    .find((chat) => chat.id === id);
  return was?.running === true ? event.chat : null;
}

/** Whether this page shows that conversation to somebody. */
export function isLookedAt(chatId: string): boolean {
  return document.visibilityState === "visible" && location.pathname === `/c/${encodeURIComponent(chatId)}`;
}
