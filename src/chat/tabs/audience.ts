/**
 * The connected tabs of one conversation and the readers of its shares, and what was sent in all. Besides chat.ts the only
 * file that touches a socket. A tab that reads nothing is dropped once too much is unread (flow-control.ts), so that it
 * neither delays the others nor fills the memory; it reconnects with its cursor.
 */
import { Buffer } from "node:buffer";
import { CLOSE_CODES, MARK_TAG, type ServerEvent } from "../../protocol/frames.ts";
import { FIRST_VERSION_WITH_MARKS } from "../../protocol/limits.ts";
import { FlowControl, type Owed } from "./flow-control.ts";
import { keepOwed, owedAt, sessionAt, type ReaderSession, type TabSession } from "./sessions.ts";

/** The part of a WebSocket that is used here. */
export type TabSocket = Pick<WebSocket, "send" | "close" | "deserializeAttachment" | "serializeAttachment">;

/** `reader`: it reads by a share and is no tab of the owner's; null: it is one. */
type Tab = { socket: TabSocket; session: TabSession; expiresAtMs: number | null; reader: ReaderSession | null };

/** The readers' view of events (sharing/reader-view.ts). */
export interface Readable {
  /** Whether readers may get the text of the running answer. */
  readonly showsRunning: boolean;
  event(event: ServerEvent, reader: ReaderSession): ServerEvent | null;
  /** An event for all tabs, as a function of the reader; called once for each event. */
  broadcast(event: ServerEvent): (reader: ReaderSession) => ServerEvent | null;
}

/** The close reason for readers, the same whatever ended the share, as for one that never existed. */
const NOT_FOUND = "not found";

export class Audience {
  readonly #tabs = new Map<TabSocket, Tab>();
  readonly #flow: FlowControl<TabSocket>;
  /** Readers among the tabs. */
  #readers = 0;
  /** Set once the conversation exists; without it readers are sent nothing. */
  view: Readable | null = null;
  #framesSent = 0;
  #bytesSent = 0;
  #textBytesSent = 0;

  readonly #now: () => number;

