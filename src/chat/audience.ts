/**
 * The tabs of one conversation: who is connected, how much each has been sent and has confirmed, what was sent in all.
 * The only file beside chat.ts that touches a socket. A tab that reads nothing is dropped once too much is unconfirmed,
 * so that it neither delays the others nor grows memory; it comes back with its cursor.
 */
import { Buffer } from "node:buffer";
import { CLOSE_CODES, type ServerEvent } from "../protocol/frames.ts";
import { MAX_UNCONFIRMED_BYTES, MAX_UNCONFIRMED_BYTES_IN_ALL } from "../protocol/limits.ts";
import { seatAt, type TabSeat } from "./seats.ts";

/** `largest`: of the frames that are not confirmed. */
type Tab = { socket: WebSocket; unconfirmed: number; largest: number; expiresAtMs: number | null };

export class Audience {
  readonly #tabs = new Map<WebSocket, Tab>();
  /** Over all tabs. */
  #unconfirmed = 0;
  #framesSent = 0;
  #bytesSent = 0;
  #textBytesSent = 0;

  /** Takes up the sockets that outlived hibernation. */
  restore(sockets: Iterable<WebSocket>): void {
    for (const socket of sockets) {
      const seat = seatAt(socket);
      if (seat !== null && !seat.begins) this.enter(socket, seat);
    }
  }

  enter(socket: WebSocket, { expiresAtMs }: TabSeat): void {
    this.#tabs.set(socket, { socket, unconfirmed: 0, largest: 0, expiresAtMs });
  }

  /** Whether a socket is one of the tabs: not one that was dropped. */
  has(socket: WebSocket): boolean {
    return this.#tabs.has(socket);
  }

  leave(socket: WebSocket): void {
    const tab = this.#tabs.get(socket);
    if (tab !== undefined) this.#forget(tab);
  }

  #forget(tab: Tab): void {
    this.#unconfirmed -= tab.unconfirmed;
    tab.unconfirmed = 0;
    this.#tabs.delete(tab.socket);
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
  event(event: ServerEvent, except?: WebSocket): void {
    if (this.#tabs.size === 0) return;
    const frame = JSON.stringify(event);
    const bytes = Buffer.byteLength(frame);
    for (const tab of this.#tabs.values()) if (tab.socket !== except) this.#send(tab, frame, bytes, 0);
  }

  /** One event to one tab. */
  tell(socket: WebSocket, event: ServerEvent): void {
    const tab = this.#tabs.get(socket);
    if (tab === undefined) return;
    const frame = JSON.stringify(event);
    this.#send(tab, frame, Buffer.byteLength(frame), 0);
  }

  /** One text frame to one tab. */
  tellText(socket: WebSocket, frame: string): void {
    const tab = this.#tabs.get(socket);
    if (tab === undefined) return;
    const bytes = Buffer.byteLength(frame);
    this.#send(tab, frame, bytes, bytes - 1);
  }

  /** A tab says how many bytes it has read since it last said so. */
  confirm(socket: WebSocket, bytes: number): void {
    const tab = this.#tabs.get(socket);
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
      tab.socket.send(frame);
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
      tab.socket.close(code, reason);
    } catch {
      // Closed already.
    }
  }
}
