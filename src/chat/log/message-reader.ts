/**
 * Turns' rows as messages. Use one reader for one response (a frame, a page): siblings and ids of parents, which several
 * messages share, are then read once. Values that a newer version wrote are shown as far as this version understands them
 * (stored.ts).
 */
import { Buffer } from "node:buffer";
import type { Message } from "../../protocol/message.ts";
import { summaryIn } from "../extras/compaction-text.ts";
import { messageFileOf } from "../files/sql.ts";
import { costOf } from "../calls/ledger.ts";
import type { ChatSql } from "./sql.ts";
import { ratingIn } from "./rating.ts";
import { outcomeIn } from "./stored.ts";
import { storedSuggestionsIn } from "../extras/suggestions-text.ts";
import { bytesOfSteps, stepsOf } from "../tools/steps.ts";
import type { TurnRow } from "./tables.ts";

export const answerIdOf = (turnId: string): string => `${turnId}.a`;
const ANSWER_ENDING = answerIdOf("");

const isoOf = (ms: number): string => new Date(ms).toISOString();

type Child = Pick<TurnRow, "seq" | "id" | "question" | "imported">;
/** The question of an answer, which another turn may hold. */
type Question = Pick<TurnRow, "seq" | "id" | "parent" | "question" | "imported">;

/** Bytes of a message beside its texts and siblings: field names, ids, times, figures. A little too many. */
const ENVELOPE_BYTES = 1_000;

/** About how many UTF-8 bytes a message takes. */
export function bytesOf({ text, reasoning, summary, siblings, steps, rating }: Message): number {
  let bytes = ENVELOPE_BYTES + Buffer.byteLength(text) + Buffer.byteLength(reasoning ?? "") + Buffer.byteLength(summary?.text ?? "");
  for (const id of siblings ?? []) bytes += id.length + 3;
  bytes += bytesOfSteps(steps ?? []) + Buffer.byteLength(rating?.note ?? "");
  return bytes;
}

export class MessageReader {
  readonly #sql: ChatSql;
  readonly #children = new Map<number, Child[]>();
  readonly #lastIds = new Map<number, string | null>();
  readonly #questions = new Map<number, Question | null>();

  /** @param all the turns of the tree, where they are known; else those around a turn are read */
  constructor(sql: ChatSql, all: readonly TurnRow[] = []) {
    this.#sql = sql;
    for (const turn of all) this.#children.set(turn.parent, [...(this.#children.get(turn.parent) ?? []), turn]);
  }

  /**
   * Turns as messages: each turn's question (once, also when several turns answer it), then its answer.
   * A running answer's text is what storage has; the caller lays the live text over it. With `own`, a question that
   * another turn holds is left out: pages of the whole tree show every message once.
   */
  messages(turns: readonly TurnRow[], questions: "always" | "own" = "always"): Message[] {
    const shown = new Map<number, TurnRow>(turns.map((turn) => [turn.seq, turn]));
    for (const turn of turns) if (turn.imported !== "question") this.#lastIds.set(turn.seq, answerIdOf(turn.id));
    const result: Message[] = [];
    const questionsDone = new Set<number>();
    for (const turn of turns) {
      const isOwn = turn.question === turn.seq;
      if (!questionsDone.has(turn.question) && (questions === "always" || isOwn)) {
        const holder = isOwn ? turn : (shown.get(turn.question) ?? this.#sql.turn(turn.question));
        if (holder === null) continue;
        questionsDone.add(holder.seq);
        if (holder.imported !== "answer") result.push(this.#question(holder));
      }
      const question = isOwn ? turn : this.#questionOf(turn.question);
      if (question === null || turn.imported === "question") continue;
      result.push(this.#answer(turn, question.imported === "answer" ? this.#lastIdOf(question.parent) : question.id));
    }
    return result;
  }

  /** The id of turn `seq`'s last message; null for 0. */
  #lastIdOf(seq: number): string | null {
    if (seq === 0) return null;
    let id = this.#lastIds.get(seq);
    if (id === undefined) this.#lastIds.set(seq, (id = this.#sql.lastMessageId(seq)));
    return id;
  }

  /** The turns below turn `parent` that begin with a message of their own. */
  #beginningsBelow(parent: number): string[] {
    return this.#childrenOf(parent)
      .filter((child) => child.question === child.seq)
      .map((child) => (child.imported === "answer" ? answerIdOf(child.id) : child.id));
  }

  /** Everything that follows the same message as the turns below `parent` that begin with a message of their own. */
  #followersOf(parent: number): string[] {
    const last = this.#lastIdOf(parent);
    const bare = last === null || last.endsWith(ANSWER_ENDING) ? null : this.#questionOf(parent);
    return bare === null ? this.#beginningsBelow(parent) : this.#repliesTo(bare);
  }

