/**
 * How much each reader of a conversation was sent and has not proved to have read. Every so many bytes a reader is sent
 * a mark that nobody can guess; saying it back proves that everything before it was read. A reader's word alone frees
 * nothing: what is freed here must have left this object's memory. What a reader owes is told now and then to whoever
 * keeps it through the object's sleep: unread frames outlive that. Pure: knows no socket, and randomness is passed in.
 */
import { Buffer } from "node:buffer";
import { MARK_TAG } from "../../protocol/frames.ts";
import { CONFIRM_EVERY_BYTES, KEEP_OWED_EVERY_BYTES, MAX_UNCONFIRMED_BYTES, MAX_UNCONFIRMED_BYTES_IN_ALL } from "../../protocol/limits.ts";

/** A reader that keeps up owes less than this: one stretch on its way, one whose mark is on its way back. */
const KEEPING_UP_BYTES = 2 * CONFIRM_EVERY_BYTES;

/** UTF-8 bytes of frames, and of the largest among them. */
type Stretch = { bytes: number; largest: number };
type MarkedStretch = Stretch & { mark: string };

/** What a reader owes, in the order it was sent; the last stretch, whose mark is still to come, has none. */
export type Owed = readonly (Stretch & { mark: string | null })[];

/** Stretches that are kept: what a socket carries with it is small. Older ones are then proved by the oldest of these. */
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

  /** What is to be kept now; null: what was kept last is near enough. */
  toKeep(): Owed | null {
    if (this.#unkept < KEEP_OWED_EVERY_BYTES) return null;
    this.#unkept = 0;
    return this.owed;
  }

  /** What it owes, rounded up to what it may be sent before this is told again. */
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

  /** One frame may be larger than all that a slow reader may owe: dropped for it, it would come back for it for ever. */
  get owesTooMuch(): boolean {
    if (this.bytes <= MAX_UNCONFIRMED_BYTES) return false;
    const largest = this.#marked.reduce((most, stretch) => Math.max(most, stretch.largest), this.#open.largest);
    return this.bytes - largest > MAX_UNCONFIRMED_BYTES;
  }
}

export class FlowControl<Reader> {
  readonly #reading = new Map<Reader, Account>();
  /** Bytes of readers that were sent away and are not gone: their frames are still in memory. */
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

  /** One that was sent away before the object slept, and is not gone. */
  isLeaving(reader: Reader, owed: Owed): void {
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

  /** It is sent nothing any more. Its bytes count until it is gone, or one that comes back again and again would fill the memory. */
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

  /** No reader more may come in. */
  get isFull(): boolean {
    return this.#bytesInAll > MAX_UNCONFIRMED_BYTES_IN_ALL;
  }

  /** Who has to go after a frame to this reader: itself, or the slowest when all together owe too much; null: nobody. */
  tooSlow(reader: Reader): Reader | null {
    const account = this.#reading.get(reader);
    if (account?.owesTooMuch === true) return reader;
    if (!this.isFull) return null;
    // Whoever keeps up stays, however much of the whole is held by readers that were sent away and do not go.
    let slowest: { reader: Reader; bytes: number } | null = null;
    for (const [other, { bytes }] of this.#reading)
      if (bytes > KEEPING_UP_BYTES && (slowest === null || bytes > slowest.bytes)) slowest = { reader: other, bytes };
    return slowest?.reader ?? null;
  }
}
