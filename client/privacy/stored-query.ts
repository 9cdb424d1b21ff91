/** What is stored about the person and what was deleted, as the server counts it. */
import { queryOptions } from "@tanstack/react-query";
import {
  deletionReceipt,
  everythingDeleted,
  storedAboutMe,
  storedInChats,
  storedPart,
  type DeletionReceipt,
  type StoredInChats,
} from "../../src/protocol/stored.ts";
import { z } from "zod";
import { listOf } from "../http/lists.ts";
import { everyPage } from "../http/pages.ts";
import { request } from "../http/request.ts";

const stored = storedAboutMe.extend({ parts: listOf("stores", storedPart) });
const deletions = z.object({ deletions: listOf("deletions", deletionReceipt), next: z.string().nullable() });

export const storedQuery = queryOptions({
  queryKey: ["stored"],
  queryFn: ({ signal }) => request(stored, "/api/me/data", { signal }),
  staleTime: 0,
});

/** What stands inside of the conversations: each is asked, some at a time. */
export const storedInChatsQuery = queryOptions({
  queryKey: ["stored", "chats"],
  queryFn: async ({ signal }): Promise<Omit<StoredInChats, "next">> => {
    const pages = await everyPage((cursor) =>
      request(storedInChats, `/api/me/data/chats${cursor === null ? "" : `?cursor=${encodeURIComponent(cursor)}`}`, { signal }),
    );
    const sum = (of: (page: StoredInChats) => number): number => pages.reduce((total, page) => total + of(page), 0);
    return {
      chats: sum(({ chats }) => chats),
      files: sum(({ files }) => files),
      fileBytes: sum(({ fileBytes }) => fileBytes),
      drafts: sum(({ drafts }) => drafts),
    };
  },
  staleTime: 0,
});

/** Newest first. */
export const deletionsQuery = queryOptions({
  queryKey: ["stored", "deletions"],
  queryFn: async ({ signal }): Promise<DeletionReceipt[]> => {
    const pages = await everyPage((cursor) =>
      request(deletions, `/api/deletions${cursor === null ? "" : `?cursor=${encodeURIComponent(cursor)}`}`, { signal }),
    );
    return pages.flatMap((page) => page.deletions).toSorted((a, b) => b.at.localeCompare(a.at));
  },
  staleTime: 0,
});

/** Deletes every word, some conversations at a time. Throws `ProblemError`: what went is gone, and asking again goes on. */
export async function deleteEverything(onDeleted: (chats: number) => void): Promise<void> {
  let chats = 0;
  for (let left = 1; left > 0;) {
    const answer = await request(everythingDeleted, "/api/me/data", { method: "DELETE" });
    ({ left } = answer);
    chats += answer.deleted.chats;
    onDeleted(chats);
  }
}
