/**
 * A person's projects: what their conversations begin with and may cost together. A project's budget counts holds, like the
 * person's, and is checked in the same transaction, so that conversations of one project cannot overspend it together (invariant 8).
 * All that a conversation has cost counts for the project it belongs to now.
 */
import type { z } from "zod";
import { failed, type Result } from "../../protocol/problem.ts";
import { MAX_PROJECTS, type createProjectBody, type patchProjectBody, type Project } from "../../protocol/projects.ts";
import type { Database } from "../../storage/database.ts";
import { periodOf, remaining, withChange, type Money, type Spent } from "../wallet.ts";
import { ProjectSql, type ProjectRow } from "./project-sql.ts";

const NOT_FOUND = failed({ reason: "not-found" });

export class Projects {
  readonly #sql: ProjectSql;
  readonly #now: () => number;
  /** Spend by project and period, in memory, because every hold needs it. */
  readonly #spent = new Map<string, Spent>();

  constructor(sql: Database, now: () => number) {
    this.#sql = new ProjectSql(sql);
    this.#now = now;
  }

  list(): Project[] {
    const counts = this.#sql.counts();
    return this.#sql.projects().map((row) => this.#view(row, counts.get(row.id) ?? 0));
  }

  find(id: string): Project | null {
    const row = this.#sql.project(id);
    return row === null ? null : this.#view(row, this.#sql.counts().get(id) ?? 0);
  }

  has(id: string): boolean {
    return this.#sql.project(id) !== null;
  }

  /** With an id that exists, returns the project as it is. w 1 */
  create(id: string, body: z.infer<typeof createProjectBody>): Result<{ created: boolean; project: Project }> {
    const known = this.find(id);
    if (known !== null) return { ok: true, value: { created: false, project: known } };
    if (this.#sql.projects().length >= MAX_PROJECTS)
      return failed({ reason: "conflict", detail: `There are ${MAX_PROJECTS} projects already. Delete one first.` });
    const row: ProjectRow = {
      id,
      name: body.name,
      instructions: body.instructions ?? "",
      model: body.model ?? "",
      cap: body.budget?.limitNanoUsd ?? null,
      per: body.budget?.per ?? null,
      archived: 0,
      created_at: this.#now(),
    };
    this.#sql.insertProject(row);
    return { ok: true, value: { created: true, project: this.#view(row, 0) } };
  }

  /** w 1 */
  change(id: string, { name, instructions, model, budget, archived }: z.infer<typeof patchProjectBody>): Result<Project> {
    if (!this.has(id)) return NOT_FOUND;
    this.#sql.updateProject(id, {
      ...(name === undefined ? {} : { name }),
      ...(instructions === undefined ? {} : { instructions }),
      ...(model === undefined ? {} : { model }),
      ...(budget === undefined ? {} : { cap: budget?.limitNanoUsd ?? null, per: budget?.per ?? null }),
      ...(archived === undefined ? {} : { archived: archived ? 1 : 0 }),
    });
    const changed = this.find(id);
    return changed === null ? NOT_FOUND : { ok: true, value: changed };
  }

  remove(id: string): void {
    this.#sql.deleteProject(id);
  }

  /** The settings that its new conversations begin with; null: there is no such project. */
  beginning(id: string): { instructions: string; model: string } | null {
    return this.#sql.project(id);
  }

  projectsOf(chats: readonly string[]): Record<string, string> {
    return this.#sql.projectsOf(chats);
  }

  chatsIn(id: string, limit: number): string[] {
    return this.#sql.chatsIn(id, limit);
  }

  /** What a project's budget leaves for a call; null: it has none, or there is no such project. */
  leftOf(id: string | null): { leftNanoUsd: number; per: "month" | "total" } | null {
    const row = id === null ? null : this.#sql.project(id);
    if (row === null || row.cap === null || row.per === null) return null;
    return { leftNanoUsd: remaining(this.#money(row, row.cap)), per: row.per };
  }

  /** Updates the sums in memory: a conversation's spend in a month has changed. */
  spent(id: string | null, period: string, beforeNanoUsd: number, afterNanoUsd: number, isReal: boolean): void {
    for (const key of [`${id} ${period}`, `${id} null`]) {
      const sum = this.#spent.get(key);
      const changed = sum === undefined ? null : withChange(sum, beforeNanoUsd, afterNanoUsd, isReal);
      if (changed === null) this.#spent.delete(key);
      else this.#spent.set(key, changed);
    }
  }

  /** Forgets the sums in memory: a conversation was moved, or a transaction was rolled back. */
  changed(): void {
    this.#spent.clear();
  }

  #money(row: ProjectRow, limitNanoUsd: number): Money {
    return { limitNanoUsd, spentNanoUsd: this.#spentOf(row).nanoUsd, heldNanoUsd: this.#sql.held(row.id) };
  }

  #spentOf({ id, per }: ProjectRow): Spent {
    const period = per === "month" ? periodOf(this.#now()) : null;
    const key = `${id} ${period}`;
    let spent = this.#spent.get(key);
    if (spent === undefined) this.#spent.set(key, (spent = this.#sql.spent(id, period)));
    return spent;
  }

  #view(row: ProjectRow, chats: number): Project {
    const { nanoUsd: spentNanoUsd, simulated } = this.#spentOf(row);
    const heldNanoUsd = this.#sql.held(row.id);
    const budget = row.cap === null || row.per === null ? null : { limitNanoUsd: row.cap, per: row.per };
    return {
      id: row.id,
      name: row.name,
      instructions: row.instructions,
      model: row.model,
      budget,
      archived: row.archived === 1,
      createdAt: new Date(row.created_at).toISOString(),
      chats,
      spentNanoUsd,
      heldNanoUsd,
      remainingNanoUsd: budget === null ? null : remaining({ limitNanoUsd: budget.limitNanoUsd, spentNanoUsd, heldNanoUsd }),
      simulated,
    };
  }
}
