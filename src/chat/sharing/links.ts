/**
 * The links (shares) of one conversation. The conversation's own table decides; the directory, which only finds the
 * conversation, gets every change and may lag behind: a name that it still has leads here and is refused here.
 */
import { MAX_SHARES } from "../../protocol/sharing.ts";
import { failed, type Result } from "../../protocol/problem.ts";
import type { Room } from "../room.ts";
import type { ShareRow } from "./share-sql.ts";

/** A link as its owner sees it. Times in milliseconds since the epoch. */
export type Link = { id: string; withCosts: boolean; untilMs: number | null; createdAtMs: number };

/** First wait after the directory could not be reached; doubled with every failure. Milliseconds. */
const RETRY_MS = 5_000;
const RETRY_MAX_MS = 3_600_000;
/** After this time a request that a crashed object sent to the directory has arrived, or never will. Milliseconds. */
export const HALF_MADE_MS = 60_000;

export class Links {
  readonly #room: Room;
  /** An alarm at the latest then. */
  readonly #wakeNoLaterThan: (ms: number) => void;
  #failures = 0;
  #triedAtMs = 0;
  /** The chain of calls to the directory, one after the other. */
  #notifying: Promise<void> = Promise.resolve();
  /** Links that are being made. The name of one that a crash interrupted was given to nobody. */
  readonly #making = new Set<string>();

  constructor(room: Room, wakeNoLaterThan: (ms: number) => void) {
    this.#room = room;
    this.#wakeNoLaterThan = wakeNoLaterThan;
  }

  /** Makes a link; its name is random. The directory knows it when this has succeeded. w 3, with the alarm that ends what a crash leaves of it */
  async make(options: { withCosts: boolean; untilMs: number | null }): Promise<Result<Link>> {
    const { sql, ports } = this.#room;
    if (sql.shares().filter(({ state }) => state !== "leaving").length >= MAX_SHARES)
      return failed({ reason: "conflict", detail: `A conversation has at most ${MAX_SHARES} links. Take one back first.` });
    const link: Link = { id: ports.newShareId(), ...options, createdAtMs: ports.now() };
    sql.insertShare({
      id: link.id,
      with_costs: link.withCosts ? 1 : 0,
      until: link.untilMs,
      created_at: link.createdAtMs,
      state: "entering",
    });
    if (link.untilMs !== null) this.#wakeNoLaterThan(link.untilMs);
    this.#wakeNoLaterThan(link.createdAtMs + HALF_MADE_MS);
    this.#making.add(link.id);
    await this.#notifyDirectory();
    this.#making.delete(link.id);
    if (this.#room.isGone) return failed({ reason: "not-found" });
    if (sql.share(link.id)?.state === "open") return { ok: true, value: link };
    // The directory failed: remove the link, whose name nobody has yet.
    this.#end(link.id);
    return failed({ reason: "overloaded", detail: "The link could not be made just now. Try again.", retryAfterSeconds: 5 });
  }

  /** Links that can be used now, oldest first. */
  list(): Link[] {
    return this.#room.sql
      .shares()
      .filter((row) => this.#isOpen(row))
      .map(linkOf);
  }

  /** The link, if it can be used now. */
  find(id: string): Link | null {
    const row = this.#room.sql.share(id);
    return row !== null && this.#isOpen(row) ? linkOf(row) : null;
  }

  /** Revokes a link and closes its readers' sockets at once. @returns false where there is no such link. w 2 */
  async takeBack(id: string): Promise<boolean> {
    if (this.#room.sql.share(id) === null) return false;
    this.#end(id);
    await this.#notifyDirectory();
    return true;
  }

  /** By alarm: ends expired links and repeats calls to the directory that failed. @returns when to be called again; null: never */
  async work(): Promise<number | null> {
    const nowMs = this.#room.ports.now();
    this.#room.audience.expire(nowMs);
    for (const row of this.#room.sql.shares()) {
      const isOver = row.until !== null && row.until <= nowMs;
      const isLost = this.#isHalfMade(row) && nowMs >= row.created_at + HALF_MADE_MS;
      if (row.state !== "leaving" && (isOver || isLost)) this.#end(row.id);
    }
    if (this.#failures === 0 || nowMs >= this.#retryAtMs) await this.#notifyDirectory();
    if (this.#room.isGone) return null;
    const rows = this.#room.sql.shares();
    const times = rows.flatMap(({ until, state }) => (state === "leaving" || until === null ? [] : [until]));
    times.push(...rows.filter((row) => this.#isHalfMade(row)).map((row) => row.created_at + HALF_MADE_MS));
    if (rows.some((row) => row.state !== "open" && !this.#isHalfMade(row))) times.push(this.#retryAtMs);
    return times.length === 0 ? null : Math.max(Math.min(...times), nowMs + 50);
  }

  get #retryAtMs(): number {
    return this.#triedAtMs + Math.min(RETRY_MAX_MS, RETRY_MS * 2 ** Math.max(0, this.#failures - 1));
  }

  /** True for a link whose making a crash interrupted. */
  #isHalfMade({ id, state }: ShareRow): boolean {
    return state === "entering" && !this.#making.has(id);
  }

  #isOpen({ state, until }: ShareRow): boolean {
    return state === "open" && (until === null || until > this.#room.ports.now());
  }

  /** Ends a link and closes its readers' sockets. */
  #end(id: string): void {
    this.#room.sql.setShareState(id, "leaving");
    this.#room.audience.endShare(id);
  }

  /** Sends the directory the entries that it lacks or has to remove. A failure is repeated by alarm. */
  #notifyDirectory(): Promise<void> {
    this.#notifying = this.#notifying.then(() => this.#notify());
    return this.#notifying;
  }

  async #notify(): Promise<void> {
    const { sql, ports, chat } = this.#room;
    try {
      while (!this.#room.isGone) {
        const row = sql.shares().find((one) => one.state !== "open" && !this.#isHalfMade(one));
        if (row === undefined) return;
        this.#triedAtMs = ports.now();
        if (row.state === "entering") await ports.directory.enter({ ...linkOf(row), person: chat.owner, chat: chat.id });
        else await ports.directory.remove(row.id);
        this.#failures = 0;
        // The conversation was deleted meanwhile, and its call may have reached the directory before this entry.
        if (this.#room.isGone) return await ports.directory.remove(row.id);
        if (row.state === "leaving") sql.deleteShare(row.id);
        // It may have been taken back meanwhile.
        else if (sql.share(row.id)?.state === "entering") sql.setShareState(row.id, "open");
      }
    } catch {
      this.#failures += 1;
      if (!this.#room.isGone) this.#wakeNoLaterThan(this.#retryAtMs);
    }
  }
}

function linkOf({ id, with_costs: withCosts, until, created_at: createdAtMs }: ShareRow): Link {
  return { id, withCosts: withCosts === 1, untilMs: until, createdAtMs };
}
