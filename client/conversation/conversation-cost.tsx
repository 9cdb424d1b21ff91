/** What a conversation costs, as one figure in its header; every digit, its limit and the month's budget one press away. */
import type { ReactNode } from "react";
import { Link } from "wouter";
import type { ChatState } from "../../src/protocol/frames.ts";
import type { Wallet } from "../../src/protocol/http.ts";
import { WARN_AT_PERCENT } from "../../src/protocol/limits.ts";
import { useAccount, useModel } from "../account/account.tsx";
import { formatMoney, formatMoneyExact, formatMoneyShort, percentOf } from "../format/money.ts";
import type { LiveConversation } from "../live/index.ts";
import { BudgetBar, budgetLevel, leftOf, LEVEL_TEXT, renewal } from "../ui/budget-bar.tsx";
import { PopoverButton, PopoverPanel, usePopover } from "../ui/popover.tsx";
import { Pulse } from "../ui/pulse.tsx";
import { Simulated } from "../ui/simulated.tsx";
import { useConversation } from "./use-conversation.ts";
import { words } from "../words/words.ts";

/**
 * The figure has room for its longest form (`< 0.1 ¢`, `$12.34`) and the dot of a running answer its own place: nothing
 * moves while they change. The budget is said here from 80 % on, and else in what opens.
 */
export function ConversationCost({ live }: { live: LiveConversation }) {
  const control = usePopover("dialog");
  const { wallet } = useAccount();
  const chat = useConversation(live, (state) => state.chat);
  const spent = useConversation(live, (state) => state.runningSpent);
  const model = useModel(chat?.model);
  if (chat === null) return <div className="skeleton h-4 w-20" aria-hidden="true" />;
  const total = chat.costNanoUsd + (spent?.costNanoUsd ?? 0);
  // Before the first call the model tells: the mark then need not come in when there is a figure.
  const isSimulated = chat.costNanoUsd === 0 ? model?.simulated === true : chat.simulated;
  const budget = wallet === null ? null : budgetLevel(wallet);
  const tone = budget !== null && budget.level !== "fine" ? `bg-warn-soft ${LEVEL_TEXT[budget.level]}` : limitTone(total, chat);
  return (
    <>
      <PopoverButton
        control={control}
        title={words.conversation.cost.title}
        aria-label={words.conversation.cost.label(`${formatMoneyShort(total)}${isSimulated && total > 0 ? ` ${words.ui.simulated}` : ""}`)}
        data-testid="conversation-cost"
        data-nano-usd={chat.costNanoUsd}
        data-running={spent !== null}
        className={`flex h-9 shrink-0 items-center gap-2 rounded-lg px-2.5 text-sm tabular-nums transition-colors hover:bg-hover pointer-coarse:h-10 ${tone}`}
      >
        <Pulse className={`size-1.5 ${spent === null ? "invisible" : ""}`} />
        {budget === null || budget.level === "fine" ? null : (
          <span className="hidden sm:inline" data-testid="wallet-remaining">
            {budget.level === "over" ? words.conversation.budgetOver : words.conversation.budgetPart(Math.floor(budget.usedPercent))}
          </span>
        )}
        <span className="min-w-[7ch] text-end">
          {isSimulated && total > 0 ? (
            <span className="sm:hidden" aria-hidden="true">
              <Simulated isShort />
            </span>
          ) : null}
          {formatMoneyShort(total)}
        </span>
        {isSimulated ? (
          <span className={`hidden sm:inline ${total === 0 ? "invisible" : ""}`}>
            <Simulated />
          </span>
        ) : null}
      </PopoverButton>
      <PopoverPanel control={control} align="end" aria-label={words.conversation.cost.title} className="w-80 px-5 py-4">
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <div data-autofocus tabIndex={-1} className="grid gap-3 text-sm outline-none" data-testid="cost-details">
          <dl>
            <Line name={words.conversation.cost.conversation}>
              {formatMoneyExact(total)} {isSimulated ? <Simulated /> : null}
            </Line>
            {spent === null ? null : (
              <Line name={words.conversation.cost.running} detail={words.conversation.cost.estimate}>
                {formatMoneyExact(spent.costNanoUsd)}
              </Line>
            )}
            {chat.maxCostNanoUsd === null ? null : (
              <Line name={words.conversation.cost.limit} testId="conversation-limit">
                {formatMoney(chat.maxCostNanoUsd)}
              </Line>
            )}
          </dl>
          {wallet === null ? null : <Budget wallet={wallet} />}
        </div>
      </PopoverPanel>
    </>
  );
}

function limitTone(totalNanoUsd: number, { maxCostNanoUsd }: Pick<ChatState, "maxCostNanoUsd">): string {
  const percent = maxCostNanoUsd === null ? 0 : percentOf(totalNanoUsd, maxCostNanoUsd);
  return percent >= 100 ? "text-danger" : percent >= WARN_AT_PERCENT ? "text-warn" : "text-muted";
}

function Line({ name, detail, testId, children }: { name: string; detail?: string; testId?: string; children: ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-4 py-1" data-testid={testId}>
      <dt className="text-faint">
        {name}
        {detail === undefined ? null : <span className="block text-xs">{detail}</span>}
      </dt>
      <dd className="text-end tabular-nums">{children}</dd>
    </div>
  );
}

function Budget({ wallet }: { wallet: Wallet }) {
  const { level } = budgetLevel(wallet);
  return (
    <div className="border-t border-line pt-3 tabular-nums">
      <div className="flex items-baseline justify-between gap-4">
        <span className="text-faint">{words.conversation.cost.month}</span>
        <span className={level === "fine" ? "" : LEVEL_TEXT[level]} title={formatMoneyExact(wallet.spentNanoUsd)}>
          {words.conversation.cost.of(formatMoney(wallet.spentNanoUsd), formatMoney(wallet.limitNanoUsd))}
        </span>
      </div>
      <BudgetBar wallet={wallet} className="mt-2 h-1.5" />
      <p className="mt-2 text-xs text-faint">
        {level === "over"
          ? words.conversation.budgetOverRenews(renewal(wallet))
          : words.conversation.cost.left(formatMoney(leftOf(wallet)), renewal(wallet))}
        {wallet.heldNanoUsd > 0 ? words.conversation.cost.held(formatMoney(wallet.heldNanoUsd)) : ""}
      </p>
      <Link href="/usage" className="-ms-2 mt-2 inline-flex h-8 items-center rounded-lg px-2 font-medium text-accent hover:bg-hover">
        {words.conversation.cost.usage}
      </Link>
    </div>
  );
}
