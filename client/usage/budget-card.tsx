/** This month against the budget. */
import { useAccount } from "../account/account.tsx";
import { formatMoney, formatMoneyExact, percentOf } from "../format/money.ts";
import { formatMonth } from "../format/time.ts";
import { WARN_AT_PERCENT } from "../sidebar/wallet-line.tsx";
import { Card } from "./parts.tsx";

export function BudgetCard() {
  const { wallet } = useAccount();
  if (wallet === null) return <Card className="h-36">{null}</Card>;
  const used = percentOf(wallet.spentNanoUsd, wallet.limitNanoUsd);
  const held = percentOf(wallet.heldNanoUsd, wallet.limitNanoUsd);
  const over = wallet.remainingNanoUsd <= 0;
  const warns = used >= WARN_AT_PERCENT;
  const tone = over ? "bg-danger" : warns ? "bg-warn" : "bg-accent";
  return (
    <Card title={formatMonth(wallet.period)}>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 tabular-nums">
        <p className="text-3xl tracking-tight" title={formatMoneyExact(wallet.spentNanoUsd)}>
          {formatMoney(wallet.spentNanoUsd)}
          <span className="text-base text-faint"> of {formatMoney(wallet.limitNanoUsd)}</span>
        </p>
        <p className={`text-sm ${over ? "text-danger" : warns ? "text-warn" : "text-muted"}`} title={formatMoneyExact(wallet.remainingNanoUsd)}>
          {over ? "The budget is used up. It renews on the first of next month (UTC)." : `${formatMoney(wallet.remainingNanoUsd)} left`}
          {wallet.heldNanoUsd > 0 ? `, ${formatMoney(wallet.heldNanoUsd)} held for running answers` : ""}
        </p>
      </div>
      <div
        role="meter"
        aria-label="Spent of this month's budget"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.min(100, Math.round(used))}
        className="mt-4 flex h-3 overflow-hidden rounded-full bg-hover"
      >
        <div className={`${tone} transition-[width]`} style={{ width: `${Math.min(100, used)}%` }} />
        <div className="bg-accent/35 transition-[width]" style={{ width: `${Math.min(100 - Math.min(100, used), held)}%` }} />
      </div>
    </Card>
  );
}
