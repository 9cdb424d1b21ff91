/** What is spent of a budget as one bar. The figures are a `<meter>` for those who listen; the drawing is for the others. */
import type { Wallet } from "../../src/protocol/http.ts";
import { percentOf } from "../format/money.ts";
import { formatDate } from "../format/time.ts";
import { words } from "../words/words.ts";

export interface BudgetLevel {
  usedPercent: number;
  /** `over`: nothing is left. */
  level: "fine" | "warning" | "over";
}

/** What is not spent yet, in nano-dollars. What is set aside for running answers counts: most of it comes back. */
export function leftOf(wallet: Pick<Wallet, "limitNanoUsd" | "spentNanoUsd">): number {
  return Math.max(0, wallet.limitNanoUsd - wallet.spentNanoUsd);
}

export function budgetLevel(wallet: Wallet): BudgetLevel {
  const usedPercent = percentOf(wallet.spentNanoUsd, wallet.limitNanoUsd);
  return { usedPercent, level: leftOf(wallet) <= 0 ? "over" : wallet.warning ? "warning" : "fine" };
}

/** `it renews on Dec 1, 2026 (UTC)`. */
export function renewal(wallet: Pick<Wallet, "renewsAt">): string {
  return words.ui.renews(formatDate(wallet.renewsAt.slice(0, 10)));
}

const FILL = { fine: "bg-accent", warning: "bg-warn", over: "bg-danger" };
/** Words in the colour of the level. */
export const LEVEL_TEXT = { fine: "text-faint", warning: "text-warn", over: "text-danger" };

export function BudgetBar({ wallet, className }: { wallet: Wallet; className: string }) {
  const { usedPercent, level } = budgetLevel(wallet);
  const shown = Math.min(100, usedPercent);
  return (
    <>
      <meter className="sr-only" aria-label={words.ui.budgetMeter} min={0} max={100} value={Math.round(shown)} />
      <span aria-hidden="true" className={`flex overflow-hidden rounded-full bg-hover ${className}`}>
        <span className={`${FILL[level]} transition-[width]`} style={{ width: `${shown}%` }} />
      </span>
    </>
  );
}
