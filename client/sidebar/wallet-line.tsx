/** What is spent of this month's budget, as a sentence and a bar. From 80 % on it warns. */
import { Link } from "wouter";
import { useAccount } from "../account/account.tsx";
import { formatMoney, formatMoneyExact, percentOf } from "../format/money.ts";

/** Per cent of the budget from which the line warns. */
export const WARN_AT_PERCENT = 80;

export function WalletLine() {
  const { wallet } = useAccount();
  if (wallet === null)
    return (
      <div className="px-3 py-2" aria-hidden="true">
        <div className="skeleton h-4 w-2/3" />
        <div className="mt-2 h-1.5" />
      </div>
    );
  const used = percentOf(wallet.spentNanoUsd, wallet.limitNanoUsd);
  const held = percentOf(wallet.heldNanoUsd, wallet.limitNanoUsd);
  const over = wallet.remainingNanoUsd <= 0;
  const warns = used >= WARN_AT_PERCENT;
  return (
    <Link href="/usage" className="block rounded-2xl px-3 py-2 text-xs text-muted tabular-nums hover:bg-hover" data-testid="wallet">
      <span className="flex justify-between gap-2">
        <span title={formatMoneyExact(wallet.spentNanoUsd)}>{formatMoney(wallet.spentNanoUsd)} spent</span>
        <span className={over ? "font-medium text-danger" : warns ? "font-medium text-warn" : "text-faint"}>
          {over ? "budget used up" : `of ${formatMoney(wallet.limitNanoUsd)}`}
        </span>
      </span>
      <span
        role="meter"
        aria-label="Spent of this month's budget"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.min(100, Math.round(used))}
        className="mt-1.5 flex h-1.5 overflow-hidden rounded-full bg-hover"
      >
        <span className={`${over ? "bg-danger" : warns ? "bg-warn" : "bg-accent"} transition-[width]`} style={{ width: `${Math.min(100, used)}%` }} />
        <span className="bg-accent/35 transition-[width]" style={{ width: `${Math.min(100 - Math.min(100, used), held)}%` }} title="Held for running answers" />
      </span>
      {warns && !over ? <span className="mt-1 block text-warn">{Math.floor(used)} % of the budget is used.</span> : null}
    </Link>
  );
}
