/**
 * The tabs of one conversation: who is connected, how much each has been sent and has confirmed, what was sent in all.
 * The only file beside chat.ts that touches a socket. A tab that reads nothing is dropped once too much is unconfirmed,
 * so that it neither delays the others nor grows memory; it comes back with its cursor.
 */
import { Buffer } from "node:buffer";
import type { Connection } from "partyserver";
import type { Seat } from "../access/seat.ts";
import { CLOSE_CODES, type ServerEvent } from "../protocol/frames.ts";
import { MAX_UNCONFIRMED_BYTES, MAX_UNCONFIRMED_BYTES_IN_ALL } from "../protocol/limits.ts";

/** `largest`: of the frames that are not confirmed. */
type Tab = { connection: Connection<Seat>; unconfirmed: number; largest: number; expiresAtMs: number | null };

export class Audience {
  readonly #tabs = new Map<string, Tab>();
  /** Over all tabs. */
  #unconfirmed = 0;
  #framesSent = 0;
  #bytesSent = 0;
  #textBytesSent = 0;

  /** Takes up the sockets that outlived hibernation. */
  restore(connections: Iterable<Connection<Seat>>): void {
    for (const connection of connections) this.#seat(connection);
  }

  enter(connection: Connection<Seat>): void {
    this.#seat(connection);
  }

  #seat(connection: Connection<Seat>): void {
    this.#tabs.set(connection.id, { connection, unconfirmed: 0, largest: 0, expiresAtMs: connection.state?.expiresAtMs ?? null });
  }

  /** Whether a connection is one of the tabs: not one that was dropped. */
  has(connection: Connection<Seat>): boolean {
    return this.#tabs.has(connection.id);
  }

  leave(connection: Connection<Seat>): void {
    const tab = this.#tabs.get(connection.id);
    if (tab !== undefined) this.#forget(tab);
  }

  #forget(tab: Tab): void {
    this.#unconfirmed -= tab.unconfirmed;
    tab.unconfirmed = 0;
    this.#tabs.delete(tab.connection.id);
  }

  #dropSlowest(): void {
    let slowest: Tab | null = null;
    for (const tab of this.#tabs.values()) if (slowest === null || tab.unconfirmed > slowest.unconfirmed) slowest = tab;
    if (slowest !== null) this.#drop(slowest, CLOSE_CODES.tooSlow, "too much is unread");
  }

  get count(): number {
    return this.#tabs.size;
  }

  /** Frames and their UTF-8 bytes since the object woke; `textBytes` without tags and events. */
  get sent(): { frames: number; bytes: number; textBytes: number } {
    return { frames: this.#framesSent, bytes: this.#bytesSent, textBytes: this.#textBytesSent };
  }

  /** When the first identity among the tabs runs out; null: never. Milliseconds since the epoch. */
  get firstExpiryMs(): number | null {
    let first: number | null = null;
    for (const { expiresAtMs } of this.#tabs.values())
      if (expiresAtMs !== null && (first === null || expiresAtMs < first)) first = expiresAtMs;
    return first;
  }

  /** Closes tabs whose identity has run out. */
  expire(nowMs: number): void {
    for (const tab of this.#tabs.values()) {
      if (tab.expiresAtMs !== null && tab.expiresAtMs <= nowMs) this.#drop(tab, CLOSE_CODES.unauthenticated, "the session ended");
    }
  }

  /** The same text frame to every tab: built once. */
  text(frame: string): void {
    if (this.#tabs.size === 0) return;
    const bytes = Buffer.byteLength(frame);
    for (const tab of this.#tabs.values()) this.#send(tab, frame, bytes, bytes - 1);
  }

  /** A short frame that is no text of the answer, to every tab. */
  note(frame: string): void {
    for (const tab of this.#tabs.values()) this.#send(tab, frame, frame.length, 0);
  }

  /** The same event to every tab, one excepted when given. */
  event(event: ServerEvent, except?: Connection<Seat>): void {
    if (this.#tabs.size === 0) return;
    const frame = JSON.stringify(event);
    const bytes = Buffer.byteLength(frame);
    for (const tab of this.#tabs.values()) if (tab.connection !== except) this.#send(tab, frame, bytes, 0);
  }

  /** One event to one tab. */
  tell(connection: Connection<Seat>, event: ServerEvent): void {
    const tab = this.#tabs.get(connection.id);
    if (tab === undefined) return;
    const frame = JSON.stringify(event);
    this.#send(tab, frame, Buffer.byteLength(frame), 0);
  }

  /** One text frame to one tab. */
  tellText(connection: Connection<Seat>, frame: string): void {
    const tab = this.#tabs.get(connection.id);
    if (tab === undefined) return;
    const bytes = Buffer.byteLength(frame);
    this.#send(tab, frame, bytes, bytes - 1);
  }

  /** A tab says how many bytes it has read since it last said so. */
  confirm(connection: Connection<Seat>, bytes: number): void {
    const tab = this.#tabs.get(connection.id);
    if (tab === undefined) return;
    const confirmed = Math.min(tab.unconfirmed, bytes);
    tab.unconfirmed -= confirmed;
    tab.largest = Math.min(tab.largest, tab.unconfirmed);
    this.#unconfirmed -= confirmed;
  }

  /** Sends everybody away. */
  close(code: number, reason: string): void {
    for (const tab of this.#tabs.values()) this.#drop(tab, code, reason);
  }

  #send(tab: Tab, frame: string, bytes: number, textBytes: number): void {
    try {
      tab.connection.send(frame);
    } catch {
      // The socket is closing; its close event is on the way.
      this.#forget(tab);
      return;
    }
    this.#framesSent += 1;
    this.#bytesSent += bytes;
    this.#textBytesSent += textBytes;
    tab.unconfirmed += bytes;
    this.#unconfirmed += bytes;
    tab.largest = Math.max(tab.largest, bytes);
    // One frame may be larger than all that a slow tab may owe: dropped for it, the tab would come back for it for ever.
    if (tab.unconfirmed - tab.largest > MAX_UNCONFIRMED_BYTES) this.#drop(tab, CLOSE_CODES.tooSlow, "too much is unread");
    if (this.#unconfirmed > MAX_UNCONFIRMED_BYTES_IN_ALL) this.#dropSlowest();
  }

  #drop(tab: Tab, code: number, reason: string): void {
    this.#forget(tab);
    try {
      tab.connection.close(code, reason);
    } catch {
      // Closed already.
    }
  }
}
