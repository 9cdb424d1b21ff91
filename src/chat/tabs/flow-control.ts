/**
 * Flow control: how many bytes each connection was sent and has not proved to have read. After every `CONFIRM_EVERY_BYTES`
 * a connection is sent an unguessable mark; returning it proves that everything before it was read and has left this
 * object's memory. A mere claim proves nothing. What a connection owes (sent, not proved) is handed to `keep` now and then,
 * because unread frames outlive hibernation. "Reader" means any connection here, a tab of the owner's too. Pure: knows no
 * socket, and randomness is passed in.
 */
import { Buffer } from "node:buffer";
import { MARK_TAG } from "../../protocol/frames.ts";
import { CONFIRM_EVERY_BYTES, KEEP_OWED_EVERY_BYTES, MAX_UNCONFIRMED_BYTES, MAX_UNCONFIRMED_BYTES_IN_ALL } from "../../protocol/limits.ts";

/** A reader that keeps up owes less than this: one stretch being sent, one whose mark is on its way back. */
const KEEPING_UP_BYTES = 2 * CONFIRM_EVERY_BYTES;

/** UTF-8 bytes of frames, and of the largest among them. */
type Stretch = { bytes: number; largest: number };
type MarkedStretch = Stretch & { mark: string };

/** What a reader owes, in the order it was sent. The last stretch has no mark yet. */
export type Owed = readonly (Stretch & { mark: string | null })[];

/** Stretches that are kept, because a socket's attachment is small. Older ones are merged into the oldest of these. */
const MAX_KEPT = 12;

class Account {
  /** In the order they were sent. The mark ends its stretch and is counted in it. */
  readonly #marked: MarkedStretch[] = [];
  #open: Stretch = { bytes: 0, largest: 0 };
  /** Of all stretches. */
  bytes = 0;
  /** Sent since what it owes was last kept. */
  #unkept = 0;
  readonly #newMark: (() => string) | null;

  constructor(newMark: (() => string) | null, owed: Owed) {
    this.#newMark = newMark;
    for (const { mark, bytes, largest } of owed) {
      this.bytes += bytes;
      if (mark !== null) this.#marked.push({ mark, bytes, largest });
      else this.#open = { bytes, largest };
    }
  }

