/** The top of a conversation: its title, what it has cost, what the running answer costs by now, and what is left. */
import { useState } from "react";
import { Link } from "wouter";
import { useAccount, useModel } from "../account/account.tsx";
import { formatMoney, formatMoneyExact, percentOf } from "../format/money.ts";
import { Icon } from "../icons.tsx";
import type { LiveConversation } from "../live/index.ts";
import { MenuButton } from "../sidebar/shell.tsx";
import { renewal, WARN_AT_PERCENT } from "../ui/budget-bar.tsx";
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
        inputClassName="w-full max-w-md rounded-lg bg-hover px-2 py-1 text-sm font-medium"
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
        className="block max-w-full truncate rounded-lg px-2 py-1 text-sm font-medium hover:bg-hover"
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

/**
 * Total and running cost. Digits are of one width, and every figure has room for its longest form from the beginning (with
 * two significant digits an amount below one dollar has up to nine characters), so that nothing moves while they change.
 */
function Cost({ live }: { live: LiveConversation }) {
  const chat = useConversation(live, (state) => state.chat);
  const spent = useConversation(live, (state) => state.runningSpent);
  const model = useModel(chat?.model);
  if (chat === null) return <div className="skeleton h-4 w-20" aria-hidden="true" />;
  const total = chat.costNanoUsd + (spent?.costNanoUsd ?? 0);
  // Before the first call the model tells: the mark then need not come in when there is a figure.
  const isSimulated = chat.costNanoUsd === 0 ? model?.simulated === true : chat.simulated;
  return (
    <span
      className="flex shrink-0 items-center gap-1.5 text-sm tabular-nums sm:gap-2"
      data-testid="conversation-cost"
      data-nano-usd={chat.costNanoUsd}
    >
      <span
        className="hidden min-w-[12ch] items-center justify-end gap-1.5 text-faint sm:flex"
        title={spent === null ? undefined : "The running answer so far: an estimate until it ends"}
      >
        {spent === null ? null : (
          <>
            <Pulse className="size-1.5" />+{formatMoney(spent.costNanoUsd)}
          </>
        )}
      </span>
      <span title={`This conversation: ${formatMoneyExact(total)}`} className="min-w-[9ch] text-end font-medium">
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
      {isSimulated ? (
        <span className={total === 0 ? "invisible" : ""}>
          <Simulated />
        </span>
      ) : null}
    </span>
  );
}

function Remaining() {
  const { wallet } = useAccount();
  if (wallet === null) return null;
  const over = wallet.remainingNanoUsd <= 0;
  const tone = over || wallet.warning ? "bg-warn-soft text-warn" : "text-faint hover:bg-hover";
  return (
    <Link
      href="/usage"
      title={`${formatMoneyExact(wallet.remainingNanoUsd)} of ${formatMoney(wallet.limitNanoUsd)} left this month, ${renewal(wallet)}`}
      className={`hidden min-w-[14ch] rounded-xl px-3 py-1 text-end text-sm whitespace-nowrap tabular-nums sm:block ${tone}`}
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
            className="flex shrink-0 items-center gap-1 rounded-xl bg-hover px-2 py-0.5 text-xs text-muted"
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
