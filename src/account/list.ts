/**
 * The list of a person's conversations, page by page: pinned ones first, then the newest. Changes by running answers are in
 * memory alone until the answer ends, because a row is written only then (invariant 12). Nevertheless each conversation has
 * one place in the list and is on one page.
 *
 * The order is kept in an index, the "shelf", which is brought up to date once a month; conversations that were answered
 * since then are found by their sums of spend and merged in.
 */
import type { ChatSummary } from "../protocol/http.ts";
import type { ChatReport } from "../protocol/wallet.ts";
import type { AccountSql } from "./sql.ts";
import type { ConversationRow, ListPlace } from "./tables.ts";
import { periodOf } from "./wallet.ts";

export const PAGE = 50;
/** Titles that one request compares with a filter; the search continues at `next`. */
const MAX_LOOKED_AT = 20_000;

export type ChatPage = { chats: ChatSummary[]; next: string | null };
/** `project`: only conversations in it; null: all. */
export type ListQuery = { archived: boolean; cursor: string | null; filter: string; project: string | null };

/** Text as a filter compares it: without case and accents. */
const folded = (text: string): string =>
  text
    .normalize("NFKD")
    .replaceAll(/\p{M}+/gu, "")
    .toLowerCase();

/** Whether a title holds every word of a filter, in any order. */
export function titleFilter(filter: string): (title: string) => boolean {
  const words = folded(filter)
    .split(/\s+/)
    .filter((word) => word !== "");
  return (title) => {
    const compared = folded(title);
    return words.every((word) => compared.includes(word));
  };
}

/** A cursor: a place in the list. It holds values and no row's id, so that it stays valid when that row changes or is deleted. */
export function cursorOf({ pinned, updated_at: updatedAt, id }: ListPlace): string {
  return `${pinned === 1 ? "." : ""}${updatedAt.toString(36)}~${id}`;
}

export function parseCursor(cursor: string): ListPlace | null {
  const match = /^(\.?)([0-9a-z]{1,11})~(.{1,110})$/.exec(cursor);
  if (match?.[2] === undefined || match[3] === undefined) return null;
  return { pinned: match[1] === "." ? 1 : 0, updated_at: Number.parseInt(match[2], 36), id: match[3] };
}

/** The order of the list: negative where `a` comes before `b`. */
function inOrder(a: ListPlace, b: ListPlace): number {
  return b.pinned - a.pinned || b.updated_at - a.updated_at || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
}

/** Two sorted lists as one. */
function* merged(rows: Iterable<ConversationRow>, moved: readonly ConversationRow[]): Generator<ConversationRow> {
  let next = 0;
  for (const row of rows) {
    for (let other = moved[next]; other !== undefined && inOrder(other, row) < 0; other = moved[next]) {
      yield other;
      next += 1;
    }
    yield row;
  }
  yield* moved.slice(next);
}

export class ChatList {
  readonly #tables: AccountSql;
  readonly #now: () => number;
  /** Title and time of each conversation with a running answer, by id. */
  readonly #asked = new Map<string, { title: string; updated_at: number }>();

  /** @param now milliseconds since the epoch */
  constructor(tables: AccountSql, now: () => number) {
    this.#tables = tables;
    this.#now = now;
  }

  /** An answer begins: the conversation moves up. */
  asks(id: string, asked: { title: string; updated_at: number }): void {
    this.#asked.set(id, asked);
  }

  /** The answer has ended: the conversation's row is up to date. */
  rests(id: string): void {
    this.#asked.delete(id);
  }

  /** Conversations in which an answer runs. */
  running(): Set<string> {
    return new Set(
      this.#tables
        .holds()
        .filter((hold) => hold.freed === null && hold.aside === null)
        .map((hold) => hold.chat),
    );
  }

