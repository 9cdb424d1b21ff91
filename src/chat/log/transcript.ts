/**
 * The tree of messages, and the numbers of the conversation's one log. Knows the tables; of sockets, models and money it
 * knows nothing but a message's receipts.
 */
import type { Message } from "../../protocol/message.ts";
import { MAX_QUEUED, RESUME_BYTES, WINDOW_BYTES, WINDOW_MESSAGES } from "../../protocol/limits.ts";
import { answerIdOf, MessageReader } from "./message-reader.ts";
import type { ChatSql } from "./sql.ts";
import { WITHOUT_CALL, type ChatRow, type TurnRow } from "./tables.ts";

export { answerIdOf };

/** The last rows that can be running or queued: one runs, at most `MAX_QUEUED` wait. */
const OPEN_AMONG = MAX_QUEUED + 2;

/** A turn that is to be added; `question` null: its own. */
export type NewTurn = Omit<
  TurnRow,
  "seq" | "question" | "changed" | "answer" | "reasoning" | "summary" | "suggestions" | "rating" | "imported" | "answered_at"
> & {
  question: number | null;
};

/** A question without an answer, beside the turn that holds it. */
const bareTurn = (holder: TurnRow): Omit<TurnRow, "id" | "seq" | "changed" | "created_at"> => ({
  ...WITHOUT_CALL,
  parent: holder.parent,
  question: holder.seq,
  imported: "question",
  text: null,
  files: null,
  answer: "",
  reasoning: "",
  status: "stopped",
  model: holder.model,
  finished_at: null,
  answered_at: null,
  summary: null,
  suggestions: null,
  rating: null,
});

/** A message found by its id: the turn it belongs to, and which half of it. */
export type Found = { turn: TurnRow; role: "user" | "assistant" };

export class Transcript {
  readonly #sql: ChatSql;
  #seq = 0;
  #head = 0;
  #count = 0;
  #continued = 0;
  /** The turn inserted last, in memory because every report says when the conversation changed; null: there is none. */
  #last: Pick<TurnRow, "seq" | "created_at" | "finished_at"> | null = null;
  /** Turns that wait or run; null: not known before they are read. */
  #openSeqs: Set<number> | null = null;

  constructor(sql: ChatSql, chat: ChatRow) {
    this.#sql = sql;
    this.reload(chat);
  }

