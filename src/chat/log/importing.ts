/**
 * A conversation made of what another place exported: all of it in one transaction, so that a crash leaves it whole or
 * not there. Words, tree, order and times come from outside; receipts, costs, owner and ids of calls never (invariant 15).
 */
import { fileId } from "../../protocol/files.ts";
import type { ImportedChat, ImportedTurn, ImportedTurns } from "../../protocol/transfer.ts";
import { writeTaken, type TakenFile } from "../files/taking.ts";
import { filesColumn } from "../files/sql.ts";
import type { ChatSql } from "./sql.ts";
import { ratingColumn } from "./rating.ts";
import type { TurnRow } from "./tables.ts";

export type ImportTarget = {
  owner: string;
  /** A model that may be asked here: new questions go to it. */
  model: string;
};

/** Writes the tables of a new conversation. w 3 a turn, and those of a conversation */
export function writeImported(
  sql: ChatSql,
  { owner, model }: ImportTarget,
  chat: ImportedChat,
  turns: ImportedTurns,
  files: readonly TakenFile[] = [],
  hasMoreFiles = false,
): void {
  // An earlier answer that is shown was selected after the last one.
  const selected = chat.head === null || chat.head === turns.length - 1 ? null : chat.head;
  const seq = selected === null ? 2 * turns.length : seqOf(turns.length);
  sql.create({
    id: chat.id,
    owner,
    title: chat.title,
    // It is named for good: no model is paid for a title of what was said elsewhere.
    titled_by: "person",
    model,
    system: chat.system,
    temporary: 0,
    created_at: chat.createdAt,
    cap: null,
    effort: null,
    tools: null,
    // The person's object has not heard of this place in the log, so that the alarm tells it: the list knows the
    // conversation whatever became of the import that made it.
    seq,
  });
  const idsOf = writeTaken(sql, files, chat.updatedAt);
  let index = 0;
  for (const turn of turns) {
    sql.insertTurn(rowOf(turn, index, (id) => idsOf.get(id) ?? (hasMoreFiles && isFileId(id) ? id : [])));
    index += 1;
  }
  if (selected !== null) sql.updateChat({ selected: seqOf(selected), selected_at: seq });
}

/** A turn takes two places in the log: its question's and its answer's. */
const seqOf = (index: number): number => 2 * index + 1;

const isFileId = (id: string): boolean => fileId.safeParse(id).success;

/** @param idOf what a file is called here; nothing: it is left out */
function rowOf(turn: ImportedTurn, index: number, idOf: (id: string) => string | string[]): TurnRow {
  const seq = seqOf(index);
  return {
    seq,
    id: turn.id,
    parent: turn.parent === null ? 0 : seqOf(turn.parent),
    question: turn.question === null ? seq : seqOf(turn.question),
    text: turn.text,
    answer: turn.answer ?? "",
    reasoning: turn.reasoning,
    status: turn.status,
    model: turn.model,
    created_at: turn.askedAt,
    started_at: null,
    finished_at: turn.answeredAt,
    first_token_at: null,
    reasoning_ended_at: null,
    problem: null,
    shortened: 0,
    cap: null,
    call_id: null,
    log_id: null,
    run_id: null,
    prompt_tokens: 0,
    held: 0,
    changed: seq + 1,
    effort: null,
    context_from: null,
    summary: null,
    suggestions: null,
    rating: ratingColumn(turn.rating ?? null),
    imported: shapeOf(turn),
    answered_at: turn.answeredAt,
    files: filesColumn([...new Set((turn.files ?? []).flatMap(idOf))]),
    tools: null,
    rounds: 0,
    most: null,
  };
}

function shapeOf({ text, answer, question }: ImportedTurn): NonNullable<TurnRow["imported"]> {
  if (answer === null) return "question";
  return text === null && question === null ? "answer" : "turn";
}
