/** What is stored about a person, store by store, and what is left of what was deleted: numbers (docs/protocol.md, "Retention"). */
import { z } from "zod";
import { chatId } from "./identifiers.ts";

/** Why a conversation was deleted: asked for by itself, by its age, with its project, at the end of its 24 hours, with everything. */
export const deletionReason = z.enum(["asked", "age", "project", "temporary", "everything"]);
export type DeletionReason = z.infer<typeof deletionReason>;

/** The receipt of a deleted conversation: numbers, none of its text. */
export const deletionReceipt = z.object({
  chatId,
  at: z.string(),
  reason: deletionReason,
  /** Messages that were wiped with the conversation's own storage. */
  messages: z.int(),
});
export type DeletionReceipt = z.infer<typeof deletionReceipt>;

/** What one store holds about a person. `tools`: servers they added with the keys to them, and what they set for tools. `pushes`: browsers. */
export const storedPart = z.object({
  store: z.enum([
    "conversations",
    "list",
    "index",
    "preferences",
    "projects",
    "presets",
    "tools",
    "pushes",
    "shares",
    "deletions",
    "books",
  ]),
  /** Entries in it. */
  count: z.int(),
  /** True where it holds text that the person or a model wrote. */
  words: z.boolean(),
  /** True where "delete everything" deletes it; false: numbers that stay. */
  goes: z.boolean(),
});
/**
 * Days after its last message when a conversation is deleted; null: kept. An administrator's: `defaultDays` for who has
 * chosen none, `limitDays` the most that anybody may choose.
 */
export const retention = z.object({
  days: z.int().nullable(),
  defaultDays: z.int().nullable(),
  limitDays: z.int().nullable().default(null),
});
export const storedAboutMe = z.object({ parts: z.array(storedPart), retention });
export type StoredPart = z.infer<typeof storedPart>;

/** What some conversations hold: files with their bytes, and drafts (of text or files). `next`: continue after that one. */
export const storedInChats = z.object({
  chats: z.int(),
  files: z.int(),
  fileBytes: z.int(),
  drafts: z.int(),
  next: chatId.nullable(),
});
export type StoredInChats = z.infer<typeof storedInChats>;

/** `left`: conversations that are still to be deleted; ask again. */
export const everythingDeleted = z.object({ deleted: z.object({ chats: z.int() }), left: z.int() });

/** The progress of rebuilding search indexes. `next`: continue from there; null: finished. */
export const reindexed = z.object({
  chats: z.int(),
  people: z.int(),
  next: z.object({ person: z.string(), chatId: z.string().nullable() }).nullable(),
});
