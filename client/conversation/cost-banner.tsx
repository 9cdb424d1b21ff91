/** The top of a conversation: its title, whether it is temporary, how many tabs show it, and the one figure of what it costs. */
import { useState } from "react";
import { Icon } from "../icons.tsx";
import type { LiveConversation } from "../live/index.ts";
import { MenuButton } from "../sidebar/shell.tsx";
import { TitleInput } from "../ui/title-input.tsx";
import { useReturningFocus } from "../ui/use-returning-focus.ts";
import { ChatMenu } from "./chat-menu.tsx";
import { ConversationCost } from "./conversation-cost.tsx";
import { useConversation } from "./use-conversation.ts";
import { words } from "../words/words.ts";

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
        title={words.conversation.rename}
        dir="auto"
        className="block max-w-full truncate rounded-lg px-2 py-1 text-sm font-medium hover:bg-hover pointer-coarse:py-2.5"
        data-testid="chat-title"
      >
        {title === "" ? words.app.newChat : title}
      </button>
    </h1>
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
            title={words.conversation.temporaryMark}
            data-testid="temporary-mark"
          >
            <Icon name="timer" size={15} />
            <span className="sr-only sm:not-sr-only">{words.conversation.start.temporary}</span>
          </span>
        ) : null}
      </div>
      {tabs > 1 ? (
        <span className="flex items-center gap-1 px-1 text-xs text-faint sm:px-2" title={words.conversation.tabs(tabs)} data-testid="tabs">
          <Icon name="tabs" size={16} />
          {tabs}
          <span className="sr-only"> {words.conversation.tabsShow}</span>
        </span>
      ) : null}
      <ConversationCost live={live} />
      <ChatMenu live={live} />
    </header>
  );
}
