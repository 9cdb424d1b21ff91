/**
 * One person with more and more conversations: the list, the money and the search index of their object, over this
 * process's SQLite. The tables are filled by the statements that fill them in production.
 */
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { Budget } from "../../src/account/budget.ts";
import { Lessons } from "../../src/account/lessons.ts";
import { ChatList } from "../../src/account/list.ts";
import { LiveList } from "../../src/account/live-list.ts";
import { Projects } from "../../src/account/projects/projects.ts";
import { AccountSql } from "../../src/account/sql.ts";
import { addImported, exportPage, importPlaces } from "../../src/account/transfer.ts";
import { SearchIndexCore } from "../../src/search/index-core.ts";
import { SearchSql } from "../../src/search/sql.ts";
import { GroupCommit } from "../../src/storage/group-commit.ts";
import type { Columns, Database, Rows, SqlValue } from "../../src/storage/database.ts";
import { Curves, each, one, upTo, type Step, type Work } from "./curve.ts";

const NOW_MS = Date.UTC(2026, 10, 27, 12);
const PERIOD = "2026-11";
const MODEL = "embedded/tally";
/** Of their conversations somebody answered so many in this month, at most. */
const ACTIVE = 300;
const RUNS = 7;
const AUDIT_PAGE = 401;
/** An import asks for taken ids by pages of so many, and has so many conversations taken into the list at once (src/api/persons-import.ts). */
const IDS_AT_ONCE = 5_000;
const LIST_AT_ONCE = 20;

/** SQLite whose rows are read as far as they are asked for, as in a Durable Object. */
class LazyDatabase implements Database {
  readonly #database = new DatabaseSync(":memory:");
  readonly #statements = new Map<string, StatementSync>();
  readonly databaseSize = 0;

  exec<T extends Columns>(query: string, ...bindings: SqlValue[]): Rows<T> {
    if (bindings.length === 0 && query.trim().split(";").length > 2) {
      this.#database.exec(query);
      return rowsOf<T>([], []);
    }
    const statement = this.#statements.get(query) ?? this.#database.prepare(query);
    this.#statements.set(query, statement);
    const values = bindings.map((value) => (value instanceof ArrayBuffer ? new Uint8Array(value) : value));
    if (/^\s*(select|with)\b/i.test(query)) return rowsOf<T>(statement, values);
    const rows = statement.all(...values) as T[];
    return { toArray: () => rows, [Symbol.iterator]: () => rows[Symbol.iterator](), rowsWritten: 0, rowsRead: 0 };
  }

  begin(): void {
    this.#database.exec("BEGIN");
  }

  commit(): void {
    this.#database.exec("COMMIT");
  }

  close(): void {
    this.#database.close();
  }
}

function rowsOf<T>(statement: StatementSync | [], values: (string | number | null | Uint8Array)[]): Rows<T> {
  const isNothing = Array.isArray(statement);
  return {
    toArray: () => (isNothing ? [] : (statement.all(...values) as T[])),
    [Symbol.iterator]: () => (isNothing ? [] : (statement.iterate(...values) as Iterable<T>))[Symbol.iterator](),
    rowsWritten: 0,
    rowsRead: 0,
  };
}

const idOf = (index: number): string => `c${((index * 7_919) % 1_000_003).toString().padStart(7, "0")}`;

/** A person's object with so many conversations over the last years, the newest of them answered in this month. */
function personWith(size: number) {
  const database = new LazyDatabase();
  const tables = new AccountSql(database);
  tables.migrate();
  database.begin();
  const active = Math.min(ACTIVE, size);
  for (let index = 0; index < size; index += 1) {
    const isActive = index >= size - active;
    const updatedAt = isActive ? NOW_MS - (size - index) * 60_000 : NOW_MS - 40 * 86_400_000 - (size - index) * 600_000;
    tables.insertConversation({
      id: idOf(index),
      title: `Conversation ${index} about tea and its many kinds`,
      model: MODEL,
      created_at: updatedAt - 3_600_000,
      updated_at: updatedAt,
      pinned: 0,
      archived: 0,
      temporary: 0,
      messages: 12,
      cost: 1000,
      seq: 9,
      deleted: 0,
      simulated: 1,
      lesson: null,
      project: null,
      shelved_at: isActive ? null : updatedAt,
    });
    const period = isActive ? PERIOD : `20${20 + (index % 6)}-0${1 + (index % 9)}`;
    tables.putSpent(period, idOf(index), 1000, 9);
  }
  database.commit();
  return { database, tables };
}

function moneyOf(tables: AccountSql, database: LazyDatabase): Budget {
  const list = new ChatList(tables, () => NOW_MS);
  const projects = new Projects(database, () => NOW_MS);
  const live = new LiveList({ hasListeners: false, send: () => undefined }, list, () => budget.wallet());
  const commits = new GroupCommit({ transactionSync: (run) => run(), sync: () => Promise.resolve() });
  const budget: Budget = new Budget(
    { tables, list, lessons: new Lessons(tables), projects, live, commits },
    {
      now: () => NOW_MS,
      defaultLimitNanoUsd: 1e15,
      rules: () => ({ allow: "", suggestions: false }),
      openRunsOf: () => Promise.resolve([]),
    },
  );
  return budget;
}

