/** The list of conversations as it is cached, and how an event changes it. Pure: pages in, pages out. */
import type { InfiniteData } from "@tanstack/react-query";
import { z } from "zod";
import { chatSummary, type ChatSummary } from "../../src/protocol/http.ts";

export const chatPage = z.object({ chats: z.array(chatSummary), next: z.string().nullable() });
export type ChatPage = z.infer<typeof chatPage>;
export type ChatPages = InfiniteData<ChatPage, unknown>;

/** Whether a list shows archived conversations or the others. */
export interface ListKind {
  archived: boolean;
}

/** A conversation is new or changed: it stands in the list that fits it, once. */
export function withChat(pages: ChatPages, chat: ChatSummary, kind: ListKind): ChatPages {
  const belongs = chat.archived === kind.archived;
  let found = false;
  const next = pages.pages.map((page) => {
    if (!page.chats.some((each) => each.id === chat.id)) return page;
    found = true;
    return { ...page, chats: page.chats.flatMap((each) => (each.id !== chat.id ? [each] : belongs ? [chat] : [])) };
  });
  const [first, ...rest] = next;
  if (found || !belongs || first === undefined) return { ...pages, pages: next };
  return { ...pages, pages: [{ ...first, chats: [chat, ...first.chats] }, ...rest] };
}

/** A conversation was deleted. */
export function withoutChat(pages: ChatPages, id: string): ChatPages {
  return { ...pages, pages: pages.pages.map((page) => ({ ...page, chats: page.chats.filter((chat) => chat.id !== id) })) };
}

/** The newest conversations arrived whole: whatever was cached of the first page is replaced. */
export function withFirstPage(page: ChatPage, kind: ListKind): ChatPages {
  return { pages: [{ ...page, chats: page.chats.filter((chat) => chat.archived === kind.archived) }], pageParams: [null] };
}

/** What the sidebar shows: pinned first, then by last change, newest first; only titles that hold every word of the filter. */
export function listed(pages: ChatPages | undefined, filter: string): ChatSummary[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return (pages?.pages ?? [])
    .flatMap((page) => page.chats)
    .filter((chat) => words.every((word) => chat.title.toLowerCase().includes(word)))
    .toSorted((a, b) => Number(b.pinned) - Number(a.pinned) || b.updatedAt.localeCompare(a.updatedAt));
}
