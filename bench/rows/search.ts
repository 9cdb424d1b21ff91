/**
 * One person's search index as it grows, with the index's own code, schema and statements over this process's SQLite:
 * `measureSearch()`, or `node bench/rows/search.ts` for a table. The object itself adds its row counting and the way to it;
 * filling it over HTTP would take hours.
 */
import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { IndexedMessage } from "../../src/protocol/search.ts";
import { SearchIndexCore } from "../../src/search/index-core.ts";
import { SearchSql } from "../../src/search/sql.ts";
import type { Columns, Database, Rows, SqlValue } from "../../src/storage/database.ts";
import { percentile } from "../statistics.ts";
import { format } from "../table.ts";

export interface SearchFigure {
  messages: number;
  /** Milliseconds of one search, its page of 20 hits with their snippets made. */
  p50: number;
  p95: number;
  /** The slowest kind of question, and its p95. */
  slowest: string;
  slowestP95: number;
  /** Bytes of the index for each byte of text, the copy of the text among them. */
  bytesPerByte: number;
  /** Milliseconds in which a question and its answer are taken in. */
  reportMs: number;
}

const CHARACTERS = 400;
const MESSAGES_PER_CHAT = 20;
const VOCABULARY = 20_000;
const SEARCHES = 40;
const REPORTS = 25;
const PAGE = { chatId: null, cursor: null, limit: 20 };
const BEGIN_MS = Date.parse("2025-01-01T00:00:00.000Z");

/** A Durable Object's SQLite, as far as the index uses it. */
class Sqlite implements Database {
  readonly #database = new DatabaseSync(":memory:");
  readonly #statements = new Map<string, StatementSync>();

  exec<T extends Columns>(query: string, ...bindings: SqlValue[]): Rows<T> {
    if (bindings.length === 0 && query.trim().split(";").length > 2) {
      this.#database.exec(query);
      return rowsOf<T>([]);
    }
    let statement = this.#statements.get(query);
    if (statement === undefined) this.#statements.set(query, (statement = this.#database.prepare(query)));
    // A row is what the caller says it is: the same trust as in a Durable Object's SQLite.
    return rowsOf(statement.all(...bindings.map((value) => (value instanceof ArrayBuffer ? new Uint8Array(value) : value))) as T[]);
  }

  transaction(work: () => void): void {
    this.#database.exec("BEGIN");
    work();
    this.#database.exec("COMMIT");
  }

