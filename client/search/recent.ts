/** The conversations one was in last, for the palette while nothing is typed. */
import { navigate } from "wouter/use-browser-location";
import { useChats } from "../account/account.tsx";
import { listed, newestFirst } from "../account/chat-list.ts";
import { useHiddenChats } from "../account/use-deletions.ts";
import { words } from "../words/words.ts";
import type { FoundCommand } from "./command-row.tsx";

const MOST = 5;

/** Newest first, without the one that is open; none where `isWanted` is false. */
export function useRecent(isWanted: boolean): FoundCommand[] {
  const { data } = useChats({ archived: false });
  const hidden = useHiddenChats();
  if (!isWanted) return [];
  return listed(data)
    .filter(({ id }) => !hidden.has(id) && location.pathname !== `/c/${id}`)
    .toSorted(newestFirst)
    .slice(0, MOST)
    .map(({ id, title }) => ({
      id: `recent ${id}`,
      label: title === "" ? words.app.newChat : title,
      icon: "chat",
      keys: undefined,
      run: () => navigate(`/c/${id}`),
    }));
}
