/**
 * A person's settings: their own preferences, the models an administrator lets them use, and the daily deletion of
 * conversations that are older than they want to keep.
 */
import type { Preferences } from "../protocol/http.ts";
import { failed, invalid, type Result } from "../protocol/problem.ts";
import type { Alarm } from "../storage/alarm.ts";
import { MAX_PER_SWEEP, nextSweep, periodWithin, sweep, SWEEP_ON_MS } from "./retention.ts";
import type { AccountSql } from "./sql.ts";
import { preferencesIn, withPreferences } from "./stored-preferences.ts";
import type { AllowanceRow } from "./tables.ts";

export interface SettingsWorld {
  now(): number;
  /** Days after which conversations are deleted where the person has chosen no period; null: never. */
  readonly retentionDays: number | null;
  /** The longest period in days that anybody may choose; null: no limit. */
  readonly retentionLimitDays: number | null;
}

export class PersonSettings {
  readonly #tables: AccountSql;
  readonly #alarm: Alarm;
  readonly #world: SettingsWorld;
  /** In memory, because every hold reads both. */
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
    return (this.#preferences ??= this.#read(this.#tables.person().preferences));
  }

  /** Reads preferences; a period chosen before an administrator set a limit is cut to that limit. */
  #read(column: string): Preferences {
    const { retentionDays, retentionLimitDays } = this.#world;
    const preferences = preferencesIn(column, retentionDays);
    return { ...preferences, retentionDays: periodWithin(preferences.retentionDays, retentionLimitDays) };
  }

  /** w 1 */
  setPreferences(change: Partial<Preferences>): Result<Preferences> {
    const { retentionLimitDays: limit } = this.#world;
    const { retentionDays: wished } = change;
    if (limit !== null && wished !== undefined && (wished === null || wished > limit))
      return failed(invalid("preferences.retentionDays", `an administrator has set ${limit} days at most`));
    const stored = withPreferences(this.#tables.person().preferences, change);
    const preferences = this.#read(stored);
    this.#tables.setPreferences(stored, preferences.retentionDays === null ? null : nextSweep(this.#world.now()));
    this.#preferences = preferences;
    this.planSweep();
    return { ok: true, value: preferences };
  }

  /** The preferences were deleted. */
  preferencesAreGone(): void {
    this.#preferences = null;
    this.planSweep();
  }

  /** Sets the alarm for the next deletion of old conversations. Called on every wake as well, in case a crash prevented it. */
  planSweep(): void {
    let { sweep_at: atMs } = this.#tables.person();
    // Without a choice of the person's the administrator's period applies.
    if (atMs === null && this.preferences().retentionDays !== null) this.#tables.setSweep((atMs = nextSweep(this.#world.now())));
    if (atMs !== null) void this.#alarm.wakeNoLaterThan(atMs);
  }

  /** By alarm. @param run deletes */
  async sweepWhenDue(run: () => Promise<number>): Promise<void> {
    const { sweep_at: atMs } = this.#tables.person();
    if (atMs !== null && atMs <= this.#world.now()) {
      const removed = await run();
      const nowMs = this.#world.now();
      // One run may not reach all of them.
      this.#tables.setSweep(removed < MAX_PER_SWEEP ? nextSweep(nowMs) : nowMs + SWEEP_ON_MS);
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
      limitDays: this.#world.retentionLimitDays,
      unchangedSince: (ms, pinnedMs, limit) => this.#tables.unchangedSince(ms, pinnedMs, limit).filter(({ id }) => !running.has(id)),
      remove,
    });
  }
}
