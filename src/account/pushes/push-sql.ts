/** The statements of a person's pushes, with the rows they write (w) and read (r). The tables stand in ../tables.ts. */
import type { AnswerEnd } from "../../protocol/push.ts";
import { CountedSql } from "../../storage/counted-sql.ts";

/** Times in milliseconds since the epoch. `until`: when the session ends that registered it; null: never. */
export type BrowserRow = {
  id: string;
  endpoint: string;
  p256dh: string;
  auth: string;
  origin: string;
  added_at: number;
  until: number | null;
};

export type NoticeRow = { chat: string; browser: string; ending: AnswerEnd; ended_at: number; tries: number; due_at: number };

export class PushSql extends CountedSql {
  /** Oldest first. r: the person's browsers */
  browsers(): BrowserRow[] {
    return this.all<BrowserRow>("SELECT * FROM push_browser ORDER BY added_at, id");
  }

  /** The same endpoint again replaces what it said before. w 1 */
  putBrowser(row: BrowserRow): void {
    this.all(
      `INSERT INTO push_browser (id, endpoint, p256dh, auth, origin, added_at, until) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET p256dh = excluded.p256dh, auth = excluded.auth, origin = excluded.origin, until = excluded.until`,
      row.id,
      row.endpoint,
      row.p256dh,
      row.auth,
      row.origin,
      row.added_at,
      row.until,
    );
  }

  /** w 1, and 1 for each notice it was to get */
  deleteBrowser(id: string): void {
    this.all("DELETE FROM push_browser WHERE id = ?", id);
    this.all("DELETE FROM push_notice WHERE browser = ?", id);
  }

  /** A newer one of the same conversation takes the older one's place. w 1 */
  putNotice(row: NoticeRow): void {
    this.all(
      `INSERT INTO push_notice (chat, browser, ending, ended_at, tries, due_at) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (chat, browser) DO UPDATE SET ending = excluded.ending, ended_at = excluded.ended_at, tries = excluded.tries, due_at = excluded.due_at`,
      row.chat,
      row.browser,
      row.ending,
      row.ended_at,
      row.tries,
      row.due_at,
    );
  }

  /** r: notices that wait, some at most */
  notices(): NoticeRow[] {
    return this.all<NoticeRow>("SELECT * FROM push_notice");
  }

  /** Plans the next try, unless a newer notice has replaced this one. w 1 */
  postponeNotice({ chat, browser, ended_at }: NoticeRow, tries: number, dueAtMs: number): void {
    this.all(
      "UPDATE push_notice SET tries = ?, due_at = ? WHERE chat = ? AND browser = ? AND ended_at = ?",
      tries,
      dueAtMs,
      chat,
      browser,
      ended_at,
    );
  }

  /** Deletes a notice, unless a newer one has replaced it. w 1 */
  deleteNotice({ chat, browser, ended_at }: NoticeRow): void {
    this.all("DELETE FROM push_notice WHERE chat = ? AND browser = ? AND ended_at = ?", chat, browser, ended_at);
  }

  /** w 1 for each */
  deleteNoticesOf(chat: string): void {
    this.all("DELETE FROM push_notice WHERE chat = ?", chat);
  }

  /** w: all of them */
  deleteAll(): void {
    this.all("DELETE FROM push_browser");
    this.all("DELETE FROM push_notice");
  }
}
