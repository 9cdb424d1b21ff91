/** The interface for reading documents: the text within bounds, or a sentence why there is none. */

/** Characters (UTF-16 code units) of a document's text that are kept: some 500,000 tokens, the half of the largest window. */
export const MAX_DOCUMENT_CHARACTERS = 2_000_000;
/** A document that takes longer to read is shown as far as it was read. Milliseconds. */
export const READ_WITHIN_MS = 20_000;

/** `parts`: its bytes, read from storage again by each call, so that the whole need not be in memory. */
export type DocumentFile = { name: string; type: string; parts(): Iterable<Uint8Array> };
/** `pages`: pages, sheets or slides; null: not known. `detail`: a sentence for the person. */
export type DocumentText = { ok: true; text: string; pages: number | null } | { ok: false; detail: string };
/** `pause` yields to the event loop; on the platform the time does not advance without it. */
export type Clock = { now(): number; pause(): Promise<void> };
export type DocumentReader = (file: DocumentFile, clock: Clock) => Promise<DocumentText>;

export const unreadable = (detail: string): DocumentText => ({ ok: false, detail });

/** Thrown by `BoundedText` when it is full; readers of documents catch it. */
export class Full extends Error {
  override name = "Full";
}

/** Text that grows to a bound. */
export class BoundedText {
  #parts: string[] = [];
  #length = 0;
  readonly #limit: number;

  constructor(limit = MAX_DOCUMENT_CHARACTERS) {
    this.#limit = limit;
  }

  get length(): number {
    return this.#length;
  }

  /** @throws {Full} when nothing more goes in; what went in stays */
  add(text: string): void {
    const room = this.#limit - this.#length;
    const part = text.length <= room ? text : text.slice(0, room).toWellFormed();
    this.#parts.push(part);
    this.#length += part.length;
    if (text.length > room) throw new Full();
  }

  toString(): string {
    return this.#parts.join("");
  }
}

/** Appended where a document's text was cut. */
export const CUT_AT_BOUND = "\n\n[The document goes on; only its beginning is kept here.]";
