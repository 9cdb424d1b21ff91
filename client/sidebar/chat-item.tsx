/** One conversation of the list: a link with its state and a menu, or a box to tick while several are chosen. */
import { useState, type CSSProperties } from "react";
import { Link } from "wouter";
import type { ChatSummary } from "../../src/protocol/http.ts";
import { formatMoneyExact, formatMoneyShort } from "../format/money.ts";
import { Icon } from "../icons.tsx";
import { Menu, type MenuItem } from "../ui/menu.tsx";
import { Simulated } from "../ui/simulated.tsx";
import { TitleInput } from "../ui/title-input.tsx";
import { useReturningFocus } from "../ui/use-returning-focus.ts";
import { words } from "../words/words.ts";

/** What can be done with one conversation of the list. */
export interface ItemActions {
  rename: (chat: ChatSummary, title: string) => void;
  pin: (chat: ChatSummary) => void;
  archive: (chats: readonly ChatSummary[]) => void;
  remove: (chats: readonly ChatSummary[]) => void;
  /** Begins to choose several, this one first. */
  choose: (chat: ChatSummary) => void;
  /** Ticks or unticks; `upTo`: everything between this and the last one that was ticked. */
  toggle: (chat: ChatSummary, upTo: boolean) => void;
}

interface ChatItemProps {
  chat: ChatSummary;
  here: boolean;
  withPrice: boolean;
  isUnread: boolean;
  /** Null: several are not being chosen. */
  isChosen: boolean | null;
  actions: ItemActions;
  style: CSSProperties;
}

function State({ chat, isUnread }: { chat: ChatSummary; isUnread: boolean }) {
  if (chat.running)
    return (
      <span className="size-2 shrink-0 animate-[breathe_1.4s_ease-in-out_infinite] rounded-full bg-accent" data-testid="running-dot">
        <span className="sr-only">{words.sidebar.running}</span>
      </span>
    );
  if (isUnread)
    return (
      <span className="size-2 shrink-0 rounded-full bg-accent" data-testid="unread-dot">
        <span className="sr-only">{words.sidebar.unread}</span>
      </span>
    );
  return chat.temporary ? <Icon name="timer" size={14} className="text-faint" /> : null;
}

export function ChatItem({ chat, here, withPrice, isUnread, isChosen, actions, style }: ChatItemProps) {
  const [renaming, setRenaming] = useState(false);
  const { control, ended } = useReturningFocus<HTMLAnchorElement>(renaming);
  const title = chat.title === "" ? words.app.newChat : chat.title;
  if (renaming)
    return (
      <li style={style} data-key={chat.id} className="absolute inset-x-0">
        <TitleInput
          title={chat.title}
          onSave={(next) => actions.rename(chat, next)}
          onDone={(byKey) => {
            ended(byKey);
            setRenaming(false);
          }}
          className="flex h-full items-center"
          inputClassName="h-full w-full rounded-lg bg-surface px-2.5 text-sm"
        />
      </li>
    );
  if (isChosen !== null)
    return (
      <li style={style} data-key={chat.id} className="absolute inset-x-0">
        <label
          className={`flex h-full cursor-pointer items-center gap-2.5 rounded-lg px-2.5 text-sm has-focus-visible:outline-2 has-focus-visible:outline-accent ${isChosen ? "bg-chosen" : "hover:bg-hover"}`}
        >
          <input
            type="checkbox"
            checked={isChosen}
            onChange={(event) => actions.toggle(chat, event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey)}
            className="size-4 shrink-0 accent-accent"
            data-chat-id={chat.id}
          />
          <span className="min-w-0 flex-1 truncate" dir="auto">
            {title}
          </span>
        </label>
      </li>
    );
  const items: MenuItem[] = [
    { key: "rename", label: words.sidebar.rename, icon: "edit", onSelect: () => setRenaming(true) },
    { key: "pin", label: chat.pinned ? words.sidebar.unpin : words.sidebar.pin, icon: "pin", onSelect: () => actions.pin(chat) },
    { key: "choose", label: words.sidebar.selectSeveral, icon: "select", onSelect: () => actions.choose(chat) },
    {
      key: "archive",
      label: chat.archived ? words.sidebar.unarchive : words.sidebar.archive,
      icon: "archive",
      onSelect: () => actions.archive([chat]),
    },
    { key: "delete", label: words.sidebar.delete, icon: "delete", danger: true, beginsGroup: true, onSelect: () => actions.remove([chat]) },
  ];
  return (
    <li
      style={style}
      data-key={chat.id}
      className={`group absolute inset-x-0 flex items-center rounded-lg transition-colors ${here ? "bg-chosen font-medium" : "hover:bg-hover"}`}
    >
      <Link
        ref={control}
        href={`/c/${chat.id}`}
        aria-current={here ? "page" : undefined}
        data-testid="chat-link"
        data-chat-id={chat.id}
        title={title}
        className="flex h-full min-w-0 flex-1 items-center gap-2 rounded-lg px-2.5 text-sm -outline-offset-2 group-focus-within:pe-9 group-hover:pe-9 pointer-coarse:pe-11"
      >
        <State chat={chat} isUnread={isUnread && !here} />
        <span className="min-w-0 flex-1 truncate text-start" dir="auto">
          {title}
        </span>
        {chat.costNanoUsd === 0 || !withPrice ? null : (
          <span title={formatMoneyExact(chat.costNanoUsd)} className="text-xs font-normal text-faint tabular-nums">
            {chat.simulated ? <Simulated isShort /> : null}
            {formatMoneyShort(chat.costNanoUsd)}
          </span>
        )}
      </Link>
      <Menu
        label={words.sidebar.moreAbout(title)}
        items={items}
        align="end"
        className="absolute end-1 grid size-7 place-items-center rounded-md opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 hover:bg-hover aria-expanded:opacity-100 pointer-coarse:size-10 pointer-coarse:opacity-100"
      >
        <Icon name="more" size={16} />
      </Menu>
    </li>
  );
}
