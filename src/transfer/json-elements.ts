/**
 * A JSON document in pieces: the conversations of an export one by one, so that 100 MB never stand in memory at once.
 * Only finds where an element begins and ends; `JSON.parse` reads it. Written here because an element may be *skipped*
 * when it is too large, before it takes memory, which the streaming parsers that were looked at cannot do.
 */

/** Bytes of one conversation at most: parsed it takes some three times that, of a Worker's 128 MB. */
export const MAX_ELEMENT_BYTES = 24 * 1024 * 1024;
/** Bytes of a document's other members that are kept to recognise it by. */
const MAX_MEMBER_BYTES = 64 * 1024;
/** Members whose arrays are conversations. */
const LISTS: ReadonlySet<string> = new Set(["chats", "conversations"]);

export type JsonPiece =
  /** An element of the document's list. */
  | { kind: "element"; json: unknown }
  /** An element that is too large or is no JSON. */
  | { kind: "unreadable"; reason: "too-large" | "not-json" }
  /** A document that is one object without a list of conversations. */
  | { kind: "document"; json: unknown };

/** The document is no JSON, or ends in its middle. What came before its end was handed out. */
export class NotJson extends Error {
  override name = "NotJson";
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

const isBlank = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** Bytes as they come, up to a limit; beyond it only their number. */
class Capture {
  #chunks: Uint8Array[] = [];
  #length = 0;
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get isTooLarge(): boolean {
    return this.#length > this.#limit;
  }

  add(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#length += bytes.length;
    if (this.isTooLarge) this.#chunks = [];
    // A copy: the chunk's buffer is the stream's.
    else this.#chunks.push(bytes.slice());
  }

  /** @throws {TypeError} when `strict` and it is not UTF-8 */
  text(strict = true): string {
    const decoder = new TextDecoder("utf-8", { fatal: strict, ignoreBOM: false });
    let text = "";
    for (const chunk of this.#chunks) text += decoder.decode(chunk, { stream: true });
    return text + decoder.decode();
  }
}

/**
 * The pieces of a document.
 * @throws {NotJson} when it is none
 */
export async function* jsonElements(
  body: ReadableStream<Uint8Array>,
  onBytes: (count: number) => void = () => undefined,
): AsyncGenerator<JsonPiece> {
  const splitter = new Splitter();
  for await (const chunk of chunksOf(body)) {
    yield* splitter.push(chunk);
    onBytes(chunk.length);
  }
  yield* splitter.end();
}

/** A stream's chunks; it is cancelled when nobody wants more of it. */
async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Where in the document the next byte stands. */
type Place = "start" | "between" | "element" | "member" | "end";

class Splitter {
  #place: Place = "start";
  /** Brackets open around the next byte. */
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** How deep the elements stand: 1 in a list, 2 in a list that is a member. */
  #listDepth = 0;
  #capture = new Capture(MAX_ELEMENT_BYTES);
  /** The whole document, as long as it may be a single conversation. */
  #whole = new Capture(MAX_ELEMENT_BYTES);
  /** The key that was read last, at depth 1. */
  #key = new Capture(MAX_MEMBER_BYTES);
  #isKey = false;
  #lastKey = "";

  *push(chunk: Uint8Array): Generator<JsonPiece> {
    let from = 0;
    const keep = (to: number): void => {
      const bytes = chunk.subarray(from, to);
      if (this.#place === "element") this.#capture.add(bytes);
      if (this.#place === "member") this.#whole.add(bytes);
      if (this.#isKey) this.#key.add(bytes);
      from = to;
    };
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === BACKSLASH) this.#escaped = true;
        else if (byte === QUOTE) {
          this.#inString = false;
          if (this.#isKey) {
            keep(at);
            this.#isKey = false;
            this.#lastKey = this.#key.isTooLarge ? "" : this.#key.text(false);
          }
        }
        continue;
      }
      switch (byte) {
        case QUOTE:
          if (this.#place === "start" || this.#place === "end") throw new NotJson("a text where none can be");
          if (this.#place === "between") this.#begin(() => keep(at));
          this.#inString = true;
          if (this.#place === "member" && this.#depth === 1) {
            keep(at + 1);
            this.#key = new Capture(MAX_MEMBER_BYTES);
            this.#isKey = true;
          }
          break;
        case OPEN_LIST:
        case OPEN_OBJECT:
          if (this.#place === "end") throw new NotJson("something follows the document");
          if (this.#place === "start") {
            keep(at);
            this.#place = byte === OPEN_LIST ? "between" : "member";
            this.#listDepth = byte === OPEN_LIST ? 1 : 0;
            if (byte === OPEN_LIST) from = at + 1;
          } else if (this.#place === "member" && this.#depth === 1 && byte === OPEN_LIST && LISTS.has(this.#lastKey)) {
            keep(at);
            this.#place = "between";
            this.#listDepth = 2;
            from = at + 1;
          } else if (this.#place === "between") this.#begin(() => keep(at));
          this.#depth += 1;
          break;
        case CLOSE_LIST:
        case CLOSE_OBJECT: {
          const isListsEnd = this.#depth === this.#listDepth;
          if (isListsEnd && (this.#place === "element" || this.#place === "between")) {
            keep(at);
            if (this.#place === "element") yield this.#element();
            this.#place = this.#listDepth === 1 ? "end" : "member";
            from = this.#listDepth === 1 ? at + 1 : at;
          }
          this.#depth -= 1;
          if (this.#depth < 0) throw new NotJson("a bracket too many");
          if (this.#depth === 0 && this.#place === "member") {
            keep(at + 1);
            this.#place = "end";
          }
          break;
        }
        case COMMA:
          if (this.#place === "element" && this.#depth === this.#listDepth) {
            keep(at);
            yield this.#element();
            this.#place = "between";
            from = at + 1;
          }
          break;
        case COLON:
          break;
        default:
          if (this.#place === "start" && !isBlank(byte) && !BYTE_ORDER_MARK.includes(byte))
            throw new NotJson("neither a list nor an object");
          if (this.#place === "end" && !isBlank(byte)) throw new NotJson("something follows the document");
          if (this.#place === "between" && !isBlank(byte)) this.#begin(() => keep(at));
      }
    }
    keep(chunk.length);
  }

  #begin(skipTo: () => void): void {
    skipTo();
    this.#capture = new Capture(MAX_ELEMENT_BYTES);
    this.#place = "element";
  }

  #element(): JsonPiece {
    return pieceOf("element", this.#capture);
  }

  /** @throws {NotJson} when the document is not over */
  *end(): Generator<JsonPiece> {
    if (this.#place !== "end") throw new NotJson(this.#place === "start" ? "the document is empty" : "the document ends in its middle");
    if (this.#listDepth === 0) yield pieceOf("document", this.#whole);
  }
}

function pieceOf(kind: "element" | "document", capture: Capture): JsonPiece {
  if (capture.isTooLarge) return { kind: "unreadable", reason: "too-large" };
  try {
    const json: unknown = JSON.parse(capture.text());
    return { kind, json };
  } catch {
    return { kind: "unreadable", reason: "not-json" };
  }
}
