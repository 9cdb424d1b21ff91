/** What is spent of this month's budget, as a sentence and a bar. From 80 % on it warns. */
import { Link } from "wouter";
import { useAccount } from "../account/account.tsx";
import { formatMoney, formatMoneyExact } from "../format/money.ts";
import { Simulated } from "../ui/simulated.tsx";
import { BudgetBar, budgetLevel, LEVEL_TEXT } from "../ui/budget-bar.tsx";

export function WalletLine() {
  const { wallet } = useAccount();
  if (wallet === null)
    return (
      <div className="px-3 py-2" aria-hidden="true">
        <div className="skeleton h-4 w-2/3" />
        <div className="mt-2 h-1.5" />
      </div>
    );
  const { level, usedPercent } = budgetLevel(wallet);
  return (
    <Link href="/usage" className="block rounded-2xl px-3 py-2 text-xs text-muted tabular-nums hover:bg-hover" data-testid="wallet">
      <span className="flex justify-between gap-2">
        {/* One line whatever the amount: a second one would move the list. */}
        <span title={`${formatMoneyExact(wallet.spentNanoUsd)} spent this month`} className="truncate">
          {formatMoney(wallet.spentNanoUsd)} <span className="sr-only">spent</span> {wallet.simulated ? <Simulated /> : null}
        </span>
        <span className={`shrink-0 whitespace-nowrap ${LEVEL_TEXT[level]}`}>
          {level === "over" ? "budget used up" : `of ${formatMoney(wallet.limitNanoUsd)}`}
        </span>
      </span>
      <BudgetBar wallet={wallet} className="mt-1.5 h-1.5" />
      {level === "warning" ? <span className="mt-1 block text-warn">{Math.floor(usedPercent)} % of the budget is used.</span> : null}
    </Link>
  );
}
