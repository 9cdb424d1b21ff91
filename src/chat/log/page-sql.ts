/**
 * The statements behind pages, windows and branches: places and sizes, before any text is read. sql.ts explains w, r and n.
 */
import { FileSql } from "../files/sql.ts";
import type { ReceiptRow, TurnRow } from "./tables.ts";

/** A turn's place and the UTF-8 bytes of its texts. */
export type TurnSize = { seq: number; bytes: number };
/** Counted without reading the texts; what steps of tools show is guessed. */
const BYTES =
  "(ifnull(octet_length(turn.text), 0) + octet_length(turn.answer) + octet_length(turn.reasoning) + ifnull(octet_length(turn.summary), 0) + ifnull(octet_length(turn.rating), 0) + 2000 * turn.rounds)";

export class PageSql extends FileSql {
  /** The id alone, for texts may be large. r 1 */
  turnId(seq: number): string | null {
    return this.first<{ id: string }>("SELECT id FROM turn WHERE seq = ?", seq)?.id ?? null;
  }

  /** The id of a turn's last message: its answer's, or its question's where it has no answer. r 1, or 2 */
  lastMessageId(seq: number): string | null {
    return (
      this.first<{ id: string }>(
        `SELECT CASE imported WHEN 'question' THEN (SELECT holder.id FROM turn AS holder WHERE holder.seq = turn.question) ELSE id || '.a' END AS id
         FROM turn WHERE seq = ?`,
        seq,
      )?.id ?? null
    );
  }

  /** A turn's place in the tree, without its texts. r 1 */
  place(seq: number): Pick<TurnRow, "seq" | "id" | "parent" | "question" | "imported"> | null {
    return this.first("SELECT seq, id, parent, question, imported FROM turn WHERE seq = ?", seq);
  }

  /** The last turn of the branch below turn `seq`, following the newest child of each turn. r 1 for each level */
  newestEnd(seq: number): number {
    return (
      this.first<{ seq: number | null }>(
        `WITH RECURSIVE down (seq) AS (
           SELECT ?1
           UNION ALL
           SELECT (SELECT max(turn.seq) FROM turn WHERE turn.parent = down.seq) FROM down WHERE down.seq IS NOT NULL
         )
         SELECT max(seq) AS seq FROM down`,
        seq,
      )?.seq ?? seq
    );
  }

  /** The branch that ends in turn `seq`, newest first: how large each turn is. r 2n */
  pathSizes(seq: number, limit: number): TurnSize[] {
    return this.all<TurnSize>(
      `WITH RECURSIVE path (seq, parent, bytes, depth) AS (
         SELECT seq, parent, ${BYTES}, 1 FROM turn WHERE seq = ?1
         UNION ALL
         SELECT turn.seq, turn.parent, ${BYTES}, path.depth + 1 FROM path JOIN turn ON turn.seq = path.parent WHERE path.depth < ?2
       )
       SELECT seq, bytes FROM path ORDER BY depth`,
      seq,
      limit,
    );
  }

  /** Turns that entered after `seq`, oldest first, and how large each is. r n */
  sizesAfter(seq: number, limit: number): TurnSize[] {
    return this.all<TurnSize>(`SELECT seq, ${BYTES} AS bytes FROM turn WHERE seq > ? ORDER BY seq LIMIT ?`, seq, limit);
  }

  /** Of the `among` turns that had entered by `seq`, those that changed after it, or whose steps did, and how large each is. r `among` */
  sizesChangedAfter(seq: number, among: number): TurnSize[] {
    return this.all<TurnSize>(
      `SELECT seq, bytes FROM (SELECT seq, changed, rounds, ${BYTES} AS bytes FROM turn WHERE seq <= ?1 ORDER BY seq DESC LIMIT ?2) AS recent
       WHERE changed > ?1 OR (rounds > 0 AND EXISTS (SELECT 1 FROM step WHERE step.turn = recent.seq AND step.changed > ?1)) ORDER BY seq`,
      seq,
      among,
    );
  }

  /**
   * Turns that changed after place `after` in the order of their changes, and how large each is: among those that entered
   * after it, and those from turn `from` on. r: those turns
   */
  sizesIndexable(after: number, limit: number, from: number): (TurnSize & { changed: number })[] {
    return this.all(
      `SELECT seq, changed, ${BYTES} AS bytes FROM turn WHERE seq >= min(?1, ?2) AND changed > ?1 ORDER BY changed LIMIT ?3`,
      after,
      from,
      limit,
    );
  }

  /** The newest turns before `seq` that have a message of their own, newest first. r n, and those between that have none */
  seqsBefore(seq: number, limit: number): number[] {
    return this.all<{ seq: number }>(
      `SELECT seq FROM turn WHERE seq < ? AND (question = seq OR ifnull(imported, 'turn') <> 'question') ORDER BY seq DESC LIMIT ?`,
      seq,
      limit,
    ).map((row) => row.seq);
  }

  /** Receipts in the order of their calls' ends, after the given one. r: every receipt (an index for this alone would cost a row for each) */
  receiptsAfter(after: { at: number; callId: string }, limit: number): ReceiptRow[] {
    return this.all<ReceiptRow>(
      "SELECT * FROM receipt WHERE (at, call_id) > (?, ?) ORDER BY at, call_id LIMIT ?",
      after.at,
      after.callId,
      limit,
    );
  }
}
