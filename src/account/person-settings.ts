/**
 * What is set for one person: their own preferences, the models an administrator lets them ask, and with the first the
 * daily deletion of what is older than they want to keep.
 */
import type { Preferences } from "../protocol/http.ts";
import type { Alarm } from "../storage/alarm.ts";
import { nextSweep, sweep } from "./retention.ts";
import type { AccountSql } from "./sql.ts";
import { preferencesIn, withPreferences } from "./stored-preferences.ts";
import type { AllowanceRow } from "./tables.ts";

export interface SettingsWorld {
  now(): number;
  /** After how many days conversations go of whoever has chosen nothing; null: never. */
  readonly retentionDays: number | null;
}

export class PersonSettings {
  readonly #tables: AccountSql;
  readonly #alarm: Alarm;
  readonly #world: SettingsWorld;
  /** Every hold asks for both. */
  #allowance: AllowanceRow | null = null;
  #preferences: Preferences | null = null;

  constructor(tables: AccountSql, alarm: Alarm, world: SettingsWorld) {
    this.#tables = tables;
    this.#alarm = alarm;
    this.#world = world;
  }

  /** Which models an administrator lets this person ask. */
  allowance(): AllowanceRow {
    return (this.#allowance ??= this.#tables.allowance());
  }

  /** w 1 */
  setAllowance(allowance: AllowanceRow): void {
    this.#tables.setAllowance(allowance);
    this.#allowance = allowance;
  }

  preferences(): Preferences {
    return (this.#preferences ??= preferencesIn(this.#tables.person().preferences, this.#world.retentionDays));
  }

  /** w 1 */
  setPreferences(change: Partial<Preferences>): Preferences {
    const stored = withPreferences(this.#tables.person().preferences, change);
    const preferences = preferencesIn(stored, this.#world.retentionDays);
    this.#tables.setPreferences(stored, preferences.retentionDays === null ? null : nextSweep(this.#world.now()));
    this.#preferences = preferences;
    this.planSweep();
    return preferences;
  }

  /** The preferences were deleted. */
  preferencesAreGone(): void {
    this.#preferences = null;
    this.planSweep();
  }

  /** The alarm that deletes what is older than the person's period. Asked for on every wake too: a crash may have kept it off. */
  planSweep(): void {
    let { sweep_at: atMs } = this.#tables.person();
    // The administrators' period holds for whoever has chosen none.
    if (atMs === null && this.preferences().retentionDays !== null) this.#tables.setSweep((atMs = nextSweep(this.#world.now())));
    if (atMs !== null) void this.#alarm.wakeNoLaterThan(atMs);
  }

  /** By alarm. @param run deletes */
  async sweepWhenDue(run: () => Promise<unknown>): Promise<void> {
    const { sweep_at: atMs } = this.#tables.person();
    if (atMs !== null && atMs <= this.#world.now()) {
      await run();
      this.#tables.setSweep(nextSweep(this.#world.now()));
    }
    this.planSweep();
  }

  /**
   * Deletes conversations older than the person's period; returns how many went.
   * @param running conversations that are not touched. @param remove true when it is gone
   */
  async sweep(running: ReadonlySet<string>, remove: (id: string) => Promise<boolean>): Promise<number> {
    const days = this.preferences().retentionDays;
    if (days === null) return 0;
    return sweep({
      nowMs: this.#world.now(),
      days,
      unchangedSince: (ms, limit) => this.#tables.unchangedSince(ms, limit).filter(({ id }) => !running.has(id)),
      remove,
    });
  }
}