  /** Conversations that have begun and not reported yet. r 1 for each running answer */
  unheard(): string[] {
    return [...this.running()].filter((id) => this.#tables.conversation(id) === null);
  }

  /** Conversations answered since the shelf was brought up to date; the first call in a month does that. */
  #recent(): ConversationRow[] {
    const period = periodOf(this.#now());
    const { shelved_until: since } = this.#tables.person();
    if (since < period) this.#tables.shelve(period);
    return this.#tables.recent(since < period ? period : since);
  }

  /** @returns null where the cursor is malformed. r: conversations answered in this month, and the page */
  page({ archived, cursor, filter, project }: ListQuery): ChatPage | null {
    const after = cursor === null ? null : parseCursor(cursor);
    if (cursor !== null && after === null) return null;
    const recent = new Map(this.#recent().map((row) => [row.id, row]));
    for (const id of this.#asked.keys()) {
      const row = this.#row(id);
      if (row === null) recent.delete(id);
      else recent.set(id, row);
    }
    const moved = [...recent.values()]
      .filter(
        (row) =>
          (row.archived === 1) === archived && (project === null || row.project === project) && (after === null || inOrder(after, row) < 0),
      )
      .toSorted(inOrder);
    const fits = titleFilter(filter);
    const shown: ConversationRow[] = [];
    let last: ConversationRow | null = null;
    let lookedAt = 0;
    let isCut = false;
    for (const row of merged(this.#shelved(archived, after, project, recent), moved)) {
      if (shown.length === PAGE || lookedAt === MAX_LOOKED_AT) {
        isCut = true;
        break;
      }
      lookedAt += 1;
      last = row;
      if (fits(row.title)) shown.push(row);
    }
    const running = this.running();
    return { chats: shown.map((row) => summaryOf(row, running)), next: isCut && last !== null ? cursorOf(last) : null };
  }

  /** Rows from the shelf in the order of the list, without those that have another place now. */
  *#shelved(
    archived: boolean,
    after: ListPlace | null,
    project: string | null,
    elsewhere: ReadonlyMap<string, unknown>,
  ): Generator<ConversationRow> {
    for (const row of this.#tables.shelf(archived, after, project)) if (!elsewhere.has(row.id)) yield row;
  }

  #row(id: string): ConversationRow | null {
    const row = this.#tables.conversation(id);
    return row === null || row.deleted === 1 ? null : { ...row, ...this.#asked.get(id) };
  }

  /** The entries of these conversations; ids that are not this person's are left out. r 1 for each, and running answers once */
  summaries(ids: readonly string[]): ChatSummary[] {
    const running = this.running();
    return ids.flatMap((id) => {
      const row = this.#row(id);
      return row === null ? [] : [summaryOf(row, running)];
    });
  }

  summary(id: string): ChatSummary | null {
    const row = this.#row(id);
    return row === null ? null : summaryOf(row, this.running());
  }
}

function summaryOf(row: ConversationRow, running: Set<string>): ChatSummary {
  return {
    id: row.id,
    title: row.title,
    model: row.model,
    createdAt: new Date(row.created_at).toISOString(),
    updatedAt: new Date(row.updated_at).toISOString(),
    running: running.has(row.id),
    pinned: row.pinned === 1,
    archived: row.archived === 1,
    temporary: row.temporary === 1,
    messageCount: row.messages,
    costNanoUsd: row.cost,
    simulated: row.simulated === 1,
    projectId: row.project,
  };
}

/**
 * The entry of a conversation that is not in the list yet; for a deleted one, a tombstone. `lesson`: JSON, what its last
 * call taught of the model. `isRecent`: it is found by its spend and needs no place on the shelf.
 */
export function entryOf(report: ChatReport, lesson: string | null, project: string | null, isRecent: boolean): ConversationRow {
  const isLeaving = report.isLeaving === true;
  return {
    id: report.chatId,
    title: isLeaving ? "" : report.title,
    model: report.model,
    created_at: report.createdAt,
    updated_at: report.updatedAt,
    pinned: 0,
    archived: 0,
    temporary: report.temporary ? 1 : 0,
    messages: report.messageCount,
    cost: report.costNanoUsd,
    seq: report.seq,
    deleted: isLeaving ? 1 : 0,
    simulated: report.simulated ? 1 : 0,
    lesson: isLeaving ? null : lesson,
    project,
    shelved_at: isRecent ? null : report.updatedAt,
  };
}
