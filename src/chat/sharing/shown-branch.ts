/**
 * The selected branch as a set of places in the log: what readers of a shared conversation may see. Read on demand; a turn
 * that follows the branch's end is added without reading the branch again.
 */
import type { ShareSql, BranchTurn } from "./share-sql.ts";

export class ShownBranch {
  readonly #sql: Pick<ShareSql, "branchTurn" | "branchTurns">;
  readonly #headOf: () => number;
  #head = -1;
  #turns: BranchTurn[] = [];
  readonly #messages = new Set<number>();
  /** The end of the branch as readers were sent it last. */
  #sent: number;

  /** @param headOf the turn that ends the branch now; 0: there is none */
  constructor(sql: Pick<ShareSql, "branchTurn" | "branchTurns">, headOf: () => number) {
    this.#sql = sql;
    this.#headOf = headOf;
    this.#sent = headOf();
  }

  /**
   * Turns that a selection has brought onto the branch since the last call; readers missed their changes. A turn that only
   * follows the end is left out. At most `limit`, the newest. r 2n of the branch before, where it moved
   */
  joined(limit: number): readonly BranchTurn[] {
    const sent = this.#sent;
    const head = (this.#sent = this.#headOf());
    if (sent === head || head === 0 || this.#sql.branchTurn(head)?.parent === sent) return [];
    const before = new Set(sent === 0 ? [] : this.#sql.branchTurns(sent).map(({ seq }) => seq));
    return this.turns.filter(({ seq }) => !before.has(seq)).slice(-limit);
  }

  /** Its turns, oldest first. */
  get turns(): readonly BranchTurn[] {
    this.#refresh();
    return this.#turns;
  }

  /** The number of its messages. */
  get length(): number {
    this.#refresh();
    return this.#messages.size;
  }

  /** Whether the message that entered the log at this place is on it. */
  has(messageSeq: number): boolean {
    this.#refresh();
    return this.#messages.has(messageSeq);
  }

  #refresh(): void {
    const head = this.#headOf();
    if (head === this.#head) return;
    const last = head === 0 ? null : this.#sql.branchTurn(head);
    if (last === null || last.parent !== this.#head || this.#head <= 0) {
      this.#turns = last === null ? [] : this.#sql.branchTurns(head);
      this.#messages.clear();
      for (const turn of this.#turns) this.#enter(turn);
    } else {
      this.#turns.push(last);
      this.#enter(last);
    }
    this.#head = head;
  }

  #enter({ seq, question, imported }: BranchTurn): void {
    if (imported !== "answer") this.#messages.add(question);
    // A turn takes two places: its question's, and the next for its answer.
    if (imported !== "question") this.#messages.add(seq + 1);
  }
}
