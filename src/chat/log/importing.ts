/**
 * Writes an imported conversation in one transaction, so that a crash leaves all of it or nothing. Text, tree, order and
 * times come from the import; receipts, costs, the owner and ids of calls never do (invariant 15).
 */
import { fileId } from "../../protocol/files.ts";
import type { ImportedChat, ImportedTurn, ImportedTurns } from "../../protocol/transfer.ts";
import { writeTaken, type TakenFile } from "../files/taking.ts";
import { filesColumn } from "../files/sql.ts";
import type { ChatSql } from "./sql.ts";
import { ratingColumn } from "./rating.ts";
import { WITHOUT_CALL, type TurnRow } from "./tables.ts";

export type ImportTarget = {
  owner: string;
  /** The model for new questions, one that this server offers. */
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
  // Where the shown branch does not end in the last turn, somebody selected it afterwards.
  const selected = chat.head === null || chat.head === turns.length - 1 ? null : chat.head;
  const seq = selected === null ? 2 * turns.length : seqOf(turns.length);
  sql.create({
    id: chat.id,
    owner,
    title: chat.title,
    // Counts as named by a person, so that no model is paid for a title of an imported conversation.
    titled_by: "person",
    model,
    system: chat.system,
    temporary: 0,
    created_at: chat.createdAt,
    cap: null,
    effort: null,
    tools: null,
    // Not reported to the person's object yet, so the alarm will do it: the list gets the conversation even if the import
    // that made it was interrupted.
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

/** @param idOf the id that a file of the document has here; an empty list where it was left out */
function rowOf(turn: ImportedTurn, index: number, idOf: (id: string) => string | string[]): TurnRow {
  const seq = seqOf(index);
  return {
    ...WITHOUT_CALL,
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
    finished_at: turn.answeredAt,
    changed: seq + 1,
    summary: null,
    suggestions: null,
    rating: ratingColumn(turn.rating ?? null),
    imported: shapeOf(turn),
    answered_at: turn.answeredAt,
    files: filesColumn([...new Set((turn.files ?? []).flatMap(idOf))]),
  };
}

function shapeOf({ text, answer, question }: ImportedTurn): NonNullable<TurnRow["imported"]> {
  if (answer === null) return "question";
  return text === null && question === null ? "answer" : "turn";
}
