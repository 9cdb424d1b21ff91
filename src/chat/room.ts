/** What the parts of one conversation share: its tables, tree, books, tabs and the world around it. */
import { CLOSE_CODES } from "../protocol/frames.ts";
import type { UploadedFile } from "../protocol/files.ts";
import type { Message } from "../protocol/message.ts";
import type { Audience } from "./tabs/audience.ts";
import type { Books } from "./calls/books.ts";
import { Budget } from "./calls/budget.ts";
import { Learned } from "./calls/learned.ts";
import type { Ports } from "./ports.ts";
import type { ChatSql } from "./log/sql.ts";
import type { ChatRow, TurnRow } from "./log/tables.ts";
import { titleOf } from "../protocol/question-title.ts";
import type { Transcript } from "./log/transcript.ts";

/** The state that tabs see and storage does not have, read from the parts that own it whenever an event is built. */
export interface Unstored {
  /** The running answer as every tab has been sent it; null: none runs. */
  live(): { answerId: string; text: string; reasoning: string } | null;
  /** The files that stand in the composer. */
  attached(): UploadedFile[];
}

export class Room {
  chat: ChatRow;
  #firstLine: string | null = null;
  /** Set when the conversation was deleted while something still ran. */
  isGone = false;
  readonly learned = new Learned();
  readonly budget: Budget;
  /** Calls that were given up before their response's headers, and the log id these will bring (calls/late-headers.ts). */
  readonly lateHeaders = new Map<string, Promise<string | null>>();
  /** Id of the answer that ends the part being summarised. In memory alone: after a crash no summary is being made. */
  compactingId: string | null = null;
  constructor(
    readonly sql: ChatSql,
    readonly transcript: Transcript,
    readonly books: Books,
    readonly audience: Audience,
    readonly ports: Ports,
    readonly unstored: Unstored,
    chat: ChatRow,
    /** The platform's transaction: what throws in it has changed no row. */
    readonly transaction: <T>(run: () => T) => T,
    /** Makes sure that an alarm goes off by then, milliseconds since the epoch; an earlier one stays. w 1 when it sets one. */
    readonly wakeAt: (ms: number) => void,
  ) {
    this.chat = chat;
    this.budget = new Budget(this);
  }

  /** Runs `write` in a transaction. If it throws, neither rows nor their copies in memory have changed. Sends nothing. */
  atomically<T>(write: () => T): T {
    try {
      return this.transaction(write);
    } catch (error) {
      this.books.reload();
      this.chat = this.sql.chat() ?? this.chat;
      this.transcript.reload(this.chat);
      throw error;
    }
  }

  /** Messages as the tabs know them: the running answer with the text they were sent, not what storage has of it. */
  withLive(messages: Message[]): Message[] {
    const live = this.unstored.live();
    if (live === null) return messages;
    return messages.map((message) =>
      message.id === live.answerId
        ? { ...message, text: live.text, ...(live.reasoning === "" ? {} : { reasoning: live.reasoning }) }
        : message,
    );
  }

  /** Changes the conversation's own row. w 1 */
  updateChat(change: Partial<ChatRow>): void {
    this.sql.updateChat(change);
    this.chat = { ...this.chat, ...change };
  }

  /** When something was last written here. Milliseconds since the epoch. */
  get updatedAtMs(): number {
    return this.transcript.lastAtMs ?? this.chat.created_at;
  }

  /** Moves the beginning of the search for awaited logs back to this turn, where it is an older one that was continued. w 1, rarely */
  awaitLogOf(turn: number): void {
    if (turn !== 0 && turn < this.chat.logs_from) this.updateChat({ logs_from: turn });
  }

  /** Changes a turn that has ended, and notifies every tab. w 1, 2 where it is far back */
  amend(seq: number, change: Partial<TurnRow>): void {
    this.changedFarBack(seq, this.transcript.change(seq, change));
    const turn = this.sql.turn(seq);
    if (turn !== null) this.announce([turn], {});
  }

  /** Notes a change of a turn so far back that returning tabs must get a snapshot to see it. w 1, rarely */
  changedFarBack(turn: number, seq: number): void {
    if (this.#isFarBack(turn)) this.updateChat({ corrected_seq: seq });
  }

  /** The same for a turn far back that runs again, so that it is also found after a crash. w 1, rarely */
  runsFarBack(turn: number, seq: number): void {
    if (!this.#isFarBack(turn)) return;
    this.updateChat({ corrected_seq: seq, continued: turn });
    this.transcript.continuesFarBack(turn);
  }

  #isFarBack(turn: number): boolean {
    return turn !== 0 && turn < this.transcript.recentFrom();
  }

  /** Its first question has just been stored. */
  beginsWith(turn: TurnRow): void {
    this.#firstLine = titleOf(turn.text ?? "");
  }

  /** The title, or the beginning of the first question where nobody has named the conversation. r 2 the first time */
  get title(): string {
    if (this.chat.title !== "") return this.chat.title;
    this.#firstLine ??= titleOf(this.sql.firstTurn()?.text ?? "");
    return this.#firstLine ?? "";
  }

  /** Notifies every tab about turns that are new or changed. */
  announce(turns: readonly TurnRow[], extra: { head?: boolean; running?: string | null }): void {
    if (this.audience.count === 0) return;
    this.audience.event({
      type: "messages",
      seq: this.transcript.seq,
      messages: this.withLive(this.transcript.messages(turns)),
      ...(extra.head === true ? { head: this.transcript.headId() } : {}),
      ...(extra.running === undefined ? {} : { running: extra.running }),
    });
  }

  /** Sends `deleted` to every tab and closes their sockets. */
  farewell(): void {
    this.isGone = true;
    this.audience.event({ type: "deleted" });
    this.audience.close(CLOSE_CODES.notFound, "deleted");
  }
}
