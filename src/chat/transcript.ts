/**
 * The tree of messages: what stands where, and how a turn's row looks as messages. Knows the tables and the one log's
 * numbers; knows nothing of sockets, models or money beyond reading a message's receipts.
 */
import { Buffer } from "node:buffer";
import { answerProblem, type Message } from "../protocol/message.ts";
import { MAX_QUEUED, WINDOW_BYTES, WINDOW_MESSAGES } from "../protocol/limits.ts";
import { summaryIn } from "./compaction-text.ts";
import { costOf } from "./ledger.ts";
import type { ChatSql } from "./sql.ts";
import { storedSuggestionsIn } from "./suggestions-text.ts";
import type { ChatRow, TurnRow } from "./tables.ts";

/** Rows among which everything that was open at some moment stands: one runs, the rest waits. */
const OPEN_AMONG = MAX_QUEUED + 2;

export const answerIdOf = (turnId: string): string => `${turnId}.a`;

/** A turn that is to be added; `question` null: its own. */
export type NewTurn = Omit<TurnRow, "seq" | "question" | "changed" | "answer" | "reasoning" | "summary" | "suggestions"> & {
  question: number | null;
};

/** A message found by its id: the turn it belongs to, and which half of it. */
export type Found = { turn: TurnRow; role: "user" | "assistant" };

export class Transcript {
  readonly #sql: ChatSql;
  #seq: number;
  #head: number;
  #count: number;
  #continued: number;

  constructor(sql: ChatSql, chat: ChatRow) {
    this.#sql = sql;
    const last = sql.lastTurn();
    const totals = sql.totals();
    const closedLast = totals.reduce((latest, total) => (total.seq > latest.seq ? total : latest), { seq: 0, messages: 0 });
    // Every row that took a place in the log: a number given out twice would hide a change from whoever was away.
    this.#seq = Math.max(chat.seq, chat.corrected_seq, closedLast.seq, sql.lastChange(OPEN_AMONG), last === null ? 0 : last.seq + 1);
    this.#continued = chat.continued;
    this.#head = last === null ? 0 : chat.selected_at > last.seq ? chat.selected : last.seq;
    this.#count = closedLast.messages + sql.countMessagesAfter(closedLast.seq);
  }

  /** The last place in the log that is taken. */
  get seq(): number {
    return this.#seq;
  }

  /** The turn that ends the branch everybody sees; 0 in an empty conversation. */
  get head(): number {
    return this.#head;
  }

