/** The statements of an answer's steps. The legend of rows stands in sql.ts. */
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

  /** r n */
  stepsOf(turn: number): StepRow[] {
    return this.all<StepRow>("SELECT * FROM step WHERE turn = ? ORDER BY ordinal", turn);
  }
}
