/**
 * Files of a conversation that is too large with them: it stands there already, and they pass through to it one by one, in
 * pieces, so that none of them is in memory whole.
 */
import { Buffer } from "node:buffer";
import { z } from "zod";
import { giveBack } from "../protocol/bytes.ts";
import type { ImportedFile } from "../protocol/transfer.ts";
import type { JsonPiece } from "./json-piece.ts";

export type LatePiece = Extract<JsonPiece, { kind: "file" | "bytes" | "file-end" }>;

const named = z.object({ name: z.string().catch(""), type: z.string().catch("") });
export type LateFile = z.infer<typeof named>;
/** @returns null, or a sentence why the file is left out */
export type TakeFile = (chatId: string, file: LateFile, body: ReadableStream<Uint8Array>) => Promise<string | null>;

/** Letters of base64 that make whole bytes together. */
const GROUP = 4;

export class LateFiles {
  readonly #takeFile: TakeFile;
  #chatId: string | null = null;
  #file: { pipe: Pipe; outcome: Promise<string | null> } | null = null;
  /** Letters that wait for the rest of their group. */
  #letters = "";

  constructor(takeFile: TakeFile) {
    this.#takeFile = takeFile;
  }

  /** Whose files follow; null: nobody's, and they are passed over. */
  of(chatId: string | null): void {
    this.#chatId = chatId;
  }

  /** @returns a sentence about a file that is left out, at its end; else null */
  async take(piece: LatePiece): Promise<string | null> {
    switch (piece.kind) {
      case "file":
        if (this.#chatId !== null) this.#begin(this.#chatId, piece.json);
        return null;
      case "bytes":
        await this.#write(piece.bytes);
        return null;
      case "file-end":
        return this.#end();
    }
  }

  /** Files that stood in memory with their conversation. @returns a sentence about each that is left out */
  async takeWhole(files: readonly ImportedFile[]): Promise<string[]> {
    const left: string[] = [];
    for (const { name, type, data } of files) {
      const why = this.#chatId === null ? null : await this.#takeFile(this.#chatId, { name, type }, new Blob([data]).stream());
      if (why !== null) left.push(why);
    }
    return left;
  }

  /** The document has ended, where it should or in the middle of a file: that one is no file. */
  async over(): Promise<void> {
    this.#file?.pipe.breakOff();
    await this.#file?.outcome.catch(() => null);
    this.#file = null;
  }

  #begin(chatId: string, json: unknown): void {
    const announced = named.safeParse(json);
    const pipe = new Pipe();
    const outcome = this.#takeFile(chatId, announced.success ? announced.data : { name: "", type: "" }, pipe.readable);
    // The file's reader may stop early; the rest of its bytes is skipped.
    outcome.then(pipe.leave, pipe.leave);
    this.#file = { pipe, outcome };
    this.#letters = "";
  }

  async #write(bytes: Uint8Array): Promise<void> {
    if (this.#file === null) return;
    const letters = this.#letters + Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
    giveBack(bytes);
    const whole = letters.length - (letters.length % GROUP);
    this.#letters = letters.slice(whole);
    if (whole > 0) await this.#file.pipe.write(new Uint8Array(Buffer.from(letters.slice(0, whole), "base64")));
  }

  async #end(): Promise<string | null> {
    const file = this.#file;
    if (file === null) return null;
    if (this.#letters !== "") await file.pipe.write(new Uint8Array(Buffer.from(this.#letters, "base64")));
    this.#file = null;
    file.pipe.close();
    return file.outcome;
  }
}

/** A stream of bytes that is written to when its reader wants more, and not before. */
class Pipe {
  readonly readable: ReadableStream<Uint8Array>;
  #wanted = Promise.withResolvers<void>();
  #isLeft = false;
  #controller: ReadableByteStreamController | null = null;

  constructor() {
    this.readable = new ReadableStream({
      type: "bytes",
      start: (controller) => {
        this.#controller = controller;
      },
      pull: () => this.#wanted.resolve(),
      cancel: () => this.leave(),
    });
  }

  /** Nobody reads any more. */
  readonly leave = (): void => {
    this.#isLeft = true;
    this.#wanted.resolve();
  };

  async write(bytes: Uint8Array): Promise<void> {
    await this.#wanted.promise;
    if (this.#isLeft || bytes.length === 0) return;
    this.#wanted = Promise.withResolvers();
    this.#controller?.enqueue(bytes);
  }

  close(): void {
    if (this.#isLeft) return;
    this.#controller?.close();
    this.#controller?.byobRequest?.respond(0);
  }

  breakOff(): void {
    if (!this.#isLeft) this.#controller?.error(new Error("the document ends in the middle of a file"));
  }
}
