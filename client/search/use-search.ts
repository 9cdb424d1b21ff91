/** What the server finds, page by page. An older request is aborted when another question comes. */
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { isTooShort, searchHit, type SearchHit } from "../../src/protocol/search.ts";
import { z } from "zod";
import { listOf } from "../http/lists.ts";
import { request } from "../http/request.ts";

const page = z.object({ hits: listOf("hits", searchHit), next: z.string().nullable() });

/** The first page has no cursor. */
function firstPage(): string | null {
  return null;
}

export function useSearch(q: string, chatId: string | null) {
  return useInfiniteQuery({
    queryKey: ["search", chatId, q],
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({
        q,
        ...(chatId === null ? {} : { chatId }),
        ...(pageParam === null ? {} : { cursor: pageParam }),
      });
      return request(page, `/api/search?${query.toString()}`, { signal });
    },
    initialPageParam: firstPage(),
    getNextPageParam: (last) => last.next,
    enabled: !isTooShort(q),
    retry: false,
    // Words that were found are kept for a moment only: what is deleted meanwhile must not stand here again.
    staleTime: 0,
    gcTime: 0,
    placeholderData: keepPreviousData,
  });
}

/** Every hit once: a page may repeat what moved meanwhile. */
export function hitsOf(pages: readonly { hits: SearchHit[] }[] | undefined): SearchHit[] {
  const all = (pages ?? []).flatMap(({ hits }) => hits);
  return [...new Map(all.map((hit) => [`${hit.chatId} ${hit.messageId ?? ""}`, hit])).values()];
}
