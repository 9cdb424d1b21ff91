/** The conversations: plain links, pinned first, newest first, with a dot while an answer runs. */
import { useId, useMemo, useRef, useState } from "react";
import { useLocation } from "wouter";
import type { ChatSummary } from "../../src/protocol/http.ts";
import { MAX_TITLE_CHARACTERS } from "../../src/protocol/limits.ts";
import { useAccount, useChats } from "../account/account.tsx";
import { useChatActions } from "../account/actions.ts";
import { listed } from "../account/chat-list.ts";
import { asProblem } from "../http/request.ts";
import { Icon } from "../icons.tsx";
import { Button } from "../ui/button.tsx";
import { ConfirmDialog } from "../ui/dialog.tsx";
import { Notice } from "../ui/notice.tsx";
import { useSettled } from "../ui/use-settled.ts";
import { ChatItem } from "./chat-item.tsx";
import { useFocusAfter } from "./use-focus-after.ts";
import { emptyList } from "./empty-list.ts";
import { LeftOut } from "./left-out.tsx";

function Filter({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <label className="mt-2 flex h-9 shrink-0 items-center gap-2 rounded-xl bg-surface/60 px-3 text-faint outline-1 -outline-offset-1 outline-line focus-within:bg-surface">
      <Icon name="search" size={16} />
      <input
        type="search"
        value={value}
        aria-label="Filter conversations by title"
        placeholder="Filter titles"
        maxLength={MAX_TITLE_CHARACTERS}
        onChange={(event) => onChange(event.target.value)}
        className="w-full min-w-0 bg-transparent text-sm text-text outline-none placeholder:text-faint [&::-webkit-search-cancel-button]:hidden"
      />
    </label>
  );
}

function ListSkeleton() {
  return (
    <output className="grid gap-4 px-3 py-3" aria-label="Loading conversations">
      {["w-4/5", "w-3/5", "w-2/3", "w-1/2"].map((width) => (
        <div key={width} className={`skeleton h-4 ${width}`} />
      ))}
    </output>
  );
}

/** How long somebody has stopped typing before the server is asked. */
const FILTER_AFTER_MS = 150;

export function ChatList() {
  const { me } = useAccount();
  const [archived, setArchived] = useState(false);
  const [filter, setFilter] = useState("");
  const [deleting, setDeleting] = useState<ChatSummary | null>(null);
  const [busy, setBusy] = useState(false);
  const [location, navigate] = useLocation();
  const headingId = useId();
  const asked = useSettled(filter.trim(), FILTER_AFTER_MS);
  const query = useChats({ archived, filter: asked });
  const actions = useChatActions();
  const chats = useMemo(() => listed(query.data), [query.data]);

  const list = useRef<HTMLUListElement>(null);
  const leaves = useFocusAfter(list, chats);

  const confirmDelete = async (chat: ChatSummary) => {
    setBusy(true);
    leaves(chat);
    const gone = await actions.remove(chat);
    setBusy(false);
    setDeleting(null);
    if (gone && location === `/c/${chat.id}`) navigate("/");
  };
  const problem = actions.problem ?? (query.error === null ? null : asProblem(query.error));
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <Filter value={filter} onChange={setFilter} />
      <div className="mt-3 flex items-center justify-between ps-3">
        <h2 id={headingId} className="text-xs font-medium text-faint">
          {archived ? "Archived" : "Conversations"}
        </h2>
        <button
          type="button"
          onClick={() => setArchived(!archived)}
          className="h-7 rounded-xl px-2.5 text-xs text-faint hover:bg-hover hover:text-text"
        >
          {archived ? "Back" : "Archived"}
        </button>
      </div>
      {problem === null ? null : (
        <Notice
          tone="danger"
          className="my-1"
          onDismiss={actions.problem === null ? undefined : actions.dismiss}
          actions={
            actions.problem === null ? (
              <Button small look="plain" className="text-current" onClick={() => void query.refetch()}>
                Try again
              </Button>
            ) : null
          }
        >
          {problem.detail}
        </Notice>
      )}
      <LeftOut />
      <div className="-mx-1 min-h-0 flex-1 overflow-y-auto px-1 pb-2">
        {query.isPending ? <ListSkeleton /> : null}
        <ul ref={list} aria-labelledby={headingId} className="grid grid-cols-1">
          {chats.map((chat) => (
            <ChatItem
              key={chat.id}
              chat={chat}
              withPrice={me?.preferences.sidebarPrices === true}
              here={location === `/c/${chat.id}`}
              actions={actions}
              onDelete={setDeleting}
              onLeave={leaves}
            />
          ))}
        </ul>
        {query.isSuccess && !query.isPlaceholderData && chats.length === 0 ? (
          <output className="block px-3 py-2 text-sm text-faint">{emptyList(asked, archived, query.hasNextPage)}</output>
        ) : null}
        {query.hasNextPage ? (
          <Button
            small
            look="plain"
            className="mx-auto mt-1 flex"
            disabled={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {query.isFetchingNextPage ? "Loading…" : "Show more"}
          </Button>
        ) : null}
      </div>
      {deleting === null ? null : (
        <ConfirmDialog
          title="Delete this conversation?"
          action="Delete"
          busy={busy}
          onClose={() => setDeleting(null)}
          onConfirm={() => void confirmDelete(deleting)}
        >
          <p>
            Every word of “{deleting.title === "" ? "New chat" : deleting.title}” is removed from every store, in all tabs. What it cost
            stays in your books. This cannot be undone.
          </p>
        </ConfirmDialog>
      )}
    </div>
  );
}
