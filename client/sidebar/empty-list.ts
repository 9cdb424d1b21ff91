import { words } from "../words/words.ts";

/** Why nothing stands here; of a filter, what was searched. */
export function emptyList(filter: string, archived: boolean, hasMore: boolean): string {
  if (filter === "") return archived ? words.sidebar.emptyArchive : words.sidebar.empty;
  return words.sidebar.nothingFound(filter, archived, hasMore);
}