  /** What is to be kept now; null where it differs little from what was kept last. */
  toKeep(): Owed | null {
    if (this.#unkept < KEEP_OWED_EVERY_BYTES) return null;
    this.#unkept = 0;
    return this.owed;
  }

  /** What it owes, rounded up by what may be sent before this is kept again. */
  get owed(): Owed {
    const marked = this.#marked.slice(-MAX_KEPT);
    for (const { bytes, largest } of this.#marked.slice(0, -MAX_KEPT)) {
      const [first] = marked;
      if (first !== undefined) marked[0] = { ...first, bytes: first.bytes + bytes, largest: Math.max(first.largest, largest) };
    }
    return [...marked, { bytes: this.#open.bytes + KEEP_OWED_EVERY_BYTES, largest: this.#open.largest, mark: null }];
  }

  /** Counts a frame; the mark that is to follow it, or null. */
  add(bytes: number): string | null {
    this.bytes += bytes;
    this.#unkept += bytes;
    const open = this.#open;
    open.bytes += bytes;
    if (bytes > open.largest) open.largest = bytes;
    if (this.#newMark === null || open.bytes < CONFIRM_EVERY_BYTES) return null;
    const mark = this.#newMark();
    const markBytes = MARK_TAG.length + Buffer.byteLength(mark);
    this.bytes += markBytes;
    this.#marked.push({ bytes: open.bytes + markBytes, largest: open.largest, mark });
    this.#open = { bytes: 0, largest: 0 };
    return mark;
  }

  /** Frees everything up to the mark; frames arrive in order. A mark that was not sent, or was said before, frees nothing. */
  confirm(mark: string): void {
    const at = this.#marked.findIndex((stretch) => stretch.mark === mark);
    for (const { bytes } of this.#marked.splice(0, at + 1)) this.bytes -= bytes;
    if (at !== -1) this.#unkept = KEEP_OWED_EVERY_BYTES;
  }

  /** The largest frame is left out: a reader dropped for one frame above the limit would reconnect for that same frame for ever. */
  get owesTooMuch(): boolean {
    if (this.bytes <= MAX_UNCONFIRMED_BYTES) return false;
    const largest = this.#marked.reduce((most, stretch) => Math.max(most, stretch.largest), this.#open.largest);
    return this.bytes - largest > MAX_UNCONFIRMED_BYTES;
  }
}

export class FlowControl<Reader> {
  readonly #reading = new Map<Reader, Account>();
  /** Bytes of readers whose sockets are closing but not closed: their frames are still in memory. */
  readonly #leaving = new Map<Reader, number>();
  /** UTF-8 bytes over all readers, those that were sent away among them. */
  #bytesInAll = 0;
  readonly #newMark: () => string;
  readonly #keep: (reader: Reader, owed: Owed, isLeaving: boolean) => void;

  /**
   * @param newMark short, of one byte per character, and unguessable
   * @param keep takes what a reader owes to where it outlives this object's memory
   */
  constructor(newMark: () => string, keep: (reader: Reader, owed: Owed, isLeaving: boolean) => void = () => undefined) {
    this.#newMark = newMark;
    this.#keep = keep;
  }

  /**
   * @param understandsMarks false: an old client, which can prove nothing and is dropped at the bound
   * @param owed what was kept of it
   */
  enter(reader: Reader, understandsMarks: boolean, owed: Owed = []): void {
    const account = new Account(understandsMarks ? this.#newMark : null, owed);
    this.#reading.set(reader, account);
    this.#bytesInAll += account.bytes;
  }

  /** Restores a reader that was closing when the object hibernated. */
  restoreLeaving(reader: Reader, owed: Owed): void {
    const bytes = owed.reduce((sum, stretch) => sum + stretch.bytes, 0);
    this.#leaving.set(reader, bytes);
    this.#bytesInAll += bytes;
  }

  /** Counts a frame that was sent; the mark that is to follow it, counted already, or null. */
  sent(reader: Reader, bytes: number): string | null {
    const account = this.#reading.get(reader);
    if (account === undefined) return null;
    const before = account.bytes;
    const mark = account.add(bytes);
    this.#bytesInAll += account.bytes - before;
    const owed = account.toKeep();
    if (owed !== null) this.#keep(reader, owed, false);
    return mark;
  }

  confirm(reader: Reader, mark: string): void {
    const account = this.#reading.get(reader);
    if (account === undefined) return;
    const before = account.bytes;
    account.confirm(mark);
    this.#bytesInAll -= before - account.bytes;
    const owed = account.toKeep();
    if (owed !== null) this.#keep(reader, owed, false);
  }

  /** UTF-8 bytes that one reader has not proved to have read. */
  owedBy(reader: Reader): number {
    return this.#reading.get(reader)?.bytes ?? this.#leaving.get(reader) ?? 0;
  }

  /** Stops sending to a reader. Its bytes count until its socket has closed; otherwise one that reconnects again and again could fill the memory. */
  sendAway(reader: Reader): void {
    const account = this.#reading.get(reader);
    if (account === undefined) return;
    this.#reading.delete(reader);
    this.#leaving.set(reader, account.bytes);
    this.#keep(reader, account.owed, true);
  }

  gone(reader: Reader): void {
    this.#bytesInAll -= this.owedBy(reader);
    this.#reading.delete(reader);
    this.#leaving.delete(reader);
  }

  /** True when no further reader may connect. */
  get isFull(): boolean {
    return this.#bytesInAll > MAX_UNCONFIRMED_BYTES_IN_ALL;
  }

  /** Which reader to drop after a frame to this one: itself, or the slowest where all together owe too much; null: none. */
  tooSlow(reader: Reader): Reader | null {
    const account = this.#reading.get(reader);
    if (account?.owesTooMuch === true) return reader;
    if (!this.isFull) return null;
    // A reader that keeps up is never dropped, however much the closing ones still hold.
    let slowest: { reader: Reader; bytes: number } | null = null;
    for (const [other, { bytes }] of this.#reading)
      if (bytes > KEEPING_UP_BYTES && (slowest === null || bytes > slowest.bytes)) slowest = { reader: other, bytes };
    return slowest?.reader ?? null;
  }
}
