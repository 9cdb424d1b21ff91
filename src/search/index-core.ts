/**
 * A person's search index without the object around it: reports of conversations go in, hits come out. Every report is
 * absolute and says which part of the conversation's log it covers, so that twice or late changes nothing and a gap is seen.
 */
import type { IndexAnswer, IndexReport, IndexedMessage, SearchHit, SearchPage } from "../protocol/search.ts";
import { canGoOn, matchOf, phrasesOf, type Phrase } from "./query.ts";
import type { ChatRow, FoundMessage, MessageRow, SearchSql } from "./sql.ts";
import { snippetOf } from "./snippet.ts";

/** UTF-16 code units of a message in one row, so that its pairs of three-byte characters fit into the platform's 2 MB a value. */
const PART_CHARACTERS = 200_000;
/** Messages taken out at a time when a conversation is deleted. */
const DELETE_AT_ONCE = 500;

/** The kinds of hits, best first; hits of one kind come newest first. */
const WAYS = ["title", "words", "beginnings"] as const;
type Way = (typeof WAYS)[number];
/** Where a page ended: the kind, and the last hit. Titles are counted, messages have a place. */
type Cursor = { way: Way; after: number };

export class SearchIndexCore {
  readonly #sql: SearchSql;

  constructor(sql: SearchSql) {
    this.#sql = sql;
  }

  /** Indexes a conversation's report. That of a deleted conversation is acknowledged and ignored. */
  report(report: Omit<IndexReport, "isMore">): IndexAnswer {
    const chat = this.#sql.chat(report.chatId) ?? this.#sql.insertChat(report.chatId);
    if (chat.deleted === 1) return { known: report.upTo };
    if (chat.known < report.after) return { known: chat.known };
    for (const message of report.messages) this.#put(chat.number, message);
    const known = Math.max(chat.known, report.upTo);
    this.#sql.updateChat(chat, { title: report.title, updated_at: report.updatedAt, known });
    return { known };
  }

  /** Indexes a message; an unchanged one is left as it is, one without words is removed. */
  #put(chat: number, { id, role, text, at }: IndexedMessage): void {
    const before = this.#sql.parts(chat, id);
    const parts = partsOf(text);
    if (before.length === parts.length && before.every((row, index) => row.text === parts[index])) return;
    for (const row of before) this.#sql.deleteMessage(row);
    parts.forEach((part, index) => this.#sql.insertMessage({ chat, id, part: index, role, at, text: part }));
  }

  /** Removes every word of a conversation, for good. */
  remove(chatId: string): void {
    const chat = this.#sql.chat(chatId) ?? this.#sql.insertChat(chatId);
    this.#clear(chat);
    this.#sql.updateChat(chat, { title: "", deleted: 1 });
  }

  /** Removes a conversation so that it is reported again: its next report finds a gap. */
  forget(chatId: string): void {
    const chat = this.#sql.chat(chatId);
    if (chat === null || chat.deleted === 1) return;
    this.#clear(chat);
    this.#sql.updateChat(chat, { title: "", known: 0 });
  }

  /** Rows of messages. */
  count(): number {
    return this.#sql.count();
  }

  #clear(chat: ChatRow): void {
    for (
      let rows = this.#sql.messagesOf(chat.number, DELETE_AT_ONCE);
      rows.length > 0;
      rows = this.#sql.messagesOf(chat.number, DELETE_AT_ONCE)
    )
      for (const row of rows) this.#sql.deleteMessage(row);
  }

  /** @returns null when the cursor is none of this index */
  search(query: string, options: { chatId: string | null; cursor: string | null; limit: number }): SearchPage | null {
    const cursor = options.cursor === null ? { way: WAYS[0], after: 0 } : parseCursor(options.cursor);
    if (cursor === null) return null;
    const phrases = phrasesOf(query);
    const chat = options.chatId === null ? null : this.#sql.chat(options.chatId);
    if (phrases.length === 0 || (options.chatId !== null && chat === null)) return { hits: [], next: null };
    const hits: SearchHit[] = [];
    const shown = new Set<string>();
    let last: Cursor = cursor;
    for (const way of WAYS.slice(WAYS.indexOf(cursor.way))) {
      const after = way === cursor.way ? cursor.after : 0;
      const found = this.#find(way, phrases, chat?.number ?? null, after, options.limit + 1 - hits.length);
      for (const [index, { hit, place }] of found.entries()) {
        // A long message has several rows, one after the other, and is one hit.
        const isAnotherPart = hit.messageId !== null && shown.has(`${hit.chatId}/${hit.messageId}`);
        if (hits.length === options.limit && !isAnotherPart) return { hits, next: cursorOf(last) };
        if (!isAnotherPart) hits.push(hit);
        shown.add(`${hit.chatId}/${hit.messageId}`);
        last = { way, after: way === "title" ? after + index + 1 : place };
      }
    }
    return { hits, next: null };
  }

  #find(way: Way, phrases: readonly Phrase[], chat: number | null, after: number, limit: number): { hit: SearchHit; place: number }[] {
    const open = matchOf(phrases, false);
    const exact = matchOf(phrases, true);
    const below = after === 0 ? Number.MAX_SAFE_INTEGER : after;
    switch (way) {
      case "title":
        return this.#sql.findTitles(open, chat, after, limit).map((row) => ({ hit: titleHit(row, phrases), place: 0 }));
      case "words":
        return this.#sql.findMessages(exact, chat, below, limit).map((row) => ({ hit: messageHit(row, phrases), place: row.place }));
      case "beginnings":
        if (!canGoOn(phrases)) return [];
        return this.#sql
          .findMessages(`(${open}) NOT (${exact})`, chat, below, limit)
          .map((row) => ({ hit: messageHit(row, phrases), place: row.place }));
    }
  }
}

/** A long text in parts that end at white space where there is some; a blank one has none. */
function partsOf(text: string): string[] {
  if (text.trim() === "") return [];
  const parts: string[] = [];
  for (let at = 0; at < text.length;) {
    const hard = at + PART_CHARACTERS;
    const space = hard >= text.length ? -1 : text.lastIndexOf(" ", hard);
    const end = hard >= text.length ? text.length : space > at ? space : hard;
    parts.push(text.slice(at, end).toWellFormed());
    at = end;
  }
  return parts;
}

const isoOf = (ms: number): string => new Date(ms).toISOString();

function titleHit(row: ChatRow, phrases: readonly Phrase[]): SearchHit {
  return { chatId: row.id, messageId: null, title: row.title, role: null, at: isoOf(row.updated_at), ...snippetOf(row.title, phrases) };
}

function messageHit(row: FoundMessage & MessageRow, phrases: readonly Phrase[]): SearchHit {
  return { chatId: row.chat_id, messageId: row.id, title: row.title, role: row.role, at: isoOf(row.at), ...snippetOf(row.text, phrases) };
}

const cursorOf = ({ way, after }: Cursor): string => `${way}~${after.toString(36)}`;

function parseCursor(text: string): Cursor | null {
  const [name, place] = text.split("~");
  const way = WAYS.find((known) => known === name);
  if (way === undefined || place === undefined || !/^[0-9a-z]{1,11}$/.test(place)) return null;
  return { way, after: Number.parseInt(place, 36) };
}
