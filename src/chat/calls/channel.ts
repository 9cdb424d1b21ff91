/** One of the two texts of a running answer, its words or its reasoning: what waits to be sent, was sent, is stored. */
import { Buffer } from "node:buffer";

const endsInHighSurrogate = (text: string): boolean => {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff;
};

/** The longest beginning of a text that has at most so many UTF-8 bytes. */
function startOf(text: string, bytes: number): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(Math.max(0, bytes)));
  return text.slice(0, read);
}

export class Channel {
  readonly #tag: string;
  #pending = "";
  #sent: string;
  #stored: number;

  /** @param sent what tabs and storage have already */
  constructor(tag: string, sent: string) {
    this.#tag = tag;
    this.#sent = sent;
    this.#stored = sent.length;
  }

  /** What every tab has been sent. */
  get sent(): string {
    return this.#sent;
  }

  get hasPending(): boolean {
    return this.#pending !== "";
  }

  get isEmpty(): boolean {
    return this.#sent === "" && this.#pending === "";
  }

  push(text: string): void {
    this.#pending += text;
  }

  /** Removes and returns all after the first `from` characters, sent or not. */
  takeBack(from: number): string {
    const text = this.#sent.slice(from) + this.#pending;
    this.#sent = this.#sent.slice(0, from);
    this.#pending = "";
    this.#stored = Math.min(this.#stored, from);
    return text;
  }

  /** Appends text that tabs receive in another way (with a message), together with whatever was waiting. */
  adopt(text: string): void {
    this.#sent += (this.#pending + text).toWellFormed();
    this.#pending = "";
  }

  /**
   * The frame of what waits; empty: none. Counts it as sent.
   * @param isLast nothing more follows. @param bytesLeft UTF-8 bytes the answer may still take; the rest is dropped
   */
  take(isLast: boolean, bytesLeft: number): { frame: string; bytes: number; isCut: boolean } {
    const pending = this.#pending;
    // Half a surrogate pair would be sent as U+FFFD: it waits for its other half.
    const rest = !isLast && endsInHighSurrogate(pending) ? pending.slice(-1) : "";
    const whole = rest === "" ? pending : pending.slice(0, -1);
    const text = isLast ? whole.toWellFormed() : whole;
    const bytes = Buffer.byteLength(text);
    const isCut = bytes > bytesLeft;
    const fits = isCut ? startOf(text, bytesLeft) : text;
    this.#pending = isCut ? "" : rest;
    this.#sent += fits;
    return { frame: fits === "" ? "" : this.#tag + fits, bytes: isCut ? Buffer.byteLength(fits) : bytes, isCut };
  }

  /** Sent, and not in storage yet. */
  get unstored(): string {
    return this.#sent.slice(this.#stored);
  }

  get unstoredLength(): number {
    return this.#sent.length - this.#stored;
  }

  markStored(): void {
    this.#stored = this.#sent.length;
  }
}
