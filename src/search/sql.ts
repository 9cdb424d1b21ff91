/**
 * The tables of a person's search index and every statement on them, with the rows it writes (w) and reads (r). A copy:
 * all of it can be thrown away and made again from the conversations.
 */
import { CountedSql } from "../storage/counted-sql.ts";
import { indexed } from "./words.ts";

/**
 * `words` and `titles` hold terms alone; the texts stand in `message` and `chat`. `secure-delete` takes a deleted text's
 * terms out of the index at once instead of at some later merge (invariant 10; sqlite.org/fts5.html#the_secure_delete_configuration_option).
 * Terms are made by words.ts, so the tokenizer has only to split at blanks: "ascii" takes every other character as it is.
 */
const TOKENIZER = "tokenize = \"ascii tokenchars '$+<=>^`|~'\"";
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE chat (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    updated_at INTEGER NOT NULL,       -- milliseconds since the epoch
    known INTEGER NOT NULL,            -- place in the conversation's log up to which it is indexed
    deleted INTEGER NOT NULL           -- 1: nothing of it is taken any more; title and messages are gone
  );
  -- A message, or a part of a long one.
  CREATE TABLE message (
    place INTEGER PRIMARY KEY,         -- rises with the time it was said: the newest are found first
    chat INTEGER NOT NULL,
    id TEXT NOT NULL,
    part INTEGER NOT NULL,
    role TEXT NOT NULL,
    at INTEGER NOT NULL,               -- milliseconds since the epoch
    text TEXT NOT NULL
  );
  CREATE UNIQUE INDEX message_id ON message (chat, id, part);
  CREATE VIRTUAL TABLE words USING fts5(chat, text, content = '', columnsize = 0, ${TOKENIZER});
  CREATE VIRTUAL TABLE titles USING fts5(text, content = '', columnsize = 0, ${TOKENIZER});
  INSERT INTO words(words, rank) VALUES ('secure-delete', 1);
  INSERT INTO titles(titles, rank) VALUES ('secure-delete', 1);
  `,
];

export type ChatRow = { number: number; id: string; title: string; updated_at: number; known: number; deleted: number };
export type MessageRow = { place: number; chat: number; id: string; part: number; role: "user" | "assistant"; at: number; text: string };
export type FoundMessage = MessageRow & { chat_id: string; title: string };

/** Messages said in one millisecond that keep their order; `place` is the time times this, and a running number. */
const PLACES_PER_MS = 1024;
const encoder = new TextEncoder();

/** The one term of the column `chat`: finds a conversation's messages among all. */
const chatTerm = (number: number): string => `c${number}`;

export class SearchSql extends CountedSql {
  /** Where the last message went whose millisecond was full. */
  #beyond = { base: -1, place: 0 };

  /** Makes the tables where they are missing. w: once in an index's life */
  prepare(): void {
    this.all("CREATE TABLE IF NOT EXISTS version (only_one INTEGER PRIMARY KEY CHECK (only_one = 1), version INTEGER NOT NULL)");
    const applied = this.all<{ version: number }>("SELECT version FROM version")[0]?.version ?? 0;
    for (const migration of MIGRATIONS.slice(applied)) this.all(migration);
    if (applied < MIGRATIONS.length)
      this.all("INSERT INTO version VALUES (1, ?) ON CONFLICT (only_one) DO UPDATE SET version = excluded.version", MIGRATIONS.length);
  }

  /** r: all messages */
  count(): number {
    return this.all<{ n: number }>("SELECT count(*) AS n FROM message")[0]?.n ?? 0;
  }

  /** r 2 */
  chat(id: string): ChatRow | null {
    return this.all<ChatRow>("SELECT * FROM chat WHERE id = ?", id)[0] ?? null;
  }

  /** w 2, and the title's terms */
  insertChat(id: string): ChatRow {
    const [row] = this.all<ChatRow>("INSERT INTO chat (id, title, updated_at, known, deleted) VALUES (?, '', 0, 0, 0) RETURNING *", id);
    if (row === undefined) throw new Error("a row that was inserted was not returned");
    return row;
  }

  /** w 1, and where the title changed 1 to 3 for its terms */
  updateChat(before: ChatRow, change: Partial<Omit<ChatRow, "number" | "id">>): void {
    const after = { ...before, ...change };
    if (after.title !== before.title) {
      if (before.title !== "")
        this.all("INSERT INTO titles (titles, rowid, text) VALUES ('delete', ?, ?)", before.number, indexed(before.title));
      if (after.title !== "") this.all("INSERT INTO titles (rowid, text) VALUES (?, ?)", before.number, indexed(after.title));
    }
    this.all(
      "UPDATE chat SET title = ?, updated_at = ?, known = ?, deleted = ? WHERE number = ?",
      after.title,
      after.updated_at,
      after.known,
      after.deleted,
      before.number,
    );
  }

  /** The rows of a message, in order. r 2 a part */
  parts(chat: number, id: string): MessageRow[] {
    return this.all<MessageRow>("SELECT * FROM message WHERE chat = ? AND id = ? ORDER BY part", chat, id);
  }

  /** Where the first of `chat`'s messages stand. r 2 a message */
  messagesOf(chat: number, limit: number): MessageRow[] {
    return this.all<MessageRow>("SELECT * FROM message WHERE chat = ? LIMIT ?", chat, limit);
  }

  /** A place for a message whose millisecond is full. Of many that share one, each is put behind the one before, so that none looks through all. */
  #placeBeyond(base: number, taken: number): number {
    const place = this.#freePlace(this.#beyond.base === base ? Math.max(taken, this.#beyond.place) : taken);
    this.#beyond = { base, place };
    return place;
  }

  /** The first place behind `taken` that no message has, where more of them share a millisecond than it has places. r 2 each */
  #freePlace(taken: number): number {
    const before = this.all<{ place: number }>(
      `SELECT place FROM message AS one WHERE place >= ? AND NOT EXISTS (SELECT 1 FROM message WHERE place = one.place + 1)
       ORDER BY place LIMIT 1`,
      taken,
    )[0];
    return (before?.place ?? taken) + 1;
  }

  /** w 2, and some for its terms (docs/operations.md has the measured number) */
  insertMessage(message: Omit<MessageRow, "place">): void {
    const base = message.at * PLACES_PER_MS;
    const last = this.all<{ place: number | null }>("SELECT max(place) AS place FROM message WHERE place < ?", base + PLACES_PER_MS)[0]
      ?.place;
    const next = Math.max(base, (last ?? 0) + 1);
    const place = next < base + PLACES_PER_MS ? next : this.#placeBeyond(base, next - 1);
    this.all(
      "INSERT INTO message (place, chat, id, part, role, at, text) VALUES (?, ?, ?, ?, ?, ?, ?)",
      place,
      message.chat,
      message.id,
      message.part,
      message.role,
      message.at,
      message.text,
    );
    this.all("INSERT INTO words (rowid, chat, text) VALUES (?, ?, ?)", place, chatTerm(message.chat), indexed(message.text));
  }

  /**
   * Takes a message out, terms first. SQLite leaves a deleted row's bytes where they stood, and `secure_delete` is refused:
   * its text is written over before, with as many bytes, which is done in place. w 3, and some for its terms
   */
  deleteMessage({ place, chat, text }: MessageRow): void {
    this.all("INSERT INTO words (words, rowid, chat, text) VALUES ('delete', ?, ?, ?)", place, chatTerm(chat), indexed(text));
    this.all("UPDATE message SET text = ? WHERE place = ?", " ".repeat(encoder.encode(text).length), place);
    this.all("DELETE FROM message WHERE place = ?", place);
  }

  /** Conversations whose title matches, the latest changed first. r: titles that match */
  findTitles(match: string, chat: number | null, offset: number, limit: number): ChatRow[] {
    return this.all<ChatRow>(
      `SELECT chat.* FROM titles JOIN chat ON chat.number = titles.rowid
       WHERE titles MATCH ? AND (? IS NULL OR chat.number = ?) ORDER BY chat.updated_at DESC, chat.number DESC LIMIT ? OFFSET ?`,
      match,
      chat,
      chat,
      limit,
      offset,
    );
  }

  /** Messages that match, the newest first, from below a place on. r: those looked at */
  findMessages(match: string, chat: number | null, below: number, limit: number): FoundMessage[] {
    const within = chat === null ? `text : (${match})` : `chat : ${chatTerm(chat)} AND text : (${match})`;
    return this.all<FoundMessage>(
      `SELECT message.*, chat.id AS chat_id, chat.title AS title
       FROM words JOIN message ON message.place = words.rowid JOIN chat ON chat.number = message.chat
       WHERE words MATCH ? AND words.rowid < CAST(? AS INTEGER) ORDER BY words.rowid DESC LIMIT ?`,
      within,
      below,
      limit,
    );
  }
}
