/** Figures of a conversation, from what its messages and its frames say. Pure: no clock, no network. */
import { MARK_TAG, REASONING_TAG, SPENT_TAG, TEXT_TAG, type ServerEvent } from "../../src/protocol/frames.ts";
import { millisecondsBetween } from "../format/time.ts";
import type { Message } from "../live/index.ts";
import { readableEvent } from "../live/readable.ts";

/** Answers whose first token is looked at: the last ones of the branch. */
const LAST_ANSWERS = 20;
/** Places that may wait for their other arrival; more only where one connection is down. */
const MOST_WAITING = 1_000;

/** Several measurements of one thing: their middle and the largest of them. */
export interface Spread {
  count: number;
  middle: number;
  most: number;
}

/** The smallest value that so many per cent of the values do not exceed; null without values. */
export function percentile(values: readonly number[], percent: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? null;
}

export function spreadOf(values: readonly number[]): Spread | null {
  const middle = percentile(values, 50);
  const most = percentile(values, 100);
  return middle === null || most === null ? null : { count: values.length, middle, most };
}

/**
 * Milliseconds from asking the model to its first token, of the last answers of a branch, both by the server's clock. An
 * answer of several model calls is left out: its times are not those of one call.
 */
export function firstTokenTimes(path: readonly Message[]): number[] {
  return path
    .filter((message) => message.role === "assistant" && message.imported !== true && (message.receipt?.calls ?? 1) === 1)
    .map(({ startedAt, firstTokenAt }) => millisecondsBetween(startedAt, firstTokenAt))
    .filter((ms) => ms !== null)
    .slice(-LAST_ANSWERS);
}

const encoder = new TextEncoder();
/** UTF-8 bytes. */
export const bytesOf = (text: string): number => encoder.encode(text).length;

/** One answer as a connection received it from its beginning to its end: all bytes of frames, and those of its words. */
export interface AnswerBytes {
  all: number;
  words: number;
}

/** What one frame told. `place`: where in which answer it ended, alike on every connection; null: nowhere that is known. */
interface Read {
  place: string | null;
  ended: AnswerBytes | null;
}

const NOTHING: Read = { place: null, ended: null };

/** Follows the frames of one connection. */
export class FrameReader {
  /** The last place in the conversation's log; null before the first event. */
  seq: number | null = null;
  #running: { id: string; length: number } | null = null;
  /** Null where the answer was not received from its beginning. */
  #bytes: AnswerBytes | null = null;

  take(frame: string): Read {
    const tag = frame[0];
    if (tag === TEXT_TAG || tag === REASONING_TAG) {
      if (this.#bytes !== null) this.#bytes.words += bytesOf(frame) - 1;
      this.#count(frame);
      if (this.#running === null) return NOTHING;
      this.#running.length += frame.length - 1;
      return { place: `${this.#running.id} ${this.#running.length}`, ended: null };
    }
    if (tag === SPENT_TAG || tag === MARK_TAG) this.#count(frame);
    if (tag !== "{") return NOTHING;
    const read = readableEvent(frame);
    return read.read === "event" ? this.#event(read.event, frame) : NOTHING;
  }

  #count(frame: string): void {
    if (this.#bytes !== null) this.#bytes.all += bytesOf(frame);
  }

  #event(event: ServerEvent, frame: string): Read {
    if ("seq" in event) this.seq = event.seq;
    switch (event.type) {
      case "snapshot":
        this.#begin(event.running, event.messages);
        this.#bytes = null;
        return NOTHING;
      case "resumed":
        this.#running = null;
        this.#bytes = null;
        return NOTHING;
      case "messages": {
        const isAgain = this.#running?.id === event.running;
        if (event.running !== undefined) this.#begin(event.running, event.messages);
        // Told anew in the middle: what came before would count twice.
        if (isAgain) this.#bytes = null;
        this.#count(frame);
        return NOTHING;
      }
      case "closed": {
        this.#count(frame);
        const ended = this.#running?.id === event.id ? this.#bytes : null;
        this.#running = null;
        this.#bytes = null;
        return { place: null, ended };
      }
      default:
        this.#count(frame);
        return NOTHING;
    }
  }

  #begin(id: string | null, messages: readonly Message[]): void {
    const answer = messages.find((message) => message.id === id);
    const length = answer === undefined ? null : answer.text.length + (answer.reasoning?.length ?? 0);
    this.#running = id === null || length === null ? null : { id, length };
    this.#bytes = length === 0 ? { all: 0, words: 0 } : null;
  }
}

/** When the same place was reached on two connections. */
export class Arrivals {
  readonly #waiting = new Map<string, { connection: number; at: number }>();

  /** Milliseconds that the later of both connections waited; null as long as one has not got there. */
  take(connection: number, place: string, at: number): number | null {
    const other = this.#waiting.get(place);
    if (other !== undefined && other.connection !== connection) {
      this.#waiting.delete(place);
      return Math.abs(at - other.at);
    }
    if (this.#waiting.size >= MOST_WAITING) this.#waiting.clear();
    this.#waiting.set(place, { connection, at });
    return null;
  }
}
