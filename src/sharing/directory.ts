/**
 * The directory of shares in D1: the conversation of each share's random name. It only finds the conversation, whose own
 * table decides. It holds no text that anybody wrote. w and r: rows written and read.
 */

/** A share's entry. Times in milliseconds since the epoch. */
export type DirectoryEntry = {
  id: string;
  person: string;
  chat: string;
  withCosts: boolean;
  untilMs: number | null;
  createdAtMs: number;
};
export type OpenedEntry = DirectoryEntry & { openedAtMs: number | null };

type Row = {
  id: string;
  person: string;
  chat: string;
  with_costs: number;
  until: number | null;
  created_at: number;
  opened_at: number | null;
};

/** Shortest time between two notes that a share was opened. Milliseconds. */
const NOTE_EVERY_MS = 60_000;
/** The most links of one person in a list. */
export const MAX_LISTED = 1_000;

/** Adds a share. Idempotent. w 2 */
export async function enterShare(db: D1Database, { id, person, chat, withCosts, untilMs, createdAtMs }: DirectoryEntry): Promise<void> {
  await db
    .prepare("INSERT INTO share (id, person, chat, with_costs, until, created_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING")
    .bind(id, person, chat, withCosts ? 1 : 0, untilMs, createdAtMs)
    .run();
}

/** w 2, or 0 where it was removed before */
export async function removeShare(db: D1Database, id: string): Promise<void> {
  await db.prepare("DELETE FROM share WHERE id = ?").bind(id).run();
}

/** Every share of a conversation. w 2 for each */
export async function removeSharesOf(db: D1Database, person: string, chat: string): Promise<void> {
  await db.prepare("DELETE FROM share WHERE person = ? AND chat = ?").bind(person, chat).run();
}

/** A share's entry; null: unknown, removed or expired. r 1 */
export async function findShare(db: D1Database, id: string, nowMs: number): Promise<DirectoryEntry | null> {
  const row = await db.prepare("SELECT * FROM share WHERE id = ? AND (until IS NULL OR until > ?)").bind(id, nowMs).first<Row>();
  return row === null ? null : entryOf(row);
}

/** Notes that somebody opened a share. w 1 in a minute at most */
export async function noteOpened(db: D1Database, id: string, nowMs: number): Promise<void> {
  await db
    .prepare("UPDATE share SET opened_at = ?1 WHERE id = ?2 AND ifnull(opened_at, 0) < ?3")
    .bind(nowMs, id, nowMs - NOTE_EVERY_MS)
    .run();
}

/** Links of a person, of one conversation or of all; the newest first. r 2 for each */
export async function sharesOf(db: D1Database, person: string, chat: string | null, nowMs: number): Promise<OpenedEntry[]> {
  const { results } = await db
    .prepare(
      `SELECT * FROM share WHERE person = ?1 AND (?2 IS NULL OR chat = ?2) AND (until IS NULL OR until > ?3)
       ORDER BY created_at DESC, id LIMIT ?4`,
    )
    .bind(person, chat, nowMs, MAX_LISTED)
    .all<Row>();
  return results.map((row) => ({ ...entryOf(row), openedAtMs: row.opened_at }));
}

function entryOf({ id, person, chat, with_costs: withCosts, until, created_at: createdAtMs }: Row): DirectoryEntry {
  return { id, person, chat, withCosts: withCosts === 1, untilMs: until, createdAtMs };
}
