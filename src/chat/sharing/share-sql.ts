/** The statements of shares and of the branch that readers see. log/sql.ts explains w, r and n. */
import { StepSql } from "../log/step-sql.ts";
import type { TurnRow } from "../log/tables.ts";

/**
 * `entering`: not in the directory yet; `open`: in the directory; `leaving`: revoked or expired, and still to be removed from
 * the directory. Times in milliseconds since the epoch.
 */
export type ShareRow = { id: string; with_costs: number; until: number | null; created_at: number; state: "entering" | "open" | "leaving" };

/** A turn of a branch: its place, that of the turn that holds its question, and which half it has where it was imported. */
export type BranchTurn = Pick<TurnRow, "seq" | "question" | "imported">;

export class ShareSql extends StepSql {
  /** w 1 */
  insertShare(share: ShareRow): void {
    this.insert("share", share);
  }

  /** r: all of this conversation's shares, MAX_SHARES at most */
  shares(): ShareRow[] {
    if (this.isEmpty("share")) return [];
    return this.all<ShareRow>("SELECT * FROM share ORDER BY created_at, id");
  }

  /** r 1 */
  share(id: string): ShareRow | null {
    if (this.isEmpty("share")) return null;
    return this.first<ShareRow>("SELECT * FROM share WHERE id = ?", id);
  }

  /** w 1 */
  setShareState(id: string, state: ShareRow["state"]): void {
    this.all("UPDATE share SET state = ? WHERE id = ?", state, id);
  }

  /** w 1 */
  deleteShare(id: string): void {
    this.all("DELETE FROM share WHERE id = ?", id);
  }

  /** Turns whose question holds a file. r: turns with files */
  turnsWithFile(fileId: string): number[] {
    return this.all<{ seq: number }>("SELECT seq FROM turn WHERE files IS NOT NULL AND instr(files, ?) > 0", fileId).map(({ seq }) => seq);
  }

  /** r 1 */
  branchTurn(seq: number): (BranchTurn & { parent: number }) | null {
    return this.first("SELECT seq, question, imported, parent FROM turn WHERE seq = ?", seq);
  }

  /** The branch that ends in turn `seq`, oldest first, without its texts. r 2n */
  branchTurns(seq: number): BranchTurn[] {
    return this.all<BranchTurn>(
      `WITH RECURSIVE path (seq, question, imported, parent, depth) AS (
         SELECT seq, question, imported, parent, 1 FROM turn WHERE seq = ?1
         UNION ALL
         SELECT turn.seq, turn.question, turn.imported, turn.parent, path.depth + 1 FROM path JOIN turn ON turn.seq = path.parent
       )
       SELECT seq, question, imported FROM path ORDER BY depth DESC`,
      seq,
    );
  }
}
