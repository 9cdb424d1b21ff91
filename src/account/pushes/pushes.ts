/**
 * Web Push to a person's browsers when an answer ends that no tab shows: the registered browsers, the waiting notices, and
 * their sending by alarm. It never delays a first token, and for people without a registered browser it writes no row.
 */
import { MAX_PUSH_BROWSERS, type PushPayload } from "../../protocol/push.ts";
import { failed, type Result } from "../../protocol/problem.ts";
import type { EndedAnswer } from "../../protocol/wallet.ts";
import { nextTryMs, STALE_AFTER_MS, type Verdict } from "../../push/retry.ts";
import { push, type PushAddress, type PushWorld } from "../../push/send.ts";
import type { Alarm } from "../../storage/alarm.ts";
import type { Database } from "../../storage/database.ts";
import type { ConversationRow } from "../tables.ts";
import { PushSql, type BrowserRow, type NoticeRow } from "./push-sql.ts";

export interface PushesWorld {
  now(): number;
  /** Null: this server has no key, and pushes nothing. */
  push(): PushWorld | null;
  /** A conversation's entry in the list. */
  conversation(id: string): ConversationRow | null;
}

/** `untilMs`: when the session ends that registers it; null: never. */
export type NewBrowser = PushAddress & { id: string; untilMs: number | null };

/** Whether the session that registered a browser has ended, so that it gets no more pushes. */
const isOver = (untilMs: number | null, nowMs: number): boolean => untilMs !== null && untilMs <= nowMs;

export class Pushes {
  readonly #sql: PushSql;
  readonly #alarm: Alarm;
  readonly #world: PushesWorld;
  /** In memory, because every report needs them. */
  #browsers: BrowserRow[] | null = null;

  constructor(sql: Database, alarm: Alarm, world: PushesWorld) {
    this.#sql = new PushSql(sql);
    this.#alarm = alarm;
    this.#world = world;
  }

  #known(): readonly BrowserRow[] {
    return (this.#browsers ??= this.#sql.browsers());
  }

  /** How many browsers are registered. */
  count(): number {
    return this.#known().length;
  }

  /** Rows its statements wrote since the object woke. */
  get rowsWritten(): number {
    return this.#sql.rows.written;
  }

  /** Registers a browser; above `MAX_PUSH_BROWSERS` the oldest is removed. w 1 where it is new or has changed */
  register({ id, untilMs, endpoint, p256dh, auth, origin }: NewBrowser): { created: boolean } {
    const was = this.#known().find((browser) => browser.id === id);
    const isSame = was?.p256dh === p256dh && was.auth === auth && was.origin === origin && was.until === untilMs;
    if (isSame) return { created: false };
    this.#sql.putBrowser({ id, endpoint, p256dh, auth, origin, added_at: this.#world.now(), until: untilMs });
    this.#browsers = null;
    for (const { id: over, until } of this.#known()) if (isOver(until, this.#world.now())) this.#forget(over);
    for (const { id: oldest } of this.#known().slice(0, -MAX_PUSH_BROWSERS)) this.#forget(oldest);
    return { created: was === undefined };
  }

  unregister(id: string): Result<{ id: string }> {
    if (!this.#known().some((browser) => browser.id === id)) return failed({ reason: "not-found" });
    this.#forget(id);
    return { ok: true, value: { id } };
  }

  #forget(id: string): void {
    this.#sql.deleteBrowser(id);
    this.#browsers = null;
  }

  /** Stores a notice for each browser, inside the report's transaction. w 1 for each, none while a tab shows the conversation */
  answerEnded(chat: string, { end, atMs, isShown }: EndedAnswer): void {
    if (isShown || this.#known().length === 0 || this.#world.push() === null) return;
    const nowMs = this.#world.now();
    if (nowMs - atMs > STALE_AFTER_MS) return;
    for (const { id, until, added_at: addedAtMs } of this.#known())
      if (addedAtMs <= atMs && !isOver(until, nowMs))
        this.#sql.putNotice({ chat, browser: id, ending: end, ended_at: atMs, tries: 0, due_at: nowMs });
  }

  /** Sets the alarm for the waiting notices. Called on every wake as well, in case a crash prevented it. w 1 where it sets one */
  plan(): void {
    const due = this.#sql.notices().map(({ due_at: atMs }) => atMs);
    if (due.length > 0) void this.#alarm.wakeNoLaterThan(Math.min(...due));
  }

  /** The conversation was deleted. w 1 for each notice of it that waits */
  forgetChat(chat: string): void {
    if (this.#known().length > 0) this.#sql.deleteNoticesOf(chat);
  }

  removeAll(): void {
    this.#sql.deleteAll();
    this.#browsers = null;
  }

  /** By alarm: sends the notices that are due. A push service's failure never throws. */
  async work(): Promise<void> {
    const nowMs = this.#world.now();
    const due = this.#sql.notices().filter(({ due_at: atMs }) => atMs <= nowMs);
    await Promise.all(due.map((notice) => this.#send(notice)));
    this.plan();
  }

  async #send(notice: NoticeRow): Promise<void> {
    const world = this.#world.push();
    const browser = this.#known().find(({ id }) => id === notice.browser);
    const payload = this.#payloadOf(notice);
    const nowMs = this.#world.now();
    if (world === null || browser === undefined || isOver(browser.until, nowMs) || payload === null) return this.#sql.deleteNotice(notice);
    this.#receive(notice, await push(world, browser, payload, nowMs));
  }

  #receive(notice: NoticeRow, verdict: Verdict): void {
    switch (verdict.is) {
      case "taken":
      case "refused":
        return this.#sql.deleteNotice(notice);
      case "gone":
        return this.#forget(notice.browser);
      case "later": {
        const tries = notice.tries + 1;
        const atMs = nextTryMs(tries, verdict.afterMs, notice.ended_at, this.#world.now());
        return atMs === null ? this.#sql.deleteNotice(notice) : this.#sql.postponeNotice(notice, tries, atMs);
      }
    }
  }

  /** The payload, from the conversation's current entry; null: the conversation is gone. */
  #payloadOf({ chat, ending }: NoticeRow): PushPayload | null {
    const row = this.#world.conversation(chat);
    if (row === null || row.deleted === 1) return null;
    return {
      chatId: chat,
      // The title of a temporary conversation must not stay in a device's list of notifications.
      title: row.temporary === 1 ? "" : row.title,
      costNanoUsd: row.cost,
      simulated: row.simulated === 1,
      end: ending,
    };
  }
}
