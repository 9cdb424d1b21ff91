/**
 * A JSON document in pieces: the conversations of an export one by one, so that 100 MB never stand in memory at once.
 * Only finds where an element begins and ends; `JSON.parse` reads it. Written here because an element may be *skipped*
 * when it is too large, before it takes memory, which the streaming parsers that were looked at cannot do; and because of
 * one that is too large with its files, the files pass through, each by itself.
 */

import { chunksOf, giveBack } from "../protocol/bytes.ts";
import { MAX_IMPORTED_CHAT_BYTES } from "../protocol/transfer.ts";
import { Capture } from "./capture.ts";
import { parsed, pieceOf, type JsonPiece } from "./json-piece.ts";

/** Bytes of a document's other members that are kept to recognise it by. */
const MAX_MEMBER_BYTES = 64 * 1024;
/** Bytes that stay free of an element's files: for what stands behind them. */
const RESERVED_BYTES = 64 * 1024;
/** Only so much of a key is compared. Characters. */
const KEY_CHARACTERS = 8;
/** Members whose arrays are conversations. */
const LISTS: ReadonlySet<string> = new Set(["chats", "conversations"]);
/** What follows the conversations in an export of ours. */
const PRESETS = "presets";

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

/**
 * The pieces of a document.
 * @throws {NotJson} when it is none
 */
export async function* jsonElements(
  body: ReadableStream<Uint8Array>,
  onBytes: (count: number) => void = () => undefined,
  limit = MAX_IMPORTED_CHAT_BYTES,
): AsyncGenerator<JsonPiece> {
  const splitter = new Splitter(limit);
  for await (const chunk of chunksOf(body)) {
    const { length } = chunk;
    yield* splitter.push(chunk);
    // What is kept of it was copied.
    giveBack(chunk);
    onBytes(length);
  }
  yield* splitter.end();
}

/** Where in the document the next byte stands. */
type Place = "start" | "between" | "element" | "member" | "end";

class Splitter {
  #place: Place = "start";
  /** Brackets open around the next byte. */
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** An element has begun. */
  #hasBegun = false;
  /** How deep the elements stand: 1 in a list, 2 in a list that is a member. */
  #listDepth = 0;
  /** The list that is read holds presets. */
  #isPresets = false;
  #capture: Capture;
  /** The whole document, as long as it may be a single conversation. */
  #whole: Capture;
  /** The key that was read last, at depth 1. */
  #key = new Capture(MAX_MEMBER_BYTES);
  #isKey = false;
  #lastKey = "";
  /** The string that was read last, its beginning; and where a value is read, its key. */
  #word = "";
  #member = "";
  /** How deep the files of this element stand; 0: it is not read in them. */
  #filesDepth = 0;
  /** Where in the capture the file that is read begins. */
  #fileFrom = 0;
  /** Whether a file's `data` is read, and whether it stays in the element or passes through. */
  #data: "none" | "kept" | "passed" = "none";
  /** The element has been handed out without the files that follow. */
  #isHeadGone = false;
  /** Where in the capture the data of the file that is read begin. */
  #dataFrom = 0;
  readonly #limit: number;
  #out: JsonPiece[] = [];

  constructor(limit: number) {
    this.#limit = limit;
    this.#capture = new Capture(limit);
    this.#whole = new Capture(limit);
  }

  *push(chunk: Uint8Array): Generator<JsonPiece> {
    try {
      this.#read(chunk);
    } finally {
      // Pieces that came before the document turned out to be invalid are handed out as well.
      yield* this.#out.splice(0);
    }
  }