  get databaseSize(): number {
    const figure = (pragma: string): number => Number(Object.values(this.#database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0] ?? 0);
    return figure("page_count") * figure("page_size");
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }
}

const rowsOf = <T>(rows: T[]): Rows<T> => ({
  toArray: () => rows,
  [Symbol.iterator]: () => rows[Symbol.iterator](),
  rowsWritten: 0,
  rowsRead: 0,
});

/** Numbers of 0 to 1, always the same ones. */
function* chances(): Generator<number, never> {
  for (let state = 1; ;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

/** Made of syllables, so that many begin alike, as words do. */
const SYLLABLES =
  "ba be bi bo bu da de di do du ga ge gi go gu ka ke ki ko ku la le li lo lu ma me mi mo mu na ne ni no nu ra re ri ro ru sa se si so su ta te ti to tu".split(
    " ",
  );
function wordOf(rank: number): string {
  let word = "";
  for (let left = rank + SYLLABLES.length; left > 0; left = Math.floor(left / SYLLABLES.length))
    word += SYLLABLES[left % SYLLABLES.length] ?? "";
  return word;
}
const WORDS = Array.from({ length: VOCABULARY }, (_, rank) => wordOf(rank));

class Library {
  readonly #chance = chances();
  readonly #index = new Sqlite();
  readonly core: SearchIndexCore;
  messages = 0;
  #characters = 0;
  #chats = 0;

  constructor() {
    const sql = new SearchSql(this.#index);
    sql.prepare();
    this.core = new SearchIndexCore(sql);
  }

  next(): number {
    return this.#chance.next().value;
  }

  /** Few words are said often, most of them hardly ever (Zipf). */
  word(): string {
    return WORDS[Math.min(VOCABULARY - 1, Math.floor(VOCABULARY ** this.next()) - 1)] ?? "";
  }

  #text(): string {
    let text = this.word();
    while (text.length < CHARACTERS) text += ` ${this.word()}`;
    return text.slice(0, CHARACTERS);
  }

  /** Conversation by conversation. */
  fillTo(messages: number): void {
    while (this.messages < messages) this.#report(Math.min(MESSAGES_PER_CHAT, messages - this.messages));
  }

  /** @returns milliseconds in which a question and its answer are taken in, the middle of some */
  reportMs(): number {
    const times = Array.from({ length: REPORTS }, () => {
      const startedAt = performance.now();
      this.#report(2);
      return performance.now() - startedAt;
    });
    return percentile(times, 50);
  }

  /** So many messages of one more conversation, told at once. */
  #report(count: number): void {
    const messages = Array.from({ length: count }, (_, place): IndexedMessage => {
      this.messages += 1;
      return {
        id: `m${this.messages}`,
        role: place % 2 === 0 ? "user" : "assistant",
        text: this.#text(),
        at: BEGIN_MS + this.messages * 60_000,
      };
    });
    this.#characters += count * CHARACTERS;
    const title = `${this.word()} ${this.word()} ${this.#chats}`;
    const updatedAt = BEGIN_MS + this.messages * 60_000;
    this.#index.transaction(() => this.core.report({ chatId: `c${this.#chats}`, title, updatedAt, after: 0, upTo: count, messages }));
    this.#chats += 1;
  }

  /** One of its conversations. */
  chat(): string {
    return `c${Math.floor(this.next() * this.#chats)}`;
  }

  get bytesPerByte(): number {
    return this.#index.databaseSize / this.#characters;
  }

  close(): void {
    this.#index.close();
  }
}

type Question = { kind: string; text: (library: Library) => string; isInOne?: boolean };
const beginning = (word: string, letters: number): string => word.slice(0, letters);
const QUESTIONS: readonly Question[] = [
  { kind: "a word", text: (library) => library.word() },
  { kind: "two letters", text: (library) => beginning(library.word(), 2) },
  { kind: "a beginning", text: (library) => beginning(library.word(), 4) },
  { kind: "two words", text: (library) => `${library.word()} ${library.word()}` },
  { kind: "a phrase", text: (library) => `"${library.word()} ${library.word()}"` },
  { kind: "a rare word", text: (library) => WORDS[VOCABULARY - 1 - Math.floor(library.next() * 1_000)] ?? "" },
  { kind: "nothing", text: () => "xyzzy" },
  { kind: "a word in one conversation", text: (library) => library.word(), isInOne: true },
];

/** @param sizes numbers of messages, rising */
export function measureSearch(sizes: readonly number[]): SearchFigure[] {
  const library = new Library();
  const figures = sizes.map((messages): SearchFigure => {
    library.fillTo(messages);
    const kinds = QUESTIONS.map(({ kind, text, isInOne = false }) => ({
      kind,
      times: Array.from({ length: SEARCHES }, () => {
        const query = text(library);
        const chatId = isInOne ? library.chat() : null;
        const startedAt = performance.now();
        library.core.search(query, { ...PAGE, chatId });
        return performance.now() - startedAt;
      }),
    }));
    const all = kinds.flatMap(({ times }) => times);
    const slowest = kinds
      .map(({ kind, times }) => ({ kind, p95: percentile(times, 95) }))
      .reduce((most, one) => (one.p95 > most.p95 ? one : most));
    return {
      messages,
      p50: percentile(all, 50),
      p95: percentile(all, 95),
      slowest: slowest.kind,
      slowestP95: slowest.p95,
      bytesPerByte: library.bytesPerByte,
      reportMs: library.reportMs(),
    };
  });
  library.close();
  return figures;
}

/** What is to be reached with as many messages as this. */
const GOAL = { messages: 100_000, p50: 15, p95: 60 };

/** A row for each size: messages, p50, p95, goal, verdict, slowest kind, its p95, size, report. */
export function searchRows(figures: readonly SearchFigure[]): string[][] {
  return figures.map(({ messages, p50, p95, slowest, slowestP95, bytesPerByte, reportMs }) => {
    const hasGoal = messages === GOAL.messages;
    const verdict = p50 <= GOAL.p50 && p95 <= GOAL.p95 ? "reached" : "not reached";
    return [
      format(messages, 0),
      format(p50, 1),
      format(p95, 1),
      hasGoal ? `≤ ${GOAL.p50} / ${GOAL.p95} ms` : "",
      hasGoal ? verdict : "",
      slowest,
      format(slowestP95, 1),
      format(bytesPerByte, 2),
      format(reportMs, 2),
    ];
  });
}

if (process.argv[1] === import.meta.filename) console.table(measureSearch([1_000, 10_000, 100_000]));
