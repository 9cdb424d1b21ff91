/** The statements of an answer's steps. sql.ts explains w, r and n. */
import { PageSql } from "./page-sql.ts";
import type { StepRow } from "./tables.ts";

export class StepSql extends PageSql {
  /** w 1 */
  insertStep(step: StepRow): void {
    this.insert("step", step);
  }

  /** w 1 */
  updateStep(turn: number, ordinal: number, change: Partial<StepRow>): void {
    const names = Object.keys(change);
    this.all(
      `UPDATE step SET ${names.map((name) => `${name} = ?`).join(", ")} WHERE turn = ? AND ordinal = ?`,
      ...Object.values(change),
      turn,
      ordinal,
    );
  }

  /** The last place in the log that a step of turn `from` or later has taken. r: steps from there on */
  lastStepChange(from: number): number {
    if (this.isEmpty("step")) return 0;
    return this.first<{ changed: number | null }>("SELECT max(changed) AS changed FROM step WHERE turn >= ?", from)?.changed ?? 0;
  }

  /** Where the words after an answer's last round begin, UTF-16 code units; 0: it has no rounds. r 1 */
  endOfRounds(turn: number): number {
    if (this.isEmpty("step")) return 0;
    return this.first<{ at: number }>("SELECT at FROM step WHERE turn = ? ORDER BY ordinal DESC LIMIT 1", turn)?.at ?? 0;
  }

  /** r n */
  stepsOf(turn: number): StepRow[] {
    if (this.isEmpty("step")) return [];
    return this.all<StepRow>("SELECT * FROM step WHERE turn = ? ORDER BY ordinal", turn);
  }
}