  #read(chunk: Uint8Array): void {
    let from = 0;
    const keep = (to: number): void => {
      const bytes = chunk.subarray(from, to);
      if (this.#place === "element") this.#keepOfElement(bytes);
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
          if (this.#data !== "none") {
            keep(at);
            this.#endData();
          }
          if (this.#isKey) {
            keep(at);
            this.#isKey = false;
            this.#lastKey = this.#key.isTooLarge ? "" : this.#key.text(false);
          }
        } else if (this.#word.length <= KEY_CHARACTERS) this.#word += String.fromCharCode(byte);
        continue;
      }
      switch (byte) {
        case QUOTE:
          if (this.#place === "start" || this.#place === "end") throw new NotJson("a text where none can be");
          if (this.#place === "between") this.#begin(() => keep(at));
          this.#inString = true;
          this.#word = "";
          if (this.#isDataNext) {
            keep(at + 1);
            this.#beginData();
          }
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
          } else if (this.#place === "member" && this.#depth === 1 && byte === OPEN_LIST && this.#isListNext) {
            keep(at + 1);
            this.#isPresets = this.#lastKey === PRESETS;
            this.#place = "between";
            this.#listDepth = 2;
            from = at + 1;
          } else if (this.#place === "between") this.#begin(() => keep(at));
          else if (this.#place === "element" && this.#depth === this.#listDepth + 1 && byte === OPEN_LIST && this.#member === "files")
            this.#filesDepth = this.#depth + 1;
          else if (this.#filesDepth > 0 && this.#depth === this.#filesDepth && byte === OPEN_OBJECT) {
            keep(at);
            this.#beginFile();
          }
          this.#member = "";
          this.#depth += 1;
          break;
        case CLOSE_LIST:
        case CLOSE_OBJECT: {
          const isListsEnd = this.#depth === this.#listDepth;
          if (isListsEnd && (this.#place === "element" || this.#place === "between")) {
            keep(at);
            if (this.#place === "element") this.#element();
            this.#place = this.#listDepth === 1 ? "end" : "member";
            from = this.#listDepth === 1 ? at + 1 : at;
          }
          if (this.#depth === this.#filesDepth) this.#filesDepth = 0;
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
            this.#element();
            this.#place = "between";
            from = at + 1;
          }
          this.#member = "";
          break;
        case COLON:
          this.#member = this.#word;
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

  /** The member that begins here is a list of conversations, or of presets behind one. */
  get #isListNext(): boolean {
    return LISTS.has(this.#lastKey) || (this.#lastKey === PRESETS && this.#listDepth > 0);
  }

  #begin(skipTo: () => void): void {
    skipTo();
    this.#hasBegun = true;
    this.#capture = new Capture(this.#limit);
    this.#place = "element";
    this.#isHeadGone = false;
    this.#filesDepth = 0;
  }

  #element(): void {
    if (!this.#isHeadGone) this.#out.push(pieceOf(this.#isPresets ? "preset" : "element", this.#capture));
  }

  #keepOfElement(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    if (this.#data === "passed") this.#out.push({ kind: "bytes", bytes: bytes.slice() });
    else if (this.#data === "kept" && this.#capture.length + bytes.length > this.#limit - RESERVED_BYTES) this.#parting(bytes);
    else this.#capture.add(bytes);
  }

  #beginFile(): void {
    if (this.#isHeadGone) this.#capture = new Capture(this.#limit);
    this.#fileFrom = this.#capture.length;
  }

  /** A text that begins here is the data of one of the element's files. */
  get #isDataNext(): boolean {
    return this.#filesDepth > 0 && this.#depth === this.#filesDepth + 1 && this.#member === "data";
  }

  #beginData(): void {
    if (this.#isHeadGone) this.#emitFile(this.#capture.length);
    this.#data = this.#isHeadGone ? "passed" : "kept";
    this.#dataFrom = this.#capture.length;
  }

  #endData(): void {
    if (this.#data === "passed") this.#out.push({ kind: "file-end" });
    this.#data = "none";
  }

  /** With this file the element becomes too large: it goes without it, and the file by itself. */
  #parting(bytes: Uint8Array): void {
    const capture = this.#capture;
    const head = capture.text(false, 0, this.#fileFrom).trimEnd().replace(/,$/, "");
    this.#out.push(parsed("head", `${head}]}`));
    this.#emitFile(this.#dataFrom);
    for (const part of capture.slice(this.#dataFrom)) this.#out.push({ kind: "bytes", bytes: part });
    this.#out.push({ kind: "bytes", bytes: bytes.slice() });
    this.#data = "passed";
    this.#isHeadGone = true;
    this.#capture = new Capture(this.#limit);
  }

  /** @param to where in the capture its data begin, behind their quotation mark */
  #emitFile(to: number): void {
    const emitted = parsed("file", `${this.#capture.text(false, this.#fileFrom, to)}"}`);
    this.#out.push(emitted.kind === "file" ? emitted : { kind: "file", json: null });
  }

  /** @throws {NotJson} when the document is not over */
  *end(): Generator<JsonPiece> {
    if (this.#place !== "end") throw new NotJson(this.#place === "start" ? "the document is empty" : "the document ends in its middle");
    if (this.#listDepth === 0) yield pieceOf("document", this.#whole);
    else if (this.#listDepth === 2) yield pieceOf("frame", this.#whole);
    else if (this.#listDepth === 1 && !this.#hasBegun) yield { kind: "document", json: [] };
  }
}
