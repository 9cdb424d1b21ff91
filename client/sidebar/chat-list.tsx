/** The conversations: pinned first, then by day, as far as one scrolls; filtered by title; several chosen at once. */
import { useCallback, useEffect, useId, useMemo, useRef, useState } from "react";
import { useLocation } from "wouter";
import type { ChatSummary } from "../../src/protocol/http.ts";
import { MAX_TITLE_CHARACTERS } from "../../src/protocol/limits.ts";
import { useAccount, useChats } from "../account/account.tsx";
import { useChatActions } from "../account/actions.ts";
import { listed } from "../account/chat-list.ts";
import { useHiddenChats } from "../account/use-deletions.ts";
import { useUnreadChats } from "../account/use-unread.ts";
import { asProblem } from "../http/request.ts";
import { Icon } from "../icons.tsx";
import { Button } from "../ui/button.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { belongsToInputMethod } from "../ui/input-method.ts";
import { Notice } from "../ui/notice.tsx";
import { useNow } from "../ui/use-now.ts";
import { useSettled } from "../ui/use-settled.ts";
import { ChatRows } from "./chat-rows.tsx";
import { emptyList } from "./empty-list.ts";
import { groupedRows } from "./groups.ts";
import { LeftOut } from "./left-out.tsx";
import { useFocusAfter } from "./use-focus-after.ts";
import { useListActions, type Choosing } from "./use-list-actions.ts";
import { words } from "../words/words.ts";

function Filter({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <label className="flex h-9 min-w-0 flex-1 items-center gap-2 rounded-lg bg-surface/70 px-2.5 text-faint outline-1 -outline-offset-1 outline-line focus-within:bg-surface focus-within:outline-2 focus-within:outline-accent pointer-coarse:h-10">
      <Icon name="search" size={14} />
      <input
        type="search"
        value={value}
        aria-label={words.sidebar.filter}
        placeholder={words.sidebar.filterHelp}
        maxLength={MAX_TITLE_CHARACTERS}
        onChange={(event) => onChange(event.target.value)}
        className="w-full min-w-0 bg-transparent text-sm text-text outline-none placeholder:text-faint [&::-webkit-search-cancel-button]:hidden"
      />
    </label>
  );
}

function ListSkeleton() {
  return (
    <output className="grid gap-4 px-2.5 py-3" aria-label={words.sidebar.loading}>
      {["w-4/5", "w-3/5", "w-2/3", "w-1/2"].map((width) => (
        <div key={width} className={`skeleton h-4 ${width}`} />
      ))}
    </output>
  );
}

interface ChosenBarProps {
  chosen: readonly ChatSummary[];
  archived: boolean;
  onArchive: (chats: readonly ChatSummary[]) => void;
  onDelete: (chats: readonly ChatSummary[]) => void;
  choosing: Choosing;
}

/** In place of the filter while several are chosen. */
function ChosenBar({ chosen, archived, onArchive, onDelete, choosing }: ChosenBarProps) {
  const disabled = chosen.length === 0;
  return (
    <div className="mt-2 flex h-9 items-center gap-0.5 ps-2.5 pointer-coarse:h-10" data-testid="chosen-bar">
      <output className="flex-1 text-sm font-medium">{words.sidebar.selected(chosen.length)}</output>
      <IconButton
        icon="archive"
        label={archived ? words.sidebar.unarchiveSelected : words.sidebar.archiveSelected}
        small
        disabled={disabled}
        onClick={() => onArchive(chosen)}
      />
      <IconButton icon="delete" label={words.sidebar.deleteSelected} small disabled={disabled} onClick={() => onDelete(chosen)} />
      <IconButton icon="close" label={words.sidebar.stopSelecting} small onClick={choosing.end} />
    </div>
  );
}

/** How long somebody has stopped typing before the server is asked. */
const FILTER_AFTER_MS = 150;
/** How often the groups look whether a new day has begun. */
const NEW_DAY_MS = 60_000;

