/**
 * The period after which a person's old conversations are deleted, and which ones are due. The deletion itself is the same
 * as one by the person: the books' numbers stay.
 */

/** Once a day, in a quiet hour: after midnight UTC. Milliseconds. */
const SWEEP_AT_MS = (3 * 60 + 17) * 60_000;
/** Conversations deleted in one run, and the wait before the next one where some are left (milliseconds). */
export const MAX_PER_SWEEP = 200;
export const SWEEP_ON_MS = 60_000;
const DAY_MS = 86_400_000;

/** The effective period in days: the person's choice (null: keep), within an administrator's limit. */
export function periodWithin(days: number | null, limitDays: number | null): number | null {
  return limitDays === null ? days : Math.min(days ?? limitDays, limitDays);
}

/** When old conversations are deleted next. Milliseconds since the epoch. */
export function nextSweep(nowMs: number): number {
  const today = Math.floor(nowMs / DAY_MS) * DAY_MS + SWEEP_AT_MS;
  return today > nowMs ? today : today + DAY_MS;
}

export type SweepPorts = {
  nowMs: number;
  /** Days without a message. */
  days: number;
  /** Days after which pinned conversations go as well; null: they stay. */
  limitDays: number | null;
  /** Conversations without a change since `ms`, oldest first. @param pinnedMs the same for pinned ones; null: leave them out */
  unchangedSince(ms: number, pinnedMs: number | null, limit: number): { id: string }[];
  /** @returns true when it was deleted */
  remove(id: string): Promise<boolean>;
};

/** Deletes what is older than the period, oldest first; returns how many went. One that fails is tried the next day. */
export async function sweep({ nowMs, days, limitDays, unchangedSince, remove }: SweepPorts): Promise<number> {
  let removed = 0;
  const pinnedMs = limitDays === null ? null : nowMs - limitDays * DAY_MS;
  for (const { id } of unchangedSince(nowMs - days * DAY_MS, pinnedMs, MAX_PER_SWEEP)) {
    const isGone = await remove(id).catch(() => false);
    if (isGone) removed += 1;
  }
  return removed;
}
