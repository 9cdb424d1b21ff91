/** One conversation of the list: a link, its cost, and a menu. Renaming happens in place. */
import { useState } from "react";
import { Link } from "wouter";
import type { ChatSummary } from "../../src/protocol/http.ts";
import type { ChatActions } from "../account/actions.ts";
import { formatMoneyExact, formatMoneyShort } from "../format/money.ts";
import { Simulated } from "../ui/simulated.tsx";
import { Icon } from "../icons.tsx";
import { Menu, type MenuItem } from "../ui/menu.tsx";
import { TitleInput } from "../ui/title-input.tsx";
import { useReturningFocus } from "../ui/use-returning-focus.ts";

interface ChatItemProps {
  chat: ChatSummary;
  here: boolean;
  withPrice: boolean;
  actions: ChatActions;
  onDelete: (chat: ChatSummary) => void;
  /** It is about to leave this list: the focus needs another place. */
  onLeave: (chat: ChatSummary) => void;
}

export function ChatItem({ chat, here, withPrice, actions, onDelete, onLeave }: ChatItemProps) {
  const [renaming, setRenaming] = useState(false);
  const { control, ended } = useReturningFocus<HTMLAnchorElement>(renaming);
  if (renaming)
    return (
      <li>
        <TitleInput
          title={chat.title}
          onSave={(title) => actions.change(chat, { title })}
          onDone={(byKey) => {
            ended(byKey);
            setRenaming(false);
          }}
          className="flex h-10 items-center px-1"
          inputClassName="h-8 w-full rounded-xl bg-surface px-3 text-sm"
        />
      </li>
    );
  const title = chat.title === "" ? "New chat" : chat.title;
  const items: MenuItem[] = [
    { key: "rename", label: "Rename", icon: "edit", onSelect: () => setRenaming(true) },
    { key: "pin", label: chat.pinned ? "Unpin" : "Pin", icon: "pin", onSelect: () => actions.change(chat, { pinned: !chat.pinned }) },
    {
      key: "archive",
      label: chat.archived ? "Take out of the archive" : "Archive",
      icon: "archive",
      onSelect: () => {
        onLeave(chat);
        actions.change(chat, { archived: !chat.archived });
      },
    },
    { key: "delete", label: "Delete", icon: "delete", danger: true, onSelect: () => onDelete(chat) },
  ];
  return (
    <li
      className={`group relative flex h-10 items-center rounded-xl transition-colors ${here ? "bg-send text-on-send" : "text-text hover:bg-hover"}`}
    >
      <Link
        ref={control}
        href={`/c/${chat.id}`}
        aria-current={here ? "page" : undefined}
        data-testid="chat-link"
        data-chat-id={chat.id}
        title={title}
        className="flex h-full min-w-0 flex-1 items-center gap-2 rounded-xl ps-3 pe-3.5 text-sm pointer-coarse:pe-10"
      >
        {chat.running ? (
          <span className="size-2 shrink-0 animate-[breathe_1.4s_ease-in-out_infinite] rounded-full bg-accent" data-testid="running-dot">
            <span className="sr-only">An answer is running in</span>
          </span>
        ) : chat.temporary ? (
          <Icon name="timer" size={15} className={here ? "" : "text-faint"} />
        ) : chat.pinned ? (
          <Icon name="pin" size={15} className={here ? "" : "text-faint"} />
        ) : null}
        <span className="min-w-0 flex-1 truncate text-left" dir="auto">
          {title}
        </span>
        {chat.costNanoUsd === 0 || !withPrice ? null : (
          <span
            title={formatMoneyExact(chat.costNanoUsd)}
            className={`text-xs tabular-nums group-focus-within:invisible group-hover:invisible pointer-coarse:visible! ${here ? "opacity-80" : "text-faint"}`}
          >
            {chat.simulated ? <Simulated isShort /> : null}
            {formatMoneyShort(chat.costNanoUsd)}
          </span>
        )}
      </Link>
      <Menu
        label={`More about ${title}`}
        items={items}
        align="end"
        className="absolute end-1 grid size-8 place-items-center rounded-xl opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 hover:bg-hover aria-expanded:opacity-100 pointer-coarse:opacity-100"
      >
        <Icon name="more" size={18} />
      </Menu>
    </li>
  );
}