/** What one answer asks of the person's money: the hold, the report, the wallet that is shown. */
async function answer(budget: Budget, chatId: string, seq: number): Promise<void> {
  const runId = `${chatId}.${seq}`;
  const about = { chatId, title: "Tea", model: MODEL, createdAt: NOW_MS - 1000 };
  await budget.hold({ ...about, runId, worstNanoUsd: 1000, leastNanoUsd: 1, nowMs: NOW_MS });
  await budget.report({
    ...about,
    seq,
    updatedAt: NOW_MS,
    temporary: false,
    messageCount: 14,
    costNanoUsd: 1000 + seq,
    simulated: true,
    call: null,
    openRuns: [],
    settling: [],
    months: [{ period: PERIOD, costNanoUsd: 1000 + seq }],
    atMs: NOW_MS,
  });
  budget.wallet();
}

/** The best of the runs: each does the same in one process, and what makes it slower is the machine. Milliseconds. */
async function best(run: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let at = 0; at < RUNS; at += 1) {
    const startedAt = performance.now();
    await run();
    times.push(performance.now() - startedAt);
  }
  return Math.min(...times);
}

const ALL = { archived: false, filter: "", project: null };

async function listAt(size: number, curves: Curves): Promise<void> {
  const { database, tables } = personWith(size);
  const list = new ChatList(tables, () => NOW_MS);
  const add = async (what: string, work: Work, run: () => unknown): Promise<void> => curves.add(what, "ms", work, size, await best(run));
  const first = list.page({ ...ALL, cursor: null });
  await add("the first page of the list", upTo(ACTIVE, "page"), () => list.page({ ...ALL, cursor: null }));
  await add("the next page", upTo(ACTIVE, "page"), () => list.page({ ...ALL, cursor: first?.next ?? null }));
  await add("a title is looked for that nothing has (20,000 a page)", upTo(20_000, "title"), () =>
    list.page({ ...ALL, cursor: null, filter: "coffee" }),
  );
  await add("an import begins: ids that are taken", each("conversation"), () => {
    for (let after: string | undefined = ""; after !== undefined;) {
      const page = importPlaces(tables, after, IDS_AT_ONCE);
      after = page.length < IDS_AT_ONCE ? undefined : page.at(-1)?.id;
    }
  });
  let imported = 0;
  await add(`${LIST_AT_ONCE} conversations of an import enter the list`, one("import"), () => {
    const at = NOW_MS - 400 * 86_400_000;
    const entries = Array.from({ length: LIST_AT_ONCE }, () => {
      imported += 1;
      return {
        id: `imported-${imported}`,
        title: `Imported ${imported}`,
        model: MODEL,
        createdAt: at,
        updatedAt: at + imported,
        pinned: false,
        archived: false,
        messageCount: 2,
      };
    });
    addImported(tables, entries);
  });
  const [id, middleId] = [idOf(size - 1), idOf(Math.floor(size / 2))];
  await add("a conversation is renamed", one("change"), () => {
    tables.updateConversation(middleId, { title: "Another" });
    list.summary(middleId);
  });
  await add("a page of the export (5,000)", upTo(5_000, "entry"), () => exportPage(tables, null));
  await add("a page of the audit (400)", upTo(400, "conversation"), () => {
    const upTo = tables.knownChats("c02", AUDIT_PAGE).at(-1) ?? "~";
    tables.conversationsIn({ after: "c02", upTo });
    tables.spentOn({ after: "c02", upTo });
  });
  await add("the object wakes: money, lessons", upTo(ACTIVE, "wake"), () => {
    moneyOf(tables, database).wallet();
    new Lessons(tables).all();
  });
  const budget = moneyOf(tables, database);
  let seq = 10;
  await add("an answer's hold, report and wallet", one("answer"), () => answer(budget, id, (seq += 1)));
  database.close();
}

const WORDS = "green black white oolong water kettle leaf steep cup pot minute degree harvest spring mountain market".split(" ");

async function searchAt(size: number, curves: Curves): Promise<void> {
  const database = new LazyDatabase();
  const sql = new SearchSql(database);
  sql.prepare();
  const core = new SearchIndexCore(sql);
  const say = (index: number, word: string): void => {
    const text = (from: number): string =>
      Array.from({ length: 40 }, (_, at) => WORDS[(index * 7 + from + at * 3) % WORDS.length]).join(" ");
    const at = 1_700_000_000_000 + index * 60_000;
    core.report({
      chatId: `chat-${index}`,
      title: `Conversation ${index}`,
      updatedAt: at,
      after: 0,
      upTo: 3,
      messages: [
        { id: `q${index}`, role: "user", text: `${text(0)} tea ${word}`, at },
        { id: `a${index}`, role: "assistant", text: text(5), at: at + 1000 },
      ],
    });
  };
  database.begin();
  const startedAt = performance.now();
  for (let index = 0; index < size; index += 1) say(index, index % Math.ceil(size / 5) === 0 ? "gyokuro" : "");
  curves.add("all of them are indexed", "ms", each("conversation"), size, performance.now() - startedAt);
  database.commit();
  let next = size;
  curves.add("one more is indexed", "ms", one("conversation"), size, await best(() => say(next++, "")));
  const options = { chatId: null, cursor: null, limit: 20 };
  for (const [what, query] of [
    ["a search for what is in all", "tea"],
    ["a search for what is in five", "gyokuro"],
    ["a search for a beginning", "gyok"],
    ["a search for two words", "mountain gyokuro"],
  ] as const)
    curves.add(what, "ms", one("search"), size, await best(() => core.search(query, options)));
  database.close();
}

/** @param sizes conversations of one person */
export async function measureList(sizes: readonly number[]): Promise<Step[]> {
  const curves = new Curves();
  for (const size of sizes) await listAt(size, curves);
  return curves.steps;
}

/** @param sizes conversations of one person */
export async function measureSearch(sizes: readonly number[]): Promise<Step[]> {
  const curves = new Curves();
  for (const size of sizes) await searchAt(size, curves);
  return curves.steps;
}
