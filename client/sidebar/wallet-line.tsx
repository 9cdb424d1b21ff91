/** What is spent of this month's budget, as a sentence and a bar: from 80 % on, or where a preference asks for prices. */
import { Link } from "wouter";
import { useAccount } from "../account/account.tsx";
import { formatMoney, formatMoneyExact, formatMoneyShort } from "../format/money.ts";
import { Simulated } from "../ui/simulated.tsx";
import { BudgetBar, budgetLevel, LEVEL_TEXT } from "../ui/budget-bar.tsx";
import { words } from "../words/words.ts";

export function WalletLine() {
  const { wallet, me } = useAccount();
  if (wallet === null) return null;
  const { level, usedPercent } = budgetLevel(wallet);
  if (level === "fine" && me?.preferences.sidebarPrices !== true) return null;
  return (
    <Link href="/usage" className="block rounded-xl px-3 py-2 text-xs text-muted tabular-nums hover:bg-hover" data-testid="wallet">
      <span className="flex justify-between gap-2">
        {/* One line whatever the amount, with room for its mark: a second one would move the list. */}
        <span title={words.sidebar.spentThisMonth(formatMoneyExact(wallet.spentNanoUsd))} className="truncate">
          {formatMoneyShort(wallet.spentNanoUsd)} <span className="sr-only">{words.sidebar.spent}</span>{" "}
          {wallet.simulated ? <Simulated /> : null}
        </span>
        <span className={`shrink-0 whitespace-nowrap ${LEVEL_TEXT[level]}`}>
          {level === "over" ? words.sidebar.budgetOver : words.sidebar.ofBudget(formatMoney(wallet.limitNanoUsd))}
        </span>
      </span>
      <BudgetBar wallet={wallet} className="mt-1.5 h-1.5" />
      {level === "warning" ? <span className="mt-1 block text-warn">{words.sidebar.budgetPart(Math.floor(usedPercent))}</span> : null}
    </Link>
  );
}
