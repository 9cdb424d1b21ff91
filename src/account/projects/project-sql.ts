/** The statements of a person's projects, with the rows they write (w) and read (r). */
import { CountedSql } from "../../storage/counted-sql.ts";

/** `cap`, `per`: null where it has no budget of its own. Times in milliseconds since the epoch, amounts in nano-dollars. */
export type ProjectRow = {
  id: string;
  name: string;
  instructions: string;
  model: string;
  cap: number | null;
  per: "month" | "total" | null;
  archived: number;
  created_at: number;
};

/** A budget for a period that only a newer version knows counts as one for all time: it refuses too early, never too late. */
const known = (row: ProjectRow): ProjectRow => ({ ...row, per: row.per === null || row.per === "month" ? row.per : "total" });

export class ProjectSql extends CountedSql {
  /** r: the person's projects */
  projects(): ProjectRow[] {
    return this.all<ProjectRow>("SELECT * FROM project ORDER BY name COLLATE NOCASE, id").map(known);
  }

  /** r 1 */
  project(id: string): ProjectRow | null {
    const row = this.first<ProjectRow>("SELECT * FROM project WHERE id = ?", id);
    return row === null ? null : known(row);
  }

  /** w 1 */
  insertProject(row: ProjectRow): void {
    this.insert("project", row);
  }

  /** w 1 */
  updateProject(id: string, change: Partial<ProjectRow>): void {
    const names = Object.keys(change);
    if (names.length > 0)
      this.all(`UPDATE project SET ${names.map((name) => `${name} = ?`).join(", ")} WHERE id = ?`, ...Object.values(change), id);
  }

  /** Its conversations, and the numbers of deleted ones, belong to no project from then on. w 1 for each, and 1 */
  deleteProject(id: string): void {
    this.all("UPDATE conversation SET project = NULL WHERE project = ?", id);
    this.all("DELETE FROM project WHERE id = ?", id);
  }

  /** Conversations in a project that are not deleted. r: this person's conversations */
  chatsIn(id: string, limit: number): string[] {
    return this.all<{ id: string }>("SELECT id FROM conversation WHERE project = ? AND deleted = 0 ORDER BY id LIMIT ?", id, limit).map(
      (row) => row.id,
    );
  }

  /** r: this person's conversations */
  counts(): Map<string, number> {
    const rows = this.all<{ project: string; n: number }>(
      "SELECT project, count(*) AS n FROM conversation WHERE deleted = 0 AND project IS NOT NULL GROUP BY project",
    );
    return new Map(rows.map(({ project, n }) => [project, n]));
  }

  /**
   * What its conversations have cost, in a month or (period null) in all, and whether all of that is simulated.
   * r: conversations that spent then, twice
   */
  spent(id: string, period: string | null): { nanoUsd: number; simulated: boolean } {
    const row = this.first<{ cost: number | null; real: number | null }>(
      `SELECT sum(spent.cost) AS cost, max(CASE WHEN spent.cost > 0 THEN conversation.simulated = 0 END) AS real
       FROM spent JOIN conversation ON conversation.id = spent.chat
       WHERE conversation.project = ?1 AND spent.period ${period === null ? ">= ?2" : "= ?2"}`,
      id,
      period ?? "",
    );
    return { nanoUsd: row?.cost ?? 0, simulated: row?.real === 0 };
  }

  /** What is kept back for calls of its conversations. r 2 for each hold */
  held(id: string): number {
    return (
      this.first<{ held: number | null }>(
        `SELECT sum(max(0, hold.cost - ifnull(hold.freed, 0))) AS held FROM hold LEFT JOIN conversation ON conversation.id = hold.chat
         WHERE CASE WHEN conversation.id IS NULL THEN hold.project ELSE conversation.project END = ?`,
        id,
      )?.held ?? 0
    );
  }

  /** Which of these conversations are in which project, deleted ones too. r 1 for each */
  projectsOf(chats: readonly string[]): Record<string, string> {
    const found = chats.map((chat) => [
      chat,
      this.first<{ project: string | null }>("SELECT project FROM conversation WHERE id = ?", chat)?.project,
    ]);
    return Object.fromEntries(found.filter(([, project]) => project != null));
  }
}
