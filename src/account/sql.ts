/** Every statement of a person's room, with the rows it writes (w) and reads (r). */
import { LAST_CHAT_ID } from "../protocol/identifiers.ts";
import type { IdRange } from "../protocol/rooms.ts";
import { CountedSql } from "../storage/counted-sql.ts";
import { folded } from "../storage/migrations.ts";
import {
  MIGRATIONS,
  type AllowanceRow,
  type ConversationRow,
  type HoldRow,
  type ListPlace,
  type PersonRow,
  type SpentRow,
} from "./tables.ts";
import { adopt } from "./unversioned.ts";

/** What makes a new person's tables. */
const MAKE = folded(MIGRATIONS);

export class AccountSql extends CountedSql {
  /** In memory, because every hold and every entry of the list needs them. */
  #holds: HoldRow[] | null = null;

  /** Brings the tables up to date. w: once a version. r 2 */
  migrate(): { isAdopted: boolean } {
    const person = this.first<{ sql: string }>("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'person'");
    const isAdopted = person !== null && !person.sql.includes("version INTEGER");
    if (isAdopted) adopt((query) => this.all(query));
    const applied = person === null ? 0 : isAdopted ? 1 : this.person().version;
    for (const migration of person === null ? [MAKE] : MIGRATIONS.slice(applied)) this.all(migration);
    if (isAdopted || applied < MIGRATIONS.length) this.all("UPDATE person SET version = ?", MIGRATIONS.length);
    return { isAdopted };
  }

  /** r 1 */
  person(): PersonRow {
    return (
      this.first<PersonRow>("SELECT * FROM person") ?? {
        limit_nano_usd: null,
        preferences: "{}",
        version: 0,
        sweep_at: null,
        shelved_until: "",
      }
    );
  }

  /** @param sweepAtMs when old conversations are deleted next; null: never. w 1 */
  setPreferences(preferences: string, sweepAtMs: number | null): void {
    this.all("UPDATE person SET preferences = ?, sweep_at = ?", preferences, sweepAtMs);
  }

  /** w 1 */
  setSweep(atMs: number | null): void {
    this.all("UPDATE person SET sweep_at = ?", atMs);
  }

  /** w 1 */
  setLimit(nanoUsd: number | null): void {
    this.all("UPDATE person SET limit_nano_usd = ?", nanoUsd);
  }

  /** r 1 or 0 */
  allowance(): AllowanceRow {
    return this.all<AllowanceRow>("SELECT allow, default_model FROM allowance")[0] ?? { allow: "", default_model: "" };
  }

  /** w 1 */
  setAllowance({ allow, default_model }: AllowanceRow): void {
    this.all(
      `INSERT INTO allowance (only, allow, default_model) VALUES (1, ?, ?)
       ON CONFLICT (only) DO UPDATE SET allow = excluded.allow, default_model = excluded.default_model`,
      allow,
      default_model,
    );
  }

  /** r 1 */
  conversation(id: string): ConversationRow | null {
    return this.all<ConversationRow>("SELECT * FROM conversation WHERE id = ?", id)[0] ?? null;
  }

  /** w 1 */
  insertConversation(row: ConversationRow): void {
    const names = Object.keys(row);
    this.all(
      `INSERT INTO conversation (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")}) ON CONFLICT (id) DO NOTHING`,
      ...Object.values(row),
    );
  }

  /** w 1 */
  updateConversation(id: string, change: Partial<ConversationRow>): void {
    const names = Object.keys(change);
    if (names.length === 0) return;
    this.all(`UPDATE conversation SET ${names.map((name) => `${name} = ?`).join(", ")} WHERE id = ?`, ...Object.values(change), id);
  }

  /** Brings the shelf (the list's index, list.ts) up to date, once a month. r all; w 3 for each conversation answered since the last time, and 1 */
  shelve(period: string): void {
    this.all("UPDATE conversation SET shelved_at = updated_at WHERE deleted = 0 AND shelved_at IS NOT updated_at");
    this.all("UPDATE person SET shelved_until = ?", period);
  }

