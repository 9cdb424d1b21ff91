/** Search over one's own messages: `GET /api/search`, and a conversation's reports to the index. */
import { z } from "zod";
import { chatId, messageId } from "./identifiers.ts";

/** Hits in an answer that names no number. */
export const DEFAULT_HITS = 20;

export const searchQuery = z.object({
  q: z.string().default(""),
  cursor: z.string().max(100).optional(),
  /** Looks into one conversation alone. */
  chatId: chatId.optional(),
  limit: z.coerce.number().int().min(1).max(50).default(DEFAULT_HITS),
});

export const searchHit = z.object({
  chatId,
  /** Null: the conversation's title alone was found. */
  messageId: messageId.nullable(),
  title: z.string(),
  /** Null for a title. */
  role: z.enum(["user", "assistant"]).nullable(),
  /** When it was said; of a title, when the conversation was last changed. ISO 8601, UTC. */
  at: z.string(),
  /** Plain text, at most 240 UTF-16 code units. */
  snippet: z.string(),
  /** What was found in it: begin and end, in UTF-16 code units. */
  matches: z.array(z.tuple([z.int(), z.int()])),
});
export type SearchHit = z.infer<typeof searchHit>;

export const searchPage = z.object({ hits: z.array(searchHit), next: z.string().nullable() });
export type SearchPage = z.infer<typeof searchPage>;

/** True when there is too little to look for: nothing, or one letter. */
export function isTooShort(query: string): boolean {
  return /^(?:|[\p{L}\p{N}\p{M}])$/u.test(query.trim());
}

/** A message in a report: always whole, so that a repeated report changes nothing. */
export type IndexedMessage = {
  id: string;
  role: "user" | "assistant";
  text: string;
  /** Milliseconds since the epoch. */
  at: number;
};

/** A conversation's report to the index: everything that changed in its log after `after`, up to `upTo`. */
export type IndexReport = {
  chatId: string;
  title: string;
  /** Milliseconds since the epoch. */
  updatedAt: number;
  /** The place in the conversation's log that the index is assumed to have. */
  after: number;
  upTo: number;
  messages: IndexedMessage[];
  /** Another report follows at once. */
  isMore: boolean;
};

/** The place in the log that the index has now. Less than the report's `after`: it lost something and needs a report from there. */
export type IndexAnswer = { known: number };

/** The search index, as a conversation uses it. */
export interface SearchIndexPort {
  /** Asks whether this conversation may report much now. @returns 0: it may; otherwise after how many milliseconds it should ask again */
  turn(chatId: string): Promise<number>;
  report(report: IndexReport): Promise<IndexAnswer>;
}
