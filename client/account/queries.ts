/** What is asked of the server about the person, and under which key it is kept. */
import { infiniteQueryOptions, queryOptions, type QueryKey } from "@tanstack/react-query";
import { me, modelInfo, modelList } from "../../src/protocol/http.ts";
import { listOf } from "../http/lists.ts";
import { request } from "../http/request.ts";
import { requestOrKept } from "../offline/request-or-kept.ts";
import { chatPage, type ListKind } from "./chat-list.ts";

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => requestOrKept(me, "/api/me", { signal }),
  staleTime: Infinity,
  // Without a network there may be a kept answer.
  networkMode: "always",
});

const models = modelList.extend({ models: listOf("models", modelInfo) });

export const modelsQuery = queryOptions({
  queryKey: ["models"],
  queryFn: ({ signal }) => requestOrKept(models, "/api/models", { signal }),
  networkMode: "always",
  staleTime: 5 * 60_000,
  // A model server on one's own machine that is slow to say what it has.
  refetchInterval: ({ state }) => (state.data?.isAsking === true ? 2_000 : false),
});

export const chatsQuery = (kind: ListKind) =>
  infiniteQueryOptions({
    queryKey: chatsKey(kind),
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({
        ...(kind.archived ? { archived: "true" } : {}),
        ...(kind.filter === "" ? {} : { q: kind.filter }),
        ...(pageParam === null ? {} : { cursor: pageParam }),
      });
      if (query.size === 0) return requestOrKept(chatPage, "/api/chats", { signal });
      return request(chatPage, `/api/chats?${query.toString()}`, { signal });
    },
    networkMode: "always",
    initialPageParam: firstPage(),
    getNextPageParam: (page) => page.next,
    // The person's socket keeps the list fresh; which titles fit a filter the server says anew.
    staleTime: kind.filter === "" ? Infinity : 0,
  });

const chatsKey = (kind: ListKind) => ["chats", kind.archived ? "archived" : "active", kind.filter] as const;

/** The list behind a key of the cache. */
export function listKindOf(key: QueryKey): ListKind {
  const [, which, filter] = key;
  return { archived: which === "archived", filter: typeof filter === "string" ? filter : "" };
}

function firstPage(): string | null {
  return null;
}