  /** Conversations whose place on the shelf may be out of date, because they were answered since this month. r 2 for each */
  recent(since: string): ConversationRow[] {
    return this.all<ConversationRow>(
      "SELECT * FROM conversation WHERE deleted = 0 AND id IN (SELECT chat FROM spent WHERE period >= ?)",
      since,
    );
  }

  /** The shelf after a place, pinned conversations first, then the newest; rows are read lazily. r 2n, and those not in `project` */
  shelf(archived: boolean, after: ListPlace | null, project: string | null): Iterable<ConversationRow> {
    return this.each<ConversationRow>(
      `SELECT * FROM conversation INDEXED BY shelf
       WHERE deleted = 0 AND shelved_at IS NOT NULL AND archived = ?1 AND (pinned, shelved_at, id) < (?2, ?3, ?4) AND (?5 IS NULL OR project = ?5)
       ORDER BY pinned DESC, shelved_at DESC, id DESC`,
      archived ? 1 : 0,
      after?.pinned ?? 1,
      after?.updated_at ?? Number.MAX_SAFE_INTEGER,
      after?.id ?? "",
      project,
    );
  }

  /** Conversations that were made after a place, in that order; temporary ones left out. r: this person's conversations */
  conversationsInOrder(
    after: { createdAt: number; id: string },
    limit: number,
  ): Pick<ConversationRow, "id" | "pinned" | "archived" | "created_at">[] {
    return this.all(
      `SELECT id, pinned, archived, created_at FROM conversation WHERE deleted = 0 AND temporary = 0 AND (created_at, id) > (?, ?) ORDER BY created_at, id LIMIT ?`,
      after.createdAt,
      after.id,
      limit,
    );
  }

  /** Ids in their order, after the given one: of conversations, deleted ones too, and of what was spent or is held. r n, and 1 for each month */
  knownChats(after: string, limit: number): string[] {
    const listed = this.all<{ id: string }>("SELECT id FROM conversation WHERE id > ? ORDER BY id LIMIT ?", after, limit).map(
      ({ id }) => id,
    );
    const upTo = listed.length < limit ? LAST_CHAT_ID : (listed.at(-1) ?? LAST_CHAT_ID);
    const spent = this.spentOn({ after, upTo }).map(({ chat }) => chat);
    const held = this.holds().map(({ chat }) => chat);
    const others = held.filter((chat) => chat > after && chat <= upTo);
    return [...new Set([...listed, ...spent, ...others])].toSorted().slice(0, limit);
  }

  /** Conversations that are not deleted, and (month, conversation) sums. r all */
  counts(): { chats: number; sums: number } {
    return {
      chats: this.first<{ n: number }>("SELECT count(*) AS n FROM conversation WHERE deleted = 0")?.n ?? 0,
      sums: this.first<{ n: number }>("SELECT count(*) AS n FROM spent")?.n ?? 0,
    };
  }

  /** Ids of conversations that are not deleted, in their order, after the given one. r n */
  chatsAfter(id: string, limit: number): string[] {
    return this.all<{ id: string }>("SELECT id FROM conversation WHERE deleted = 0 AND id > ? ORDER BY id LIMIT ?", id, limit).map(
      (row) => row.id,
    );
  }

  /** Ids of conversations, deleted ones too, in their order, after the given one. r n */
  placesAfter(id: string, limit: number): { id: string; deleted: number }[] {
    return this.all("SELECT id, deleted FROM conversation WHERE id > ? ORDER BY id LIMIT ?", id, limit);
  }

  /** Conversations in a range of ids, deleted ones as tombstones. r n */
  conversationsIn({ after, upTo }: IdRange): { id: string; deleted: number; cost: number; seq: number }[] {
    return this.all("SELECT id, deleted, cost, seq FROM conversation WHERE id > ? AND id <= ? ORDER BY id", after, upTo);
  }

  /** Conversations without a change since then, oldest first; pinned ones since `pinnedMs`, or (null) none of them. r: this person's conversations */
  unchangedSince(ms: number, pinnedMs: number | null, limit: number): { id: string }[] {
    return this.all(
      `SELECT id FROM conversation WHERE deleted = 0 AND updated_at < iif(pinned = 0, ?, ?) ORDER BY updated_at LIMIT ?`,
      ms,
      pinnedMs,
      limit,
    );
  }

