/** What can be done with the conversation on the screen: its settings, its receipts, its end. The dialogs come when they are asked for. */
import { useState } from "react";
import { useLocation } from "wouter";
import { useDelete } from "../account/use-deletions.ts";
import { Icon } from "../icons.tsx";
import { openSearch } from "../search/open-search.ts";
import type { LiveConversation } from "../live/index.ts";
import { late } from "../ui/late.tsx";
import { Menu } from "../ui/menu.tsx";
import { whyNotCompact } from "./compaction.ts";
import { useConversation } from "./use-conversation.ts";
import { withWords } from "../words/words.ts";
import { words } from "../words/words.ts";

const SettingsDialog = late(() => withWords("dialogs", import("./settings-dialog.tsx")));
const CompactDialog = late(() => withWords("dialogs", import("./compact-dialog.tsx")));
const MoveDialog = late(() => withWords("dialogs", import("../projects/move-dialog.tsx")));
const ShareDialog = late(() => withWords("dialogs", import("../sharing/share-dialog.tsx")));
const ReceiptsDialog = late(() => withWords("books", import("../usage/receipts.tsx")));

const exportOf = (chatId: string, format: "markdown" | "json"): string =>
  `/api/chats/${encodeURIComponent(chatId)}/export?format=${format}`;

export function ChatMenu({ live }: { live: LiveConversation }) {
  const chat = useConversation(live, (state) => state.chat);
  const refusal = useConversation(live, whyNotCompact);
  const deleteChats = useDelete();
  const [, navigate] = useLocation();
  const [opened, setOpened] = useState<"settings" | "project" | "share" | "compact" | "receipts" | null>(null);
  if (chat === null) return null;
  const close = () => setOpened(null);
  const title = chat.title === "" ? words.app.newChat : chat.title;
  const remove = () => {
    navigate("/");
    deleteChats([chat], () => navigate(`/c/${chat.id}`));
  };
  return (
    <>
      <Menu
        label={words.conversation.menu.label}
        align="end"
        testId="chat-menu"
        items={[
          {
            key: "settings",
            label: words.conversation.menu.settings,
            icon: "settings",
            detail: words.conversation.menu.settingsHelp,
            onSelect: () => setOpened("settings"),
          },
          {
            key: "search",
            label: words.conversation.menu.search,
            icon: "search",
            detail: words.conversation.menu.searchHelp,
            onSelect: () => openSearch({ chatId: chat.id, title }),
          },
          {
            key: "compact",
            label: words.conversation.menu.compact,
            icon: "summary",
            detail: words.conversation.menu.compactHelp,
            disabledReason: refusal ?? undefined,
            onSelect: () => setOpened("compact"),
          },
          {
            key: "share",
            label: words.conversation.menu.share,
            icon: "people",
            detail: words.conversation.menu.shareHelp,
            onSelect: () => setOpened("share"),
          },
          {
            key: "project",
            label: words.conversation.menu.project,
            icon: "folder",
            onSelect: () => setOpened("project"),
          },
          {
            key: "receipts",
            label: words.conversation.menu.receipts,
            icon: "receipt",
            detail: words.conversation.menu.receiptsHelp,
            onSelect: () => setOpened("receipts"),
          },
          {
            key: "markdown",
            label: words.conversation.menu.markdown,
            icon: "download",
            beginsGroup: true,
            download: exportOf(chat.id, "markdown"),
          },
          { key: "json", label: words.conversation.menu.json, icon: "download", download: exportOf(chat.id, "json") },
          { key: "delete", label: words.conversation.menu.delete, icon: "delete", danger: true, beginsGroup: true, onSelect: remove },
        ]}
        className="grid size-10 shrink-0 place-items-center rounded-xl text-muted hover:bg-hover hover:text-text"
      >
        <Icon name="more" />
      </Menu>
      {opened === "settings" ? <SettingsDialog live={live} chat={chat} onClose={close} onFailed={close} /> : null}
      {opened === "project" ? <MoveDialog chatId={chat.id} onClose={close} onFailed={close} /> : null}
      {opened === "share" ? <ShareDialog chatId={chat.id} title={title} onClose={close} onFailed={close} /> : null}
      {opened === "compact" ? <CompactDialog live={live} chat={chat} onClose={close} onFailed={close} /> : null}
      {opened === "receipts" ? <ReceiptsDialog chatId={chat.id} title={title} onClose={close} onFailed={close} /> : null}
    </>
  );
}
