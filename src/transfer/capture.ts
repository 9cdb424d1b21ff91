/** What is kept of a stream of bytes. Written here for json-elements.ts. */

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
    const decoder = new TextDecoder("utf-8", { fatal: strict, ignoreBOM: false });
    let text = "";
    for (const chunk of this.slice(from, to)) text += decoder.decode(chunk, { stream: true });
    return text + decoder.decode();
  }
}
