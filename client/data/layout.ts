/**
 * Where the conversations of an export stand in it, and the files of each: offsets of bytes, so that a document larger than
 * a request takes goes in several without being read into memory. Finds brackets alone; the server reads what is in them.
 */

/** Bytes from here to there, the last left out. */
export interface Span {
  from: number;
  to: number;
}
/** `files`: what stands between the brackets of its list of files, and each of them; null: it has none. */
export interface ChatSpan extends Span {
  files: (Span & { items: Span[] }) | null;
}
/** `open`: from the document's beginning to the bracket of its list, with that. `closeAt`: where the list's other bracket stands. */
export interface Layout {
  open: Span;
  closeAt: number;
  isInObject: boolean;
  chats: ChatSpan[];
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

const BYTE_ORDER_MARK: readonly number[] = [0xef, 0xbb, 0xbf];

/** Members of a document whose list is its conversations. */
const LISTS: ReadonlySet<string> = new Set(["chats", "conversations"]);
/** A key is looked at so far. Bytes. */
const KEY_BYTES = 16;

const isBlank = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

export class LayoutReader {
  /** Bytes before the chunk that is read. */
  #base = 0;
  #depth = 0;
  #isInString = false;
  /** The last string, as far as keys are looked at, and the key of the value that is read. */
  #string = "";
  #key = "";
  /** How deep the conversations stand; 0: their list has not begun. And the files of the one that is read. */
  #chatDepth = 0;
  #filesDepth = 0;
  #layout: Layout | null = null;
  #chat: ChatSpan | null = null;
  /** Where the conversation, or the file, that is read begins; null: between two. */
  #chatFrom: number | null = null;
  #fileFrom: number | null = null;
  #isOver = false;
  /** The byte behind a backslash that ended the last chunk is skipped. */
  #isEscaped = false;

  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length && !this.#isOver; at += 1) {
      if (this.#isInString) {
        at = this.#skipString(chunk, at);
        continue;
      }
      const byte = chunk[at] ?? 0;
      if (!isBlank(byte)) this.#read(byte, this.#base + at);
    }
    this.#base += chunk.length;
  }

  /** What follows is of no interest: the list has ended, or there can be none. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Null: it is no list of conversations, or it ends in its middle. */
  end(): Layout | null {
    return this.#isOver ? this.#layout : null;
  }

  /** @returns the place of the string's closing mark, or the chunk's end */
  #skipString(chunk: Uint8Array, from: number): number {
    let at = from;
    if (this.#isEscaped) {
      this.#isEscaped = false;
      at += 1;
    }
    for (;;) {
      const quote = chunk.indexOf(QUOTE, at);
      const end = quote === -1 ? chunk.length : quote;
      // Only so far as the mark: a text without any escape is looked at twice, by machine code.
      const backslash = chunk.subarray(at, end).indexOf(BACKSLASH);
      if (backslash === -1) {
        this.#note(chunk, from, end);
        this.#isInString = quote === -1;
        return end;
      }
      at += backslash + 2;
      if (at <= chunk.length) continue;
      this.#isEscaped = true;
      this.#note(chunk, from, chunk.length);
      return chunk.length;
    }
  }

  #note(chunk: Uint8Array, from: number, to: number): void {
    if (this.#string.length > KEY_BYTES) return;
    this.#string += String.fromCharCode(...chunk.subarray(from, Math.min(to, from + KEY_BYTES)));
  }

  #read(byte: number, at: number): void {
    if (this.#depth === 0 && byte !== OPEN_LIST && byte !== OPEN_OBJECT && !BYTE_ORDER_MARK.includes(byte)) this.#isOver = true;
    if (byte !== COMMA && byte !== CLOSE_LIST) this.#begin(at);
    switch (byte) {
      case QUOTE:
        this.#isInString = true;
        this.#string = "";
        return;
      case COLON:
        this.#key = this.#string;
        return;
      case OPEN_LIST:
      case OPEN_OBJECT:
        this.#open(byte, at);
        this.#depth += 1;
        this.#key = "";
        return;
      case CLOSE_LIST:
      case CLOSE_OBJECT:
        this.#close(at);
        this.#depth -= 1;
        return;
      case COMMA:
        if (this.#depth === this.#filesDepth) this.#endFile(at);
        else if (this.#depth === this.#chatDepth) this.#endChat(at);
        this.#key = "";
    }
  }

  #begin(at: number): void {
    if (this.#chatDepth === 0) return;
    if (this.#depth === this.#chatDepth && this.#chatFrom === null) {
      this.#chatFrom = at;
      this.#chat = { from: at, to: at, files: null };
    }
    if (this.#depth === this.#filesDepth && this.#fileFrom === null) this.#fileFrom = at;
  }

  #open(byte: number, at: number): void {
    if (byte !== OPEN_LIST) return;
    const isList = this.#chatDepth === 0 && (this.#depth === 0 || (this.#depth === 1 && LISTS.has(this.#key)));
    if (isList) {
      this.#chatDepth = this.#depth + 1;
      this.#layout = { open: { from: 0, to: at + 1 }, closeAt: at + 1, isInObject: this.#depth === 1, chats: [] };
    } else if (this.#chat !== null && this.#chat.files === null && this.#depth === this.#chatDepth + 1 && this.#key === "files") {
      this.#filesDepth = this.#depth + 1;
      this.#chat.files = { from: at + 1, to: at + 1, items: [] };
    }
  }

  #close(at: number): void {
    if (this.#depth === this.#filesDepth) {
      this.#endFile(at);
      if (this.#chat?.files != null) this.#chat.files.to = at;
      this.#filesDepth = 0;
    } else if (this.#depth === this.#chatDepth) {
      this.#endChat(at);
      if (this.#layout !== null) this.#layout.closeAt = at;
      this.#isOver = true;
    }
  }

  #endFile(at: number): void {
    if (this.#fileFrom !== null) this.#chat?.files?.items.push({ from: this.#fileFrom, to: at });
    this.#fileFrom = null;
  }

  #endChat(at: number): void {
    if (this.#chat !== null) this.#layout?.chats.push({ ...this.#chat, to: at });
    this.#chat = null;
    this.#chatFrom = null;
  }
}
