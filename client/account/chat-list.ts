/** The list of conversations as it is cached, and how an event changes it. Pure: pages in, pages out. */
import type { InfiniteData } from "@tanstack/react-query";
import { z } from "zod";
import { listOf } from "../http/lists.ts";
import { chatSummary, type ChatSummary } from "../../src/protocol/http.ts";

export const chatPage = z.object({ chats: listOf("conversations", chatSummary), next: z.string().nullable() });
export type ChatPage = z.infer<typeof chatPage>;
export type ChatPages = InfiniteData<ChatPage, unknown>;

/** Which conversations a list shows: archived ones or the others, and only those whose titles hold the words of `filter`. */
export interface ListKind {
  archived: boolean;
  filter: string;
}

/**
 * A conversation is new or changed: it stands in the list that fits it, once. A filtered list holds what the server found
 * in it; whether a new title fits, the server alone says.
 */
export function withChat(pages: ChatPages, chat: ChatSummary, kind: ListKind): ChatPages {
  const belongs = chat.archived === kind.archived;
  let found = false;
  const next = pages.pages.map((page) => {
    if (!page.chats.some((each) => each.id === chat.id)) return page;
    found = true;
    return { ...page, chats: page.chats.flatMap((each) => (each.id !== chat.id ? [each] : belongs ? [chat] : [])) };
  });
  const [first, ...rest] = next;
  if (found || !belongs || kind.filter !== "" || first === undefined) return { ...pages, pages: next };
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

/** By last change. Times are ISO texts of one length, which compare as they stand. */
export const newestFirst = (a: ChatSummary, b: ChatSummary): number =>
  Number(b.updatedAt > a.updatedAt) - Number(b.updatedAt < a.updatedAt);

/** What the sidebar shows: pinned first, then by last change, newest first; one that moved between two pages once. */
export function listed(pages: ChatPages | undefined): ChatSummary[] {
  const all = (pages?.pages ?? []).flatMap((page) => page.chats);
  return [...new Map(all.map((chat) => [chat.id, chat])).values()].toSorted(
    (a, b) => Number(b.pinned) - Number(a.pinned) || newestFirst(a, b),
  );
}
