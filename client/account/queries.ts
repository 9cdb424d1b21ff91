/** What is asked of the server about the person, and under which key it is kept. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { me, modelList } from "../../src/protocol/http.ts";
import { request } from "../http/request.ts";
import { chatPage, type ListKind } from "./chat-list.ts";

export const meQuery = queryOptions({ queryKey: ["me"], queryFn: ({ signal }) => request(me, "/api/me", { signal }), staleTime: Infinity });

export const modelsQuery = queryOptions({
  queryKey: ["models"],
  queryFn: ({ signal }) => request(modelList, "/api/models", { signal }),
  staleTime: 5 * 60_000,
  // A model server on one's own machine that is slow to say what it has.
  refetchInterval: ({ state }) => (state.data?.isAsking === true ? 2_000 : false),
});

export const chatsQuery = (kind: ListKind) =>
  infiniteQueryOptions({
    queryKey: ["chats", kind.archived ? "archived" : "active"],
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({
        ...(kind.archived ? { archived: "true" } : {}),
        ...(pageParam === null ? {} : { cursor: pageParam }),
      });
      return request(chatPage, `/api/chats${query.size === 0 ? "" : `?${query.toString()}`}`, { signal });
    },
    initialPageParam: firstPage(),
    getNextPageParam: (page) => page.next,
    // The person's socket keeps the list fresh.
    staleTime: Infinity,
  });

function firstPage(): string | null {
  return null;
}