  /** @param newMark as FlowControl asks for it */
  constructor(newMark: () => string, now: () => number) {
    this.#flow = new FlowControl(newMark, (socket, owed, isLeaving) => {
      const session = this.#tabs.get(socket)?.session;
      if (session !== undefined) keepOwed(socket, session, owed, isLeaving);
    });
    this.#now = now;
  }

  /** Takes up the sockets that outlived hibernation. */
  restore(sockets: Iterable<TabSocket>): void {
    for (const socket of sockets) {
      const session = sessionAt(socket);
      if (session === null || session.begins) continue;
      const { owed, isLeaving } = owedAt(socket);
      if (isLeaving) this.#flow.restoreLeaving(socket, owed);
      else this.enter(socket, session, owed);
    }
  }

  /** @param owed what the tab had not proved to have read when the object hibernated */
  enter(socket: TabSocket, session: TabSession, owed: Owed = []): void {
    const { expiresAtMs, version, reader } = session;
    this.#tabs.set(socket, { socket, session, expiresAtMs, reader });
    if (reader !== null) this.#readers += 1;
    this.#flow.enter(socket, version >= FIRST_VERSION_WITH_MARKS, owed);
  }

  /** True when no further tab may connect, because too many sent bytes are unread. */
  get isFull(): boolean {
    return this.#flow.isFull;
  }

  /** Whether a socket is one of the tabs: not one that was dropped. */
  has(socket: TabSocket): boolean {
    return this.#tabs.has(socket);
  }

  /** Forgets a socket that is closed on both sides. */
  leave(socket: TabSocket): void {
    this.#remove(socket);
    this.#flow.gone(socket);
  }

  #remove(socket: TabSocket): void {
    const tab = this.#tabs.get(socket);
    if (tab?.reader != null) this.#readers -= 1;
    this.#tabs.delete(socket);
  }

  get count(): number {
    return this.#tabs.size;
  }

  /** A tab says whether it is on screen. */
  shows(socket: TabSocket, isShown: boolean): void {
    const tab = this.#tabs.get(socket);
    if (tab === undefined) return;
    tab.session = { ...tab.session, isHidden: !isShown };
    // Stored in the socket's attachment, which survives hibernation without a row.
    const { owed, isLeaving } = owedAt(socket);
    keepOwed(socket, tab.session, owed, isLeaving);
  }

  /** Whether a tab of the owner's has the conversation on screen, by what tabs reported last; a tab that lost its network still counts. */
  get isShown(): boolean {
    for (const { session, reader } of this.#tabs.values()) if (reader === null && !session.isHidden) return true;
    return false;
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

  /** Closes tabs whose identity has run out, and readers whose share has. */
  expire(nowMs: number): void {
    for (const tab of this.#tabs.values()) {
      if (tab.expiresAtMs !== null && tab.expiresAtMs <= nowMs) this.#drop(tab, CLOSE_CODES.unauthenticated, "the session ended");
      else if (tab.reader?.untilMs != null && tab.reader.untilMs <= nowMs) this.#drop(tab, CLOSE_CODES.notFound, NOT_FOUND);
    }
  }

  /** Closes the sockets that read by this share. */
  endShare(shareId: string): void {
    for (const tab of this.#tabs.values()) if (tab.reader?.shareId === shareId) this.#drop(tab, CLOSE_CODES.notFound, NOT_FOUND);
  }

  /** The same text frame to every tab: built once. @returns how many tabs there are */
  text(frame: string): number {
    if (this.#readers > 0) this.expire(this.#now());
    const { size } = this.#tabs;
    if (size === 0) return 0;
    const bytes = Buffer.byteLength(frame);
    const isForReaders = this.#isTextForReaders;
    for (const tab of this.#tabs.values()) if (tab.reader === null || isForReaders) this.#send(tab, frame, bytes, bytes - 1);
    return size;
  }

  /** A short frame about what the running answer costs so far, to every tab that may know. */
  note(frame: string): void {
    const isForReaders = this.#isTextForReaders;
    for (const tab of this.#tabs.values())
      if (tab.reader === null || (isForReaders && tab.reader.withCosts)) this.#send(tab, frame, frame.length, 0);
  }

  get #isTextForReaders(): boolean {
    return this.#readers > 0 && this.view?.showsRunning === true;
  }

  /** Sends an event to every tab except the given one; readers get their view of it. */
  event(event: ServerEvent, except?: TabSocket): void {
    if (this.#readers > 0) this.expire(this.#now());
    if (this.#tabs.size === 0) return;
    const frame = JSON.stringify(event);
    const bytes = Buffer.byteLength(frame);
    const forReader = this.#readers === 0 ? null : this.#forReaders(event);
    for (const tab of this.#tabs.values()) {
      if (tab.socket === except) continue;
      if (tab.reader === null) this.#send(tab, frame, bytes, 0);
      else {
        const read = forReader?.(tab.reader) ?? null;
        if (read !== null) this.#send(tab, read, Buffer.byteLength(read), 0);
      }
    }
  }

  /** Frames for readers with costs and for those without: each is built once. */
  #forReaders(event: ServerEvent): (reader: ReaderSession) => string | null {
    const read = this.view?.broadcast(event);
    const built = new Map<boolean, string | null>();
    return (reader) => {
      let frame = built.get(reader.withCosts);
      if (frame === undefined) {
        const seen = read?.(reader) ?? null;
        built.set(reader.withCosts, (frame = seen === null ? null : JSON.stringify(seen)));
      }
      return frame;
    };
  }

  /** Sends an event to one tab; a reader gets its view of it. */
  send(socket: TabSocket, event: ServerEvent): void {
    const tab = this.#tabs.get(socket);
    if (tab === undefined) return;
    const visible = tab.reader === null ? event : (this.view?.event(event, tab.reader) ?? null);
    if (visible === null) return;
    const frame = JSON.stringify(visible);
    this.#send(tab, frame, Buffer.byteLength(frame), 0);
  }

  /** One text frame to one tab. */
  sendText(socket: TabSocket, frame: string): void {
    const tab = this.#tabs.get(socket);
    if (tab === undefined) return;
    const bytes = Buffer.byteLength(frame);
    this.#send(tab, frame, bytes, bytes - 1);
  }

  /** A tab has returned a mark, which proves that it read everything before it. */
  confirm(socket: TabSocket, mark: string): void {
    this.#flow.confirm(socket, mark);
  }

  /** Closes every socket. */
  close(code: number, reason: string): void {
    for (const tab of this.#tabs.values()) this.#drop(tab, code, tab.reader === null ? reason : NOT_FOUND);
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
      this.#remove(socket);
      this.#flow.sendAway(socket);
      return;
    }
    const slow = this.#flow.tooSlow(socket);
    const dropped = slow === null ? undefined : this.#tabs.get(slow);
    if (dropped !== undefined) this.#drop(dropped, CLOSE_CODES.tooSlow, "too much is unread");
  }

  #drop({ socket }: Tab, code: number, reason: string): void {
    // First: what it owes is kept with its session.
    this.#flow.sendAway(socket);
    this.#remove(socket);
    try {
      socket.close(code, reason);
    } catch {
      // Closed already.
    }
  }
}