export function ChatList() {
  const { me } = useAccount();
  const [archived, setArchived] = useState(false);
  const [filter, setFilter] = useState("");
  const [location] = useLocation();
  const headingId = useId();
  const asked = useSettled(filter.trim(), FILTER_AFTER_MS);
  const query = useChats({ archived, filter: asked });
  const actions = useChatActions();
  const hidden = useHiddenChats();
  const unread = useUnreadChats();
  const now = useNow(NEW_DAY_MS);
  const chats = useMemo(() => listed(query.data).filter(({ id }) => !hidden.has(id)), [query.data, hidden]);
  const rows = useMemo(() => groupedRows(chats, now), [chats, now]);
  const list = useRef<HTMLUListElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const leaves = useFocusAfter(list, chats);
  const { item, choosing } = useListActions(chats, actions, leaves);
  const { chosen, end } = choosing;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  useEffect(() => {
    if (chosen === null) return undefined;
    const leave = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || belongsToInputMethod(event) || document.querySelector("dialog[open], :popover-open") !== null) return;
      event.preventDefault();
      end();
    };
    window.addEventListener("keydown", leave, { capture: true });
    return () => window.removeEventListener("keydown", leave, { capture: true });
  }, [chosen, end]);

  const problem = actions.problem ?? (query.error === null ? null : asProblem(query.error));
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      {chosen === null ? (
        <div className="mt-2 flex items-center gap-1">
          <Filter value={filter} onChange={setFilter} />
          <IconButton
            icon="archive"
            label={archived ? words.sidebar.backToList : words.sidebar.archivedList}
            small
            aria-pressed={archived}
            onClick={() => setArchived(!archived)}
            className="aria-pressed:bg-chosen aria-pressed:text-text"
          />
        </div>
      ) : (
        <ChosenBar
          chosen={chats.filter(({ id }) => chosen.has(id))}
          archived={archived}
          onArchive={item.archive}
          onDelete={item.remove}
          choosing={choosing}
        />
      )}
      <h2 id={headingId} className={archived ? "px-2.5 pt-3 text-sm font-medium" : "sr-only"}>
        {archived ? words.sidebar.archived : words.sidebar.conversations}
      </h2>
      {problem === null ? null : (
        <Notice
          tone="danger"
          className="my-1"
          onDismiss={actions.problem === null ? undefined : actions.dismiss}
          actions={
            actions.problem === null ? (
              <Button small look="plain" className="text-current" onClick={() => void query.refetch()}>
                {words.ui.again}
              </Button>
            ) : null
          }
        >
          {problem.detail}
        </Notice>
      )}
      <LeftOut />
      <div className="relative -mx-1 min-h-0 flex-1">
        <div ref={scroller} className="h-full overflow-y-auto px-1 pb-3 [--fade:var(--side)]" data-testid="chat-scroller">
          {query.isPending ? <ListSkeleton /> : null}
          <ChatRows
            rows={rows}
            scroller={scroller}
            list={list}
            labelledBy={headingId}
            hereId={/^\/c\/([^/]+)$/.exec(location)?.[1] ?? null}
            withPrice={me?.preferences.sidebarPrices === true}
            unread={unread}
            chosen={chosen}
            actions={item}
            onNearEnd={more}
          />
          {query.isSuccess && !query.isPlaceholderData && chats.length === 0 && !hasNextPage ? (
            <output className="block px-2.5 py-2 text-sm text-faint">{emptyList(asked, archived, hasNextPage)}</output>
          ) : null}
          {isFetchingNextPage ? <p className="py-2 text-center text-xs text-faint">{words.ui.loadingMore}</p> : null}
        </div>
        <div className="fade-bottom absolute inset-x-1 bottom-0 h-5 [--fade:var(--side)]" aria-hidden="true" />
      </div>
    </div>
  );
}
