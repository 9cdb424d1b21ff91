/** Sharing a conversation: links that let others of the same Tally read it (docs/protocol.md, "Sharing"). */
import { z } from "zod";
import { chatId, messageId } from "./identifiers.ts";
import { message } from "./message.ts";

/** Links of one conversation at once. */
export const MAX_SHARES = 100;
/** Longer ids in an address cannot be a share's. */
export const MAX_SHARE_ID_LENGTH = 100;

export const createShareBody = z.strictObject({
  /** True: readers see what each answer cost. */
  withCosts: z.boolean().optional(),
  /** When the link ends. ISO 8601; null or left out: when it is taken back. */
  until: z.iso.datetime({ offset: true, error: "a time in ISO 8601, like 2026-12-24T18:00:00Z" }).nullable().optional(),
});

export const share = z.object({
  id: z.string(),
  /** The link to pass on. */
  url: z.string(),
  withCosts: z.boolean(),
  until: z.string().nullable(),
  createdAt: z.string(),
  /** When somebody else opened it last; to the minute. */
  openedAt: z.string().nullable().default(null),
});
export type Share = z.infer<typeof share>;

/** A link among all links of a person. */
export const ownShare = share.extend({ chatId, title: z.string() });
export type OwnShare = z.infer<typeof ownShare>;

/** What readers see: the selected branch, oldest first. `next`: the id to ask older messages before; null: this is all. */
export const sharedChat = z.object({
  title: z.string(),
  withCosts: z.boolean(),
  head: messageId.nullable(),
  messages: z.array(message),
  next: messageId.nullable(),
});
export type SharedChat = z.infer<typeof sharedChat>;

/** `id`: of the conversation to make, so that a copy that is asked for twice is made once. */
export const copyBody = z.strictObject({ id: chatId.optional() });
export const copied = z.object({ chatId, title: z.string(), messages: z.int() });