  /** r: conversations that spent in the month */
  spentIn(period: string): number {
    return this.all<{ cost: number | null }>("SELECT sum(cost) AS cost FROM spent WHERE period = ?", period)[0]?.cost ?? 0;
  }

  /** True when something was spent in the month, all of it simulated. r: conversations that spent in the month, twice */
  isSimulatedIn(period: string): boolean {
    const [row] = this.all<{ real: number | null }>(
      `SELECT max(coalesce(conversation.simulated, 0) = 0) AS real FROM spent LEFT JOIN conversation ON conversation.id = spent.chat
       WHERE spent.period = ? AND spent.cost > 0`,
      period,
    );
    return row?.real === 0;
  }

  /** What conversations taught last of their models, newest first. r: those answered since `shelved_until`, and `limit` of the shelf, 2 each */
  lessons(limit: number): string[] {
    return this.all<{ lesson: string }>(
      `SELECT lesson FROM (
         SELECT lesson, updated_at FROM conversation WHERE id IN (SELECT chat FROM spent WHERE period >= (SELECT shelved_until FROM person))
         UNION
         SELECT lesson, updated_at FROM (
           SELECT lesson, updated_at FROM conversation INDEXED BY shelf WHERE deleted = 0 AND shelved_at IS NOT NULL AND archived = 0 AND pinned = 0
           ORDER BY shelved_at DESC, id DESC LIMIT ?1
         )
       ) WHERE lesson IS NOT NULL ORDER BY updated_at DESC LIMIT ?1`,
      limit,
    ).map(({ lesson }) => lesson);
  }

  /** Every (month, conversation) of conversations in a range of ids: months one after the other on the primary key. r n, and 1 for each month */
  spentOn({ after, upTo }: IdRange): SpentRow[] {
    return this.all(
      `WITH RECURSIVE months (period) AS (
         SELECT min(period) FROM spent
         UNION ALL
         SELECT (SELECT min(period) FROM spent WHERE period > months.period) FROM months WHERE months.period IS NOT NULL
       )
       SELECT spent.period, chat, cost, seq FROM months CROSS JOIN spent ON spent.period = months.period AND chat > ? AND chat <= ?
       ORDER BY spent.period, chat`,
      after,
      upTo,
    );
  }

  /** What a conversation has spent in a month; null: nothing is known. r 1 */
  spentBy(period: string, chat: string): Pick<SpentRow, "cost" | "seq"> | null {
    return this.all<SpentRow>("SELECT cost, seq FROM spent WHERE period = ? AND chat = ?", period, chat)[0] ?? null;
  }

  /** Absolute and guarded: twice or late changes nothing. w 1 or 0 */
  putSpent(period: string, chat: string, cost: number, seq: number): void {
    this.all(
      `INSERT INTO spent (period, chat, cost, seq) VALUES (?, ?, ?, ?)
       ON CONFLICT (period, chat) DO UPDATE SET cost = excluded.cost, seq = excluded.seq WHERE excluded.seq > spent.seq`,
      period,
      chat,
      cost,
      seq,
    );
  }

  /** w 1 */
  insertHold(hold: Omit<HoldRow, "freed">): void {
    this.forgetHolds();
    this.all(
      "INSERT INTO hold (run, chat, cost, at, aside, project, asker, nth) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (run) DO NOTHING",
      hold.run,
      hold.chat,
      hold.cost,
      hold.at,
      hold.aside,
      hold.project,
      hold.asker,
      hold.nth,
    );
  }

  /** A call has ended and awaits its log: the rest of its hold stays. w 1 */
  freeHold(run: string, freed: number): void {
    this.forgetHolds();
    this.all("UPDATE hold SET freed = ? WHERE run = ?", freed, run);
  }

  /** w 1 */
  deleteHold(run: string): void {
    this.forgetHolds();
    this.all("DELETE FROM hold WHERE run = ?", run);
  }

  /** r: running answers of this person, once after each change of them */
  holds(): readonly HoldRow[] {
    return (this.#holds ??= this.all<HoldRow>("SELECT * FROM hold ORDER BY at"));
  }

  /** Forgets the holds in memory, after a change or a rollback. */
  forgetHolds(): void {
    this.#holds = null;
  }
}
