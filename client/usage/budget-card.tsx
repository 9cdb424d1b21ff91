/** This month against the budget. */
import { useAccount } from "../account/account.tsx";
import { formatMoney, formatMoneyExact } from "../format/money.ts";
import { Simulated } from "../ui/simulated.tsx";
import { formatMonth } from "../format/time.ts";
import { BudgetBar, budgetLevel, leftOf, LEVEL_TEXT, renewal } from "../ui/budget-bar.tsx";
import { Pulse } from "../ui/pulse.tsx";
import { useRunningCount } from "./live-books.ts";
import { Card } from "./parts.tsx";

export function BudgetCard() {
  const { wallet } = useAccount();
  const running = useRunningCount();
  if (wallet === null) return <Card className="h-36">{null}</Card>;
  const { level } = budgetLevel(wallet);
  return (
    <Card
      title={formatMonth(wallet.period)}
      aside={
        running === 0 ? null : (
          <span className="flex items-center gap-2 text-xs text-muted tabular-nums" data-testid="running-now">
            <Pulse className="size-2" />
            {running === 1 ? "An answer is running" : `${running} answers are running`}
          </span>
        )
      }
    >
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 tabular-nums">
        <p className="text-3xl font-semibold tracking-tight" title={formatMoneyExact(wallet.spentNanoUsd)}>
          {formatMoney(wallet.spentNanoUsd)}
          <span className="text-base text-faint"> of {formatMoney(wallet.limitNanoUsd)}</span> {wallet.simulated ? <Simulated /> : null}
        </p>
        <p className={`text-sm ${LEVEL_TEXT[level]}`} title={formatMoneyExact(leftOf(wallet))}>
          {level === "over" ? `The budget is used up: ${renewal(wallet)}.` : `${formatMoney(leftOf(wallet))} left`}
          {wallet.heldNanoUsd > 0 ? `, of it ${formatMoney(wallet.heldNanoUsd)} set aside for running answers` : ""}
        </p>
      </div>
      <BudgetBar wallet={wallet} className="mt-4 h-3" />
    </Card>
  );
}
