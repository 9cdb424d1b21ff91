/** This month against the budget. */
import { useQuery } from "@tanstack/react-query";
import type { Wallet } from "../../src/protocol/http.ts";
import { useAccount } from "../account/account.tsx";
import { formatMoney, formatMoneyExact } from "../format/money.ts";
import { Simulated } from "../ui/simulated.tsx";
import { formatMonth, utcDay } from "../format/time.ts";
import { BudgetBar, budgetLevel, leftOf, LEVEL_TEXT, renewal } from "../ui/budget-bar.tsx";
import { useNow } from "../ui/use-now.ts";
import { Pulse } from "../ui/pulse.tsx";
import { useRunningCount } from "./live-books.ts";
import { Card } from "../page/parts.tsx";
import { spendQuery } from "./spend.ts";
import { forecastOf, PACE_DAYS, yearStart } from "./year.ts";
import { words } from "../words/words.ts";

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
            {words.usage.budget.running(running)}
          </span>
        )
      }
    >
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 tabular-nums">
        <p className="text-3xl font-semibold tracking-tight" title={formatMoneyExact(wallet.spentNanoUsd)}>
          {formatMoney(wallet.spentNanoUsd)}
          <span className="ms-1 text-base tracking-normal text-faint"> {words.usage.budget.of(formatMoney(wallet.limitNanoUsd))}</span>{" "}
          {wallet.simulated ? <Simulated /> : null}
        </p>
        <p className={`text-sm ${LEVEL_TEXT[level]}`} title={formatMoneyExact(leftOf(wallet))}>
          {level === "over" ? words.conversation.budgetOverRenews(renewal(wallet)) : words.usage.budget.left(formatMoney(leftOf(wallet)))}
          {wallet.heldNanoUsd > 0 ? words.usage.budget.held(formatMoney(wallet.heldNanoUsd)) : ""}
        </p>
      </div>
      <BudgetBar wallet={wallet} className="mt-4 h-2.5" />
      <Outlook wallet={wallet} />
    </Card>
  );
}

/** How often the outlook looks whether a new day has begun, in milliseconds. */
const NEW_DAY_MS = 10 * 60_000;

/** Where the month is heading, and why one thinks so. */
function Outlook({ wallet }: { wallet: Wallet }) {
  const now = useNow(NEW_DAY_MS);
  // The same question as the map of the year: it is asked once.
  const { data } = useQuery(spendQuery({ from: yearStart(now), to: utcDay(now) }, "day"));
  const forecast = data === undefined ? null : forecastOf(wallet, data.rows, now);
  if (forecast === null)
    return <p className="mt-3 h-4 text-xs text-faint">{data === undefined ? "" : words.usage.budget.quiet(PACE_DAYS)}</p>;
  const isOver = forecast.nanoUsd > wallet.limitNanoUsd;
  return (
    <p className={`mt-3 text-xs text-pretty ${isOver ? "text-warn" : "text-faint"}`} data-testid="forecast">
      {forecast.daysLeft === 0
        ? words.usage.budget.endsToday
        : words.usage.budget.forecast(formatMoney(forecast.nanoUsd), forecast.daysLeft, PACE_DAYS, isOver)}
    </p>
  );
}
