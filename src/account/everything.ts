/** Counts and deletes everything that a person's own object stores. Numbers of the books stay. */
import type { Result } from "../protocol/problem.ts";
import { CHATS_PER_DELETION } from "./conversations.ts";
import type { Deletions } from "./deletions.ts";
import type { Presets } from "./presets/presets.ts";
import type { Projects } from "./projects/projects.ts";
import type { Pushes } from "./pushes/pushes.ts";
import type { AccountSql } from "./sql.ts";
import type { PersonTools } from "./tools/tools.ts";

export type Stores = {
  tables: AccountSql;
  projects: Projects;
  presets: Presets;
  deletions: Deletions;
  tools: PersonTools;
  pushes: Pushes;
};

/** Entries in each store. `tools`: servers of the person's, and what they set for tools; `pushes`: browsers. */
export type Counts = {
  chats: number;
  sums: number;
  projects: number;
  presets: number;
  tools: number;
  pushes: number;
  deletions: number;
  hasPreferences: boolean;
};

export function countsOf({ tables, projects, presets, deletions, tools, pushes }: Stores): Counts {
  return {
    ...tables.counts(),
    projects: projects.list().length,
    presets: presets.count(),
    tools: tools.count(),
    pushes: pushes.count(),
    deletions: deletions.count(),
    hasPreferences: tables.person().preferences !== "{}",
  };
}

/**
 * Deletes conversations and, once none is left, everything else that the person wrote, keys to servers included. While
 * `left` is above 0, call it again.
 */
export async function deleteEverything(
  { tables, projects, presets, tools, pushes }: Stores,
  deleteChat: (id: string) => Promise<Result<unknown>>,
): Promise<Result<{ deleted: { chats: number }; left: number }>> {
  let chats = 0;
  for (const chat of tables.chatsAfter("", CHATS_PER_DELETION)) {
    const removed = await deleteChat(chat);
    if (!removed.ok && removed.failure.reason !== "not-found") return removed;
    chats += 1;
  }
  const left = tables.counts().chats;
  if (left === 0) {
    for (const { id } of projects.list()) projects.remove(id);
    presets.removeAll();
    tools.removeAll();
    pushes.removeAll();
    tables.setPreferences("{}", null);
  }
  return { ok: true, value: { deleted: { chats }, left } };
}