  /** Reads the state from storage again, after a rollback: places in the log that it took were sent to nobody and are free. */
  reload(chat: ChatRow): void {
    const sql = this.#sql;
    const last = sql.lastTurn();
    const totals = sql.totals();
    const closedLast = totals.reduce((latest, total) => (total.seq > latest.seq ? total : latest), { seq: 0, messages: 0 });
    // All rows that take places in the log: if a number were given out twice, a tab that was away would miss a change.
    this.#seq = Math.max(
      chat.seq,
      chat.corrected_seq,
      closedLast.seq,
      sql.lastChange(OPEN_AMONG),
      sql.lastStepChange(sql.recentFrom(OPEN_AMONG)),
      last === null ? 0 : last.seq + 1,
    );
    this.#continued = chat.continued;
    this.#head = last === null ? 0 : chat.selected_at > last.seq ? chat.selected : last.seq;
    this.#count = closedLast.messages + sql.countMessagesAfter(closedLast.seq);
    this.#last = last === null ? null : { seq: last.seq, created_at: last.created_at, finished_at: last.finished_at };
    this.#openSeqs = last === null ? new Set() : null;
  }

  /** The last place in the log that is taken. */
  get seq(): number {
    return this.#seq;
  }

  /** `seq` of the turn that ends the selected branch, which everybody sees; 0 in an empty conversation. */
  get head(): number {
    return this.#head;
  }

  /** Messages in the whole tree. */
  get count(): number {
    return this.#count;
  }

  /** When the last turn ended, or was asked; null: there is none. Milliseconds since the epoch. */
  get lastAtMs(): number | null {
    return this.#last?.finished_at ?? this.#last?.created_at ?? null;
  }

  /** Takes the next place in the log. */
  next(): number {
    this.#seq += 1;
    return this.#seq;
  }

  /** Adds a turn to the tree; it becomes the head. w 3 */
  insert(turn: NewTurn): TurnRow {
    const seq = this.next();
    const row: TurnRow = {
      ...turn,
      seq,
      question: turn.question ?? seq,
      changed: this.next(),
      answer: "",
      reasoning: "",
      summary: null,
      suggestions: null,
      rating: null,
      imported: null,
      answered_at: null,
    };
    this.#sql.insertTurn(row);
    this.#notes(row);
    this.#head = seq;
    this.#count += row.question === seq ? 2 : 1;
    return row;
  }

  /**
   * The turn that stands for a question without an answer, as the parent of messages directly below that question: an existing
   * one, or a new one. It shows no message of its own. r: the turns beside it; w 3 where it is new
   * @param holder the turn that holds the question @param forId the turn it is made for
   * @returns its seq
   */
  bareOf(holder: TurnRow, forId: string, atMs: number): number {
    if (holder.imported === "question") return holder.seq;
    const bare = this.#sql.childrenOf(holder.parent).find(({ question, imported }) => question === holder.seq && imported === "question");
    if (bare !== undefined) return bare.seq;
    const seq = this.next();
    // No client names its turn so (identifiers.ts).
    const added = { ...bareTurn(holder), id: answerIdOf(`${forId}.below`), seq, changed: this.next(), created_at: atMs };
    this.#sql.insertTurn(added);
    this.#notes(added);
    return seq;
  }

  /** Changes a turn and gives the change its place in the log. w 1 */
  change(seq: number, change: Partial<TurnRow>): number {
    const changed = this.next();
    this.#sql.updateTurn(seq, { ...change, changed });
    this.#notes({ ...change, seq });
    return changed;
  }

  /** Keeps in memory what a turn that was inserted or changed means for `open` and `lastAtMs`. */
  #notes(turn: Pick<TurnRow, "seq"> & Partial<TurnRow>): void {
    const { seq, status, created_at: createdAt, finished_at: finishedAt } = turn;
    if (status === "queued" || status === "running") this.#openSeqs?.add(seq);
    else if (status !== undefined) this.#openSeqs?.delete(seq);
    if (createdAt !== undefined) this.#last = { seq, created_at: createdAt, finished_at: finishedAt ?? null };
    else if (finishedAt !== undefined && this.#last?.seq === seq) this.#last = { ...this.#last, finished_at: finishedAt };
  }

  /**
   * Makes the branch through turn `seq` the one everybody sees, down to its newest end. r 1 for each turn below
   * @returns what changes in the conversation's own row, for `Room.updateChat`
   */
  select(seq: number): Pick<ChatRow, "selected" | "selected_at" | "seq"> {
    this.#head = this.#sql.newestEnd(seq);
    const at = this.next();
    return { selected: this.#head, selected_at: at, seq: at };
  }

  find(id: string): Found | null {
    const isAnswer = id.endsWith(".a");
    const turn = this.#sql.turnById(isAnswer ? id.slice(0, -2) : id);
    if (turn === null) return null;
    if (isAnswer) return turn.imported === "question" ? null : { turn, role: "assistant" };
    return turn.question === turn.seq && turn.imported !== "answer" ? { turn, role: "user" } : null;
  }

  /** Whether a turn's question directly follows this message. */
  isBelow(turn: TurnRow, id: string): boolean {
    return turn.parent !== 0 && this.#sql.lastMessageId(turn.parent) === id;
  }

  headId(): string | null {
    return this.#head === 0 ? null : this.#sql.lastMessageId(this.#head);
  }

  /** What waits or runs, oldest first. Reads nothing where it is known that nothing does. */
  open(): TurnRow[] {
    if (this.#openSeqs?.size === 0) return [];
    const recent = this.#sql.openTurns(OPEN_AMONG);
    const far = this.#continued === 0 ? null : this.#sql.turn(this.#continued);
    const open = far?.status === "running" && !recent.some((turn) => turn.seq === far.seq) ? [far, ...recent] : recent;
    this.#openSeqs = new Set(open.map(({ seq }) => seq));
    return open;
  }

  /** Notes that a turn far back is continued, so that it is found after a crash. */
  continuesFarBack(seq: number): void {
    this.#continued = seq;
  }

  /** The last page of the selected branch, and the id to ask older messages before (null: none). r 3n */
  window(): { turns: TurnRow[]; earlier: string | null } {
    const turns: TurnRow[] = [];
    let bytes = 0;
    // One by one: 25 turns of the largest size would be 47 MB at once.
    for (const size of this.#sql.pathSizes(this.#head, WINDOW_MESSAGES / 2)) {
      bytes += size.bytes;
      if (turns.length > 0 && bytes > WINDOW_BYTES) break;
      const turn = this.#sql.turn(size.seq);
      if (turn !== null) turns.unshift(turn);
    }
    const first = turns[0];
    return { turns, earlier: first === undefined || first.parent === 0 ? null : (this.#sql.turnId(first.question) ?? first.id) };
  }

  /**
   * The turns that a tab with the log up to place `seq` lacks; null where that is more than a window, so that it needs a
   * snapshot. `reading`: the turn whose answer the tab was receiving, of which it gets only the rest.
   */
  since(seq: number, reading: number | null): TurnRow[] | null {
    const entered = this.#sql.sizesAfter(seq, WINDOW_MESSAGES + 1);
    if (entered.length > WINDOW_MESSAGES) return null;
    const sizes = [...this.#sql.sizesChangedAfter(seq, OPEN_AMONG), ...entered];
    let bytes = 0;
    for (const size of sizes) if (size.seq !== reading) bytes += size.bytes;
    if (bytes > RESUME_BYTES) return null;
    return sizes.map((size) => this.#sql.turn(size.seq)).filter((turn) => turn !== null);
  }

  /** The first turn that is searched for changes a tab lacks; a change before it makes the tab get a snapshot. */
  recentFrom(): number {
    return this.#sql.recentFrom(OPEN_AMONG);
  }

  /** Turns as messages (message-reader.ts). @param areAll the tree has no others */
  messages(turns: readonly TurnRow[], areAll = false): Message[] {
    return new MessageReader(this.#sql, areAll ? turns : []).messages(turns);
  }
}
