/**
 * The period after which a person's old conversations are deleted. A decision and its bounds; the object does the rest.
 * Numbers stay: a deletion by age is the deletion the person could have asked for.
 */

/** Once a day, in a quiet hour: after midnight UTC. Milliseconds. */
const SWEEP_AT_MS = (3 * 60 + 17) * 60_000;
/** Conversations deleted in one run; what is left goes in the next, which comes so soon. Milliseconds. */
export const MAX_PER_SWEEP = 200;
export const SWEEP_ON_MS = 60_000;
const DAY_MS = 86_400_000;

/** The period that holds: what was chosen (null: kept), within an administrator's limit. */
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
  /** @param ms since when nothing changed @param pinnedMs the same for pinned ones; null: they are left out */
  unchangedSince(ms: number, pinnedMs: number | null, limit: number): { id: string }[];
  /** True when it is gone. */
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