  /** The answers to a question and the messages directly below it, for a turn that has this question. */
  #repliesTo({ parent, question }: Pick<TurnRow, "parent" | "question">): string[] {
    return this.#childrenOf(parent)
      .filter((child) => child.question === question)
      .flatMap((child) => (child.imported === "question" ? this.#beginningsBelow(child.seq) : [answerIdOf(child.id)]));
  }

  #questionOf(seq: number): Question | null {
    let question = this.#questions.get(seq);
    if (question === undefined) this.#questions.set(seq, (question = this.#sql.place(seq)));
    return question;
  }

  #childrenOf(parent: number): Child[] {
    let children = this.#children.get(parent);
    if (children === undefined) this.#children.set(parent, (children = this.#sql.childrenOf(parent)));
    return children;
  }

  #question(turn: TurnRow): Message {
    const siblings = this.#followersOf(turn.parent);
    return {
      id: turn.id,
      parentId: this.#lastIdOf(turn.parent),
      seq: turn.seq,
      role: "user",
      text: turn.text ?? "",
      ...(turn.files === null ? {} : { files: this.#sql.filesIn(turn.files).map(messageFileOf) }),
      status: turn.status === "queued" ? "queued" : "done",
      createdAt: isoOf(turn.created_at),
      ...(siblings.length > 1 ? { siblings } : {}),
    };
  }

  #answer(turn: TurnRow, parentId: string | null): Message {
    const siblings = turn.imported === "answer" && turn.question === turn.seq ? this.#followersOf(turn.parent) : this.#repliesTo(turn);
    const { status, problem } = outcomeIn(turn);
    const summary = summaryIn(turn.summary);
    const suggestions = storedSuggestionsIn(turn.suggestions);
    const rating = ratingIn(turn.rating);
    const steps = turn.rounds === 0 ? [] : stepsOf(this.#sql.stepsOf(turn.seq));
    const receipt = turn.status === "queued" ? null : costOf(this.#sql.receiptsOf(turn.seq));
    return {
      id: answerIdOf(turn.id),
      parentId,
      seq: turn.seq + 1,
      role: "assistant",
      text: turn.answer,
      ...(turn.reasoning === "" ? {} : { reasoning: turn.reasoning }),
      status,
      model: turn.model,
      createdAt: isoOf(turn.answered_at ?? turn.created_at),
      ...(turn.imported === null ? {} : { imported: true }),
      ...(turn.started_at === null ? {} : { startedAt: isoOf(turn.started_at) }),
      ...(turn.first_token_at === null ? {} : { firstTokenAt: isoOf(turn.first_token_at) }),
      ...(turn.reasoning_ended_at === null ? {} : { reasoningEndedAt: isoOf(turn.reasoning_ended_at) }),
      ...(turn.finished_at === null ? {} : { finishedAt: isoOf(turn.finished_at) }),
      ...(problem === null ? {} : { problem }),
      ...(turn.shortened === 0 ? {} : { shortened: true }),
      ...(turn.context_from === null ? {} : { contextFrom: this.#sql.turnId(turn.context_from) ?? parentId ?? "" }),
      ...(summary === null ? {} : { summary: { ...summary, at: isoOf(summary.at) } }),
      ...(suggestions.length === 0 ? {} : { suggestions }),
      ...(rating === null ? {} : { rating }),
      ...(receipt === null ? {} : { receipt }),
      ...(steps.length === 0 ? {} : { steps }),
      ...(siblings.length > 1 ? { siblings } : {}),
    };
  }
}
