/** The top of a conversation: its title, what it has cost, what the running answer costs by now, and what is left. */
import { useState } from "react";
import { Link } from "wouter";
import { useAccount } from "../account/account.tsx";
import { formatMoney, formatMoneyExact, percentOf } from "../format/money.ts";
import { Icon } from "../icons.tsx";
import type { LiveConversation } from "../live/index.ts";
import { MenuButton } from "../sidebar/shell.tsx";
import { WARN_AT_PERCENT } from "../ui/budget-bar.tsx";
import { Simulated } from "../ui/simulated.tsx";
import { Pulse } from "../ui/pulse.tsx";
import { TitleInput } from "../ui/title-input.tsx";
import { useReturningFocus } from "../ui/use-returning-focus.ts";
import { ChatMenu } from "./chat-menu.tsx";
import { useConversation } from "./use-conversation.ts";

function Title({ live }: { live: LiveConversation }) {
  const title = useConversation(live, (state) => state.chat?.title ?? null);
  const [renaming, setRenaming] = useState(false);
  const { control, ended } = useReturningFocus<HTMLButtonElement>(renaming);
  if (title === null) return <div className="skeleton h-5 w-40" aria-hidden="true" />;
  if (renaming)
    return (
      <TitleInput
        title={title}
        onSave={(next) => live.set({ title: next })}
        onDone={(byKey) => {
          ended(byKey);
          setRenaming(false);
        }}
        className="min-w-0 flex-1"
        inputClassName="w-full max-w-md rounded-lg bg-hover px-2 py-1 text-[15px] font-medium"
      />
    );
  return (
    <h1 className="min-w-0">
      <button
        ref={control}
        type="button"
        onClick={() => setRenaming(true)}
        title="Rename this conversation"
        dir="auto"
        className="block max-w-full truncate rounded-lg px-2 py-1 text-[15px] font-medium hover:bg-hover"
        data-testid="chat-title"
      >
        {title === "" ? "New chat" : title}
      </button>
    </h1>
  );
}

function limitTone(totalNanoUsd: number, limitNanoUsd: number): string {
  const percent = percentOf(totalNanoUsd, limitNanoUsd);
  return percent >= 100 ? "text-danger" : percent >= WARN_AT_PERCENT ? "text-warn" : "text-faint";
}

/** Total and running cost. Figures have a fixed rhythm (tabular digits), so a tick does not move its neighbours. */
function Cost({ live }: { live: LiveConversation }) {
  const chat = useConversation(live, (state) => state.chat);
  const spent = useConversation(live, (state) => state.runningSpent);
  if (chat === null) return <div className="skeleton h-4 w-20" aria-hidden="true" />;
  const total = chat.costNanoUsd + (spent?.costNanoUsd ?? 0);
  return (
    <span
      className="flex shrink-0 items-center gap-1.5 text-sm tabular-nums sm:gap-2"
      data-testid="conversation-cost"
      data-nano-usd={chat.costNanoUsd}
    >
      {spent === null ? null : (
        <span className="hidden items-center gap-1.5 text-faint sm:flex" title="The running answer so far: an estimate until it ends">
          <Pulse className="size-1.5" />+{formatMoney(spent.costNanoUsd)}
        </span>
      )}
      <span title={`This conversation: ${formatMoneyExact(total)}`} className="font-medium">
        {formatMoney(total)}
      </span>
      {chat.maxCostNanoUsd === null ? null : (
        <span
          title={`Its own limit: ${formatMoneyExact(chat.maxCostNanoUsd)}`}
          className={`hidden sm:inline ${limitTone(total, chat.maxCostNanoUsd)}`}
          data-testid="conversation-limit"
        >
          of {formatMoney(chat.maxCostNanoUsd)}
        </span>
      )}
      {chat.simulated && chat.costNanoUsd > 0 ? <Simulated /> : null}
    </span>
  );
}

function Remaining() {
  const { wallet } = useAccount();
  if (wallet === null) return null;
  const over = wallet.remainingNanoUsd <= 0;
  const tone = over ? "bg-danger-soft text-danger" : wallet.warning ? "bg-warn-soft text-warn" : "text-faint hover:bg-hover";
  return (
    <Link
      href="/usage"
      title={`${formatMoneyExact(wallet.remainingNanoUsd)} of ${formatMoney(wallet.limitNanoUsd)} left this month`}
      className={`hidden rounded-full px-3 py-1 text-sm whitespace-nowrap tabular-nums sm:block ${tone}`}
      data-testid="wallet-remaining"
    >
      {over ? "Budget used up" : `${formatMoney(wallet.remainingNanoUsd)} left`}
    </Link>
  );
}

export function CostBanner({ live }: { live: LiveConversation }) {
  const tabs = useConversation(live, (state) => state.tabs);
  const temporary = useConversation(live, (state) => state.chat?.temporary === true);
  return (
    <header data-testid="cost-banner" className="flex h-14 shrink-0 items-center gap-1 px-2 sm:gap-2">
      <MenuButton />
      <div className="flex min-w-0 flex-1 items-center gap-1">
        <Title live={live} />
        {temporary ? (
          <span
            className="flex shrink-0 items-center gap-1 rounded-full bg-hover px-2 py-0.5 text-xs text-muted"
            title="It deletes itself 24 hours after its last message"
            data-testid="temporary-mark"
          >
            <Icon name="timer" size={15} />
            <span className="sr-only sm:not-sr-only">Temporary</span>
          </span>
        ) : null}
      </div>
      {tabs > 1 ? (
        <span
          className="flex items-center gap-1 px-1 text-xs text-faint sm:px-2"
          title={`This conversation is open in ${tabs} tabs`}
          data-testid="tabs"
        >
          <Icon name="tabs" size={16} />
          {tabs}
          <span className="sr-only"> tabs show this conversation</span>
        </span>
      ) : null}
      <Cost live={live} />
      <Remaining />
      <ChatMenu live={live} />
    </header>
  );
}
