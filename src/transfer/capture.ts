/** The captured part of a stream of bytes, for json-elements.ts. */
import { giveBack, joined } from "../protocol/bytes.ts";

/** Bytes as they come, up to a limit; beyond it only their number. */
export class Capture {
  #chunks: Uint8Array[] = [];
  #length = 0;
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get isTooLarge(): boolean {
    return this.#length > this.#limit;
  }

  get length(): number {
    return this.#length;
  }

  /** Bytes from there to there. */
  *slice(from: number, to = this.#length): Generator<Uint8Array> {
    let at = 0;
    for (const chunk of this.#chunks) {
      const part = chunk.subarray(Math.max(0, from - at), Math.max(0, to - at));
      if (part.length > 0) yield part;
      at += chunk.length;
    }
  }

  add(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#length += bytes.length;
    if (this.isTooLarge) this.#chunks = [];
    // A copy: the chunk's buffer is the stream's.
    else this.#chunks.push(bytes.slice());
  }

  /** @throws {TypeError} when `strict` and it is not UTF-8 */
  text(strict = true, from = 0, to = this.#length): string {
    // As one text from the beginning: one that is joined of many is copied when it is read.
    return decoded(joined(Array.from(this.slice(from, to))), strict);
  }

  /** The text of all of it; nothing is kept of it any more. @throws {TypeError} when it is not UTF-8 */
  takeText(): string {
    const whole = new Uint8Array(this.#length);
    let at = 0;
    // Given back before the text is made of the copy: it needs twice as much as they do.
    for (const chunk of this.#chunks.splice(0)) {
      whole.set(chunk, at);
      at += chunk.length;
      giveBack(chunk);
    }
    this.#length = 0;
    return decoded(whole, true);
  }
}

/** The text of bytes that nobody reads again. @throws {TypeError} when `strict` and it is not UTF-8 */
function decoded(bytes: Uint8Array, strict: boolean): string {
  const text = new TextDecoder("utf-8", { fatal: strict, ignoreBOM: false }).decode(bytes);
  giveBack(bytes);
  return text;
}
