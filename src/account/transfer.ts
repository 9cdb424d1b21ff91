/** The list of conversations, as export and import read and write it. */
import type { ImportedChat } from "../protocol/transfer.ts";
import type { AccountSql } from "./sql.ts";

/** Conversations on one page of the list that an export reads. */
const EXPORT_PAGE = 5_000;

/** A place in the order in which conversations were made. Milliseconds since the epoch. */
export type ListPlace = { createdAt: number; id: string };
export type ListPage = { chats: { id: string; pinned: boolean; archived: boolean }[]; next: ListPlace | null };
/** An imported conversation as the list shows it. Times in milliseconds since the epoch. */
export type ImportedEntry = Omit<ImportedChat, "system" | "head" | "model"> & { model: string };

/** Conversations in the order in which they were made, temporary ones left out. `next`: the place after which the next page begins. */
export function exportPage(tables: AccountSql, after: ListPlace | null): ListPage {
  const rows = tables.conversationsInOrder(after ?? { createdAt: 0, id: "" }, EXPORT_PAGE);
  const last = rows.at(-1);
  return {
    chats: rows.map(({ id, pinned, archived }) => ({ id, pinned: pinned === 1, archived: archived === 1 })),
    next: rows.length === EXPORT_PAGE && last !== undefined ? { createdAt: last.created_at, id: last.id } : null,
  };
}

/** Whether an id is free for a conversation that is imported. */
export function importPlace(tables: AccountSql, id: string): "free" | "taken" | "deleted" {
  const row = tables.conversation(id);
  if (row === null) return "free";
  return row.deleted === 1 ? "deleted" : "taken";
}

/** Ids that are not free, in their order, after the given one. r: as many */
export function importPlaces(tables: AccountSql, after: string, limit: number): { id: string; place: "taken" | "deleted" }[] {
  return tables.placesAfter(after, limit).map(({ id, deleted }) => ({ id, place: deleted === 1 ? "deleted" : "taken" }));
}

/**
 * Adds imported conversations to the list. One whose own report came first has an entry already, which only lacks the list's
 * own fields. Idempotent. w 2 each, r 1 each
 */
export function addImported(tables: AccountSql, chats: readonly ImportedEntry[]): void {
  for (const { id, title, model, createdAt, updatedAt, pinned, archived, messageCount } of chats) {
    if (importPlace(tables, id) === "taken") {
      if (pinned || archived) tables.updateConversation(id, { pinned: pinned ? 1 : 0, archived: archived ? 1 : 0 });
      continue;
    }
    tables.insertConversation({
      id,
      title,
      model,
      created_at: createdAt,
      updated_at: updatedAt,
      pinned: pinned ? 1 : 0,
      archived: archived ? 1 : 0,
      temporary: 0,
      messages: messageCount,
      cost: 0,
      seq: 0,
      deleted: 0,
      simulated: 0,
      lesson: null,
      project: null,
      shelved_at: updatedAt,
    });
  }
}
