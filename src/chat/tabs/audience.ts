/**
 * The tabs of one conversation: who is connected, and what was sent in all. The only file beside chat.ts that touches a
 * socket. A tab that reads nothing is dropped once too much is unread (flow-control.ts), so that it neither delays the
 * others nor grows memory; it comes back with its cursor.
 */
import { Buffer } from "node:buffer";
import { CLOSE_CODES, MARK_TAG, type ServerEvent } from "../../protocol/frames.ts";
import { FIRST_VERSION_WITH_MARKS } from "../../protocol/limits.ts";
import { FlowControl } from "./flow-control.ts";
import { seatAt, type TabSeat } from "./seats.ts";

type Tab = { socket: WebSocket; expiresAtMs: number | null };

export class Audience {
  readonly #tabs = new Map<WebSocket, Tab>();
  readonly #flow: FlowControl<WebSocket>;
  #framesSent = 0;
  #bytesSent = 0;
  #textBytesSent = 0;

  /** @param newMark as FlowControl asks for it */
  constructor(newMark: () => string) {
    this.#flow = new FlowControl(newMark);
  }

  /** Takes up the sockets that outlived hibernation. */
  restore(sockets: Iterable<WebSocket>): void {
    for (const socket of sockets) {
      const seat = seatAt(socket);
      if (seat !== null && !seat.begins) this.enter(socket, seat);
    }
  }

  enter(socket: WebSocket, { expiresAtMs, version }: TabSeat): void {
    this.#tabs.set(socket, { socket, expiresAtMs });
    this.#flow.enter(socket, version >= FIRST_VERSION_WITH_MARKS);
  }

  /** No tab more may come in: too much of what was sent is unread. */
  get isFull(): boolean {
    return this.#flow.isFull;
  }

  /** Whether a socket is one of the tabs: not one that was dropped. */
  has(socket: WebSocket): boolean {
    return this.#tabs.has(socket);
  }

  /** The socket is closed on both sides. */
  leave(socket: WebSocket): void {
    this.#tabs.delete(socket);
    this.#flow.gone(socket);
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

  /** A tab says back a mark it has read. */
  confirm(socket: WebSocket, mark: string): void {
    this.#flow.confirm(socket, mark);
  }

  /** Sends everybody away. */
  close(code: number, reason: string): void {
    for (const tab of this.#tabs.values()) this.#drop(tab, code, reason);
  }

  #send(tab: Tab, frame: string, bytes: number, textBytes: number): void {
    const { socket } = tab;
    try {
      socket.send(frame);
      this.#framesSent += 1;
      this.#bytesSent += bytes;
      this.#textBytesSent += textBytes;
      const mark = this.#flow.sent(socket, bytes);
      if (mark !== null) {
        socket.send(MARK_TAG + mark);
        this.#framesSent += 1;
        this.#bytesSent += MARK_TAG.length + mark.length;
      }
    } catch {
      // The socket is closing; its close event is on the way.
      this.#tabs.delete(socket);
      this.#flow.sendAway(socket);
      return;
    }
    const slow = this.#flow.tooSlow(socket);
    const dropped = slow === null ? undefined : this.#tabs.get(slow);
    if (dropped !== undefined) this.#drop(dropped, CLOSE_CODES.tooSlow, "too much is unread");
  }

  #drop({ socket }: Tab, code: number, reason: string): void {
    this.#tabs.delete(socket);
    this.#flow.sendAway(socket);
    try {
      socket.close(code, reason);
    } catch {
      // Closed already.
    }
  }
}