  /** Messages in the whole tree. */
  get count(): number {
    return this.#count;
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
    };
    this.#sql.insertTurn(row);
    this.#head = seq;
    this.#count += row.question === seq ? 2 : 1;
    return row;
  }

  /** Changes a turn and gives the change its place in the log. w 1 */
  change(seq: number, change: Partial<TurnRow>): number {
    const changed = this.next();
    this.#sql.updateTurn(seq, { ...change, changed });
    return changed;
  }

  /** Makes the branch through turn `seq` the one everybody sees, down to its newest end. w 1 */
  select(seq: number): { head: number; seq: number } {
    let head = seq;
    for (let children = this.#sql.childrenOf(head); children.length > 0; children = this.#sql.childrenOf(head)) {
      head = children.at(-1)?.seq ?? head;
    }
    this.#head = head;
    const at = this.next();
    this.#sql.updateChat({ selected: head, selected_at: at, seq: at });
    return { head, seq: at };
  }

  find(id: string): Found | null {
    const isAnswer = id.endsWith(".a");
    const turn = this.#sql.turnById(isAnswer ? id.slice(0, -2) : id);
    if (turn === null) return null;
    if (isAnswer) return { turn, role: "assistant" };
    return turn.question === turn.seq ? { turn, role: "user" } : null;
  }

  headId(): string | null {
    return this.#idOfTurn(this.#head);
  }

  /** The answer's id of turn `seq`; null for 0. */
  #idOfTurn(seq: number): string | null {
    if (seq === 0) return null;
    const turn = this.#sql.turn(seq);
    return turn === null ? null : answerIdOf(turn.id);
  }

  /** What waits or runs, oldest first. */
  open(): TurnRow[] {
    const recent = this.#sql.openTurns(OPEN_AMONG);
    const far = this.#continued === 0 ? null : this.#sql.turn(this.#continued);
    return far?.status === "running" && !recent.some((turn) => turn.seq === far.seq) ? [far, ...recent] : recent;
  }

  /** A turn far back runs again: it must be found after a crash. */
  continuesFarBack(seq: number): void {
    this.#continued = seq;
  }

  /** The branch that ends in turn `seq`, oldest first, whole. r 2n */
  branch(seq: number): TurnRow[] {
    return this.#sql.pathFrom(seq, Number.MAX_SAFE_INTEGER).toReversed();
  }

  /** The last page of the branch everybody sees, and what to ask older messages before. */
  window(): { turns: TurnRow[]; earlier: string | null } {
    const turns: TurnRow[] = [];
    let bytes = 0;
    for (const turn of this.#sql.pathFrom(this.#head, WINDOW_MESSAGES / 2)) {
      bytes += Buffer.byteLength(turn.text ?? "") + Buffer.byteLength(turn.answer) + Buffer.byteLength(turn.reasoning);
      if (turns.length > 0 && bytes > WINDOW_BYTES) break;
      turns.unshift(turn);
    }
    const first = turns[0];
    return { turns, earlier: first === undefined || first.parent === 0 ? null : this.#questionId(first) };
  }

  /** Everything in this conversation that a reader who knows the log up to `seq` lacks; null when that is more than a window. */
  since(seq: number): TurnRow[] | null {
    const entered = this.#sql.turnsAfter(seq, WINDOW_MESSAGES + 1);
    if (entered.length > WINDOW_MESSAGES) return null;
    return [...this.#sql.turnsChangedAfter(seq, OPEN_AMONG), ...entered];
  }

  /** Turns from this one on are looked through for what a reader lacks; what changes before them is told by a snapshot. */
  recentFrom(): number {
    return this.#sql.recentFrom(OPEN_AMONG);
  }

  #questionId(turn: TurnRow): string {
    if (turn.question === turn.seq) return turn.id;
    return this.#sql.turn(turn.question)?.id ?? turn.id;
  }

  /**
   * Turns as messages: each turn's question (once, also when several turns answer it), then its answer.
   * A running answer's text is what storage has; the caller lays the live text over it. With `own`, a question that
   * another turn holds is left out: pages of the whole tree show every message once.
   */
  messages(turns: readonly TurnRow[], questions: "always" | "own" = "always"): Message[] {
    const shown = new Map<number, TurnRow>(turns.map((turn) => [turn.seq, turn]));
    const children = new Map<number, { seq: number; id: string; question: number }[]>();
    const childrenOf = (parent: number) => {
      const known = children.get(parent);
      if (known !== undefined) return known;
      const fresh = this.#sql.childrenOf(parent);
      children.set(parent, fresh);
      return fresh;
    };
    const parentIds = new Map<number, string | null>();
    const parentIdOf = (seq: number): string | null => {
      const row = shown.get(seq);
      if (row !== undefined) return answerIdOf(row.id);
      const known = parentIds.get(seq);
      if (known !== undefined) return known;
      const fresh = this.#idOfTurn(seq);
      parentIds.set(seq, fresh);
      return fresh;
    };
    const result: Message[] = [];
    const questionsDone = new Set<number>();
    for (const turn of turns) {
      const family = childrenOf(turn.parent);
      const question = turn.question === turn.seq ? turn : (shown.get(turn.question) ?? this.#sql.turn(turn.question));
      if (question === null) continue;
      if (!questionsDone.has(question.seq) && (questions === "always" || question === turn)) {
        questionsDone.add(question.seq);
        const siblings = family.filter((child) => child.question === child.seq).map((child) => child.id);
        result.push({
          id: question.id,
          parentId: parentIdOf(question.parent),
          seq: question.seq,
          role: "user",
          text: question.text ?? "",
          status: question.status === "queued" ? "queued" : "done",
          createdAt: new Date(question.created_at).toISOString(),
          ...(siblings.length > 1 ? { siblings } : {}),
        });
      }
      const siblings = family.filter((child) => child.question === question.seq).map((child) => answerIdOf(child.id));
      result.push(this.#answer(turn, question.id, siblings));
    }
    return result;
  }

  #answer(turn: TurnRow, questionId: string, siblings: string[]): Message {
    const summary = summaryIn(turn.summary);
    const suggestions = storedSuggestionsIn(turn.suggestions);
    const receipt = turn.status === "queued" ? null : costOf(this.#sql.receiptsOf(turn.seq));
    return {
      id: answerIdOf(turn.id),
      parentId: questionId,
      seq: turn.seq + 1,
      role: "assistant",
      text: turn.answer,
      ...(turn.reasoning === "" ? {} : { reasoning: turn.reasoning }),
      status: turn.status,
      model: turn.model,
      createdAt: new Date(turn.created_at).toISOString(),
      ...(turn.started_at === null ? {} : { startedAt: new Date(turn.started_at).toISOString() }),
      ...(turn.first_token_at === null ? {} : { firstTokenAt: new Date(turn.first_token_at).toISOString() }),
      ...(turn.reasoning_ended_at === null ? {} : { reasoningEndedAt: new Date(turn.reasoning_ended_at).toISOString() }),
      ...(turn.finished_at === null ? {} : { finishedAt: new Date(turn.finished_at).toISOString() }),
      ...(turn.problem === null ? {} : { problem: answerProblem.parse(JSON.parse(turn.problem)) }),
      ...(turn.shortened === 0 ? {} : { shortened: true }),
      ...(turn.context_from === null ? {} : { contextFrom: this.#sql.turn(turn.context_from)?.id ?? questionId }),
      ...(summary === null ? {} : { summary: { ...summary, at: new Date(summary.at).toISOString() } }),
      ...(suggestions.length === 0 ? {} : { suggestions }),
      ...(receipt === null ? {} : { receipt }),
      ...(siblings.length > 1 ? { siblings } : {}),
    };
  }
}
