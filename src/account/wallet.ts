/**
 * The wallet's decisions, pure. A hold is an upper bound of what a running model call can cost; because holds count as
 * spent, parallel conversations cannot overspend (invariant 8).
 */
import type { Wallet } from "../protocol/http.ts";
import { WARN_AT_PERCENT } from "../protocol/limits.ts";
import { renewsAt, type ChatReport } from "../protocol/wallet.ts";

export type Money = { limitNanoUsd: number; spentNanoUsd: number; heldNanoUsd: number };

/** The month, UTC: `2026-11`. */
export const periodOf = (ms: number): string => new Date(ms).toISOString().slice(0, 7);

export const remaining = (money: Money): number => Math.max(0, money.limitNanoUsd - money.spentNanoUsd - money.heldNanoUsd);

/** What a hold still keeps back: all of it while the call runs, afterwards what its estimate left. */
export const stillHeld = (hold: { cost: number; freed: number | null }): number => Math.max(0, hold.cost - (hold.freed ?? 0));

/**
 * Whether a hold was asked for after a report was made, so that the report cannot release it. Messages of one wake of the
 * object are numbered (`Place`); between two wakes their times decide. Where neither decides, the hold stays: a later report,
 * or the check whether it is still needed, releases it.
 */
export function isAskedAfter(
  hold: { at: number; asker: string | null; nth: number | null },
  report: Pick<ChatReport, "atMs" | "place">,
): boolean {
  if (report.place !== undefined && hold.nth !== null && hold.asker === report.place.by) return hold.nth > report.place.nth;
  if (report.atMs === undefined) return false;
  return report.place === undefined || hold.nth === null ? hold.at > report.atMs : hold.at >= report.atMs;
}

/** How much of a hold is released once its call is booked by estimate: all but what the log may still add. Nano-dollars. */
export function freedOf(heldNanoUsd: number, run: { costNanoUsd: number; mostNanoUsd: number | null }): number {
  const most = Math.min(heldNanoUsd, run.mostNanoUsd ?? heldNanoUsd);
  return heldNanoUsd - Math.max(0, most - run.costNanoUsd);
}

/** How much of the limit is spent, in whole per cent, rounded down; 100 where there is no budget. */
export function percentSpent(money: { limitNanoUsd: number; spentNanoUsd: number }): number {
  if (money.limitNanoUsd <= 0) return 100;
  return Number((BigInt(money.spentNanoUsd) * 100n) / BigInt(money.limitNanoUsd));
}

/** How much of `worst` is held: all of it, or what is left when that is at least `least`; null: refused. */
export function decideHold(money: Money, worstNanoUsd: number, leastNanoUsd: number): number | null {
  const left = remaining(money);
  if (worstNanoUsd <= left) return worstNanoUsd;
  return left >= leastNanoUsd && left > 0 ? left : null;
}

/** What a month or a project has spent; `simulated`: it is more than 0, and all of it simulated. */
export type Spent = { nanoUsd: number; simulated: boolean };

/**
 * A sum after one conversation's part of it has changed; null where it must be read again, because perhaps only simulated
 * spend is left. @param isReal that conversation's spend is not simulated, and was not before either
 */
export function withChange(sum: Spent, beforeNanoUsd: number, afterNanoUsd: number, isReal: boolean): Spent | null {
  const nanoUsd = sum.nanoUsd - beforeNanoUsd + afterNanoUsd;
  if (!isReal) return { nanoUsd, simulated: nanoUsd > 0 && (sum.simulated || sum.nanoUsd === 0) };
  if (afterNanoUsd > 0) return { nanoUsd, simulated: false };
  return beforeNanoUsd > 0 ? null : { ...sum, nanoUsd };
}

/** @param simulated all that was spent this month is */
export function publicWallet(money: Money, nowMs: number, simulated = false): Wallet {
  return {
    period: periodOf(nowMs),
    ...money,
    remainingNanoUsd: remaining(money),
    warning: percentSpent(money) >= WARN_AT_PERCENT,
    renewsAt: renewsAt(nowMs),
    simulated,
  };
}
