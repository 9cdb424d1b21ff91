/** Which models were used lately: those of the newest conversations, as the list in this page knows them. Nothing is stored for it. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { chatsQuery } from "../account/queries.ts";

/** Ids, the last used first; as they were when the component came. */
export function useRecentModels(): readonly string[] {
  const client = useQueryClient();
  const [recent] = useState(() => {
    const pages = client.getQueryData(chatsQuery({ archived: false, filter: "" }).queryKey)?.pages ?? [];
    const chats = pages.flatMap(({ chats }) => chats).toSorted((one, other) => (one.updatedAt < other.updatedAt ? 1 : -1));
    return [...new Set(chats.map(({ model }) => model))];
  });
  return recent;
}
