/**
 * Reports messages to the person's search index, by alarm some seconds after an answer, so that it never delays a first
 * token. Reports are absolute and bounded: after a crash one is repeated, and a gap is reported again from its beginning.
 * Whoever has more to report than an answer waits for its turn before it reads a word of it, for many may wake at once.
 */
import type { IndexedMessage } from "../../protocol/search.ts";
import type { Room } from "../room.ts";
import { answerIdOf } from "../log/message-reader.ts";
import type { TurnRow } from "../log/tables.ts";

/** UTF-8 bytes of text in one report; one long answer may exceed it alone. */
const REPORT_BYTES = 64 * 1024;
/** Turns in one report. */
const REPORT_TURNS = 100;
/** UTF-8 bytes of text that are reported without a turn. */
const FREE_BYTES = 4 * 1024;
/** First wait after the index could not be reached; doubled with every failure. Milliseconds. */
const RETRY_MS = 5_000;
const RETRY_MAX_MS = 3_600_000;

export class Indexer {
  readonly #room: Room;
  #isWorking = false;
  #isWaiting = false;
  #failures = 0;

  constructor(room: Room) {
    this.#room = room;
  }

  /** Whether the index lacks messages of this conversation. */
  get isBehind(): boolean {
    const { chat, transcript } = this.#room;
    return chat.temporary === 0 && chat.indexed_seq < transcript.seq;
  }

  /** It is not its turn yet; its alarm is set. */
  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  /** Reports what the index does not have yet, or asks for the alarm of its turn. w 1 */
  async work(): Promise<void> {
    this.#isWaiting = false;
    await this.#once(async () => {
      const waitMs = this.#hasMuch ? await this.#room.ports.search.turn(this.#room.chat.id) : 0;
      if (this.#room.isGone) return;
      this.#isWaiting = waitMs > 0;
      if (waitMs === 0) await this.#report();
      else this.#room.wakeAt(this.#room.ports.now() + waitMs);
    });
  }

  /** The same without waiting for a turn: for who has few conversations report at once. w 1 */
  async workNow(): Promise<void> {
    await this.#once(() => this.#report());
  }

  async #once(report: () => Promise<void>): Promise<void> {
    if (this.#isWorking || this.#room.isGone || !this.isBehind) return;
    this.#isWorking = true;
    try {
      await report();
      this.#failures = 0;
    } catch {
      this.#failures += 1;
      if (!this.#room.isGone) this.#room.wakeAt(this.#room.ports.now() + Math.min(RETRY_MAX_MS, RETRY_MS * 2 ** (this.#failures - 1)));
    } finally {
      this.#isWorking = false;
    }
  }

  async #report(): Promise<void> {
    const { chat, transcript, ports } = this.#room;
    let after = chat.indexed_seq;
    while (after < transcript.seq) {
      const { messages, upTo } = this.#pieceAfter(after);
      const { known } = await ports.search.report({
        chatId: chat.id,
        title: this.#room.title,
        updatedAt: this.#room.updatedAtMs,
        after,
        upTo,
        messages,
        isMore: upTo < transcript.seq,
      });
      if (this.#room.isGone) return;
      // The index has less than assumed: it lost something, and is sent everything from there on.
      after = known < after ? known : Math.max(known, upTo);
    }
    this.#room.updateChat({ indexed_seq: after });
  }

  /** Whether there is more than an answer to report. */
  get #hasMuch(): boolean {
    let bytes = 0;
    for (const size of this.#sizesAfter(this.#room.chat.indexed_seq)) bytes += size.bytes;
    return bytes > FREE_BYTES;
  }

  /** Turns that changed after place `after`, oldest change first: those of one report, and one more. */
  #sizesAfter(after: number): ReturnType<Room["sql"]["sizesIndexable"]> {
    const { sql, transcript, chat } = this.#room;
    return sql.sizesIndexable(after, REPORT_TURNS + 1, chat.corrected_seq > after ? 0 : transcript.recentFrom());
  }

  /** What changed after place `after`, oldest first, as far as one report goes. */
  #pieceAfter(after: number): { messages: IndexedMessage[]; upTo: number } {
    const { sql, transcript } = this.#room;
    const sizes = this.#sizesAfter(after);
    const messages: IndexedMessage[] = [];
    let bytes = 0;
    let upTo = transcript.seq;
    for (const [index, size] of sizes.entries()) {
      bytes += size.bytes;
      if (index > 0 && (bytes > REPORT_BYTES || index === REPORT_TURNS)) {
        upTo = Math.max(after, size.changed - 1);
        break;
      }
      const turn = sql.turn(size.seq);
      if (turn !== null) messages.push(...messagesOf(turn));
    }
    return { messages, upTo };
  }
}

function messagesOf(turn: TurnRow): IndexedMessage[] {
  const isOpen = turn.status === "running" || turn.status === "queued";
  return [
    ...(turn.text === null ? [] : [{ id: turn.id, role: "user" as const, text: turn.text, at: turn.created_at }]),
    ...(isOpen || turn.answer === ""
      ? []
      : [{ id: answerIdOf(turn.id), role: "assistant" as const, text: turn.answer, at: turn.answered_at ?? turn.created_at }]),
  ];
}
