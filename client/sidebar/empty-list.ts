/** Why nothing stands here; of a filter, what was searched. */
export function emptyList(filter: string, archived: boolean, hasMore: boolean): string {
  if (filter === "") return archived ? "Nothing is archived." : "Your conversations will stand here.";
  const searched = `the titles of ${hasMore ? "your newest" : "all your"} ${archived ? "archived conversations" : "conversations"}`;
  return `Nothing found for “${filter}” in ${searched}.${archived ? "" : " Archived ones are searched in their own list."}`;
}
