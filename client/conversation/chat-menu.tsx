/** What can be done with the conversation on the screen: its settings, its receipts, its end. The dialogs come when they are asked for. */
import { lazy, Suspense, useState } from "react";
import { useLocation } from "wouter";
import { useDelete } from "../account/use-deletions.ts";
import { Icon } from "../icons.tsx";
import { openSearch } from "../search/open-search.ts";
import type { LiveConversation } from "../live/index.ts";
import { Menu } from "../ui/menu.tsx";
import { whyNotCompact } from "./compaction.ts";
import { useConversation } from "./use-conversation.ts";
import { withWords } from "../words/words.ts";

const SettingsDialog = lazy(() => withWords("dialogs", import("./settings-dialog.tsx")));
const CompactDialog = lazy(() => withWords("dialogs", import("./compact-dialog.tsx")));
const MoveDialog = lazy(() => withWords("dialogs", import("../projects/move-dialog.tsx")));
const ShareDialog = lazy(() => withWords("dialogs", import("../sharing/share-dialog.tsx")));
const ReceiptsDialog = lazy(() => import("../usage/receipts.tsx"));

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
  const title = chat.title === "" ? "New chat" : chat.title;
  const remove = () => {
    navigate("/");
    deleteChats([chat], () => navigate(`/c/${chat.id}`));
  };
  return (
    <>
      <Menu
        label="About this conversation"
        align="end"
        testId="chat-menu"
        items={[
          {
            key: "settings",
            label: "Settings",
            icon: "settings",
            detail: "Title, model, system prompt, limit",
            onSelect: () => setOpened("settings"),
          },
          {
            key: "search",
            label: "Search in here",
            icon: "search",
            detail: "Also in what is not loaded, and on other branches",
            onSelect: () => openSearch({ chatId: chat.id, title }),
          },
          {
            key: "compact",
            label: "Summarise",
            icon: "summary",
            detail: "Makes later questions shorter and cheaper",
            disabledReason: refusal ?? undefined,
            onSelect: () => setOpened("compact"),
          },
          {
            key: "share",
            label: "Share",
            icon: "people",
            detail: "A link to read it, live, for people who can sign in here",
            onSelect: () => setOpened("share"),
          },
          {
            key: "project",
            label: "Move to a project",
            icon: "folder",
            onSelect: () => setOpened("project"),
          },
          { key: "receipts", label: "Receipts", icon: "usage", detail: "What each model call cost", onSelect: () => setOpened("receipts") },
          { key: "markdown", label: "Export as Markdown", icon: "download", download: exportOf(chat.id, "markdown") },
          { key: "json", label: "Export as JSON", icon: "download", download: exportOf(chat.id, "json") },
          { key: "delete", label: "Delete", icon: "delete", danger: true, onSelect: remove },
        ]}
        className="grid size-10 shrink-0 place-items-center rounded-xl text-muted hover:bg-hover hover:text-text"
      >
        <Icon name="more" />
      </Menu>
      <Suspense>
        {opened === "settings" ? <SettingsDialog live={live} chat={chat} onClose={close} /> : null}
        {opened === "project" ? <MoveDialog chatId={chat.id} onClose={close} /> : null}
        {opened === "share" ? <ShareDialog chatId={chat.id} title={title} onClose={close} /> : null}
        {opened === "compact" ? <CompactDialog live={live} chat={chat} onClose={close} /> : null}
        {opened === "receipts" ? <ReceiptsDialog chatId={chat.id} title={title} onClose={close} /> : null}
      </Suspense>
    </>
  );
}
