/** What is done with conversations of the list: at once, with a note that undoes what takes them out of sight. */
import { useCallback, useMemo, useState } from "react";
import { useLocation } from "wouter";
import type { ChatSummary } from "../../src/protocol/http.ts";
import type { ChatActions } from "../account/actions.ts";
import { UNDO_MS } from "../account/deletions.ts";
import { useDelete } from "../account/use-deletions.ts";
import { showToast } from "../ui/toasts.ts";
import type { ItemActions } from "./chat-item.tsx";
import { words } from "../words/words.ts";

export interface Choosing {
  /** Null: several are not being chosen. */
  chosen: ReadonlySet<string> | null;
  begin: () => void;
  end: () => void;
}

/** @param leaves what keeps the focus in the list, called before a conversation leaves it */
export function useListActions(
  chats: readonly ChatSummary[],
  actions: ChatActions,
  leaves: (chat: ChatSummary) => void,
): { item: ItemActions; choosing: Choosing } {
  const [chosen, setChosen] = useState<ReadonlySet<string> | null>(null);
  const [lastTicked, setLastTicked] = useState<string | null>(null);
  const [location, navigate] = useLocation();
  const deleteChats = useDelete();
  const end = useCallback(() => setChosen(null), []);

  const archive = (which: readonly ChatSummary[]) => {
    const [first] = which;
    if (first === undefined) return;
    leaves(first);
    const archived = !first.archived;
    for (const chat of which) actions.change(chat, { archived });
    end();
    showToast(archived ? words.sidebar.archivedNote(which.length) : words.sidebar.unarchivedNote(which.length), {
      forMs: UNDO_MS,
      action: {
        label: words.app.undo,
        run: () => {
          for (const chat of which) actions.change({ ...chat, archived }, { archived: !archived });
        },
      },
    });
  };
  const remove = (which: readonly ChatSummary[]) => {
    const [first] = which;
    if (first === undefined) return;
    leaves(first);
    const open = which.find(({ id }) => location === `/c/${id}`);
    if (open !== undefined) navigate("/");
    end();
    deleteChats(which, open === undefined ? undefined : () => navigate(`/c/${open.id}`));
  };
  const toggle = (chat: ChatSummary, upTo: boolean) => {
    const next = new Set(chosen);
    const from = upTo && lastTicked !== null ? chats.findIndex(({ id }) => id === lastTicked) : -1;
    const at = chats.findIndex(({ id }) => id === chat.id);
    const isTicked = !next.has(chat.id);
    const range = from === -1 ? [chat] : chats.slice(Math.min(from, at), Math.max(from, at) + 1);
    for (const { id } of range) {
      if (isTicked) next.add(id);
      else next.delete(id);
    }
    setLastTicked(chat.id);
    setChosen(next);
  };
  return {
    item: {
      rename: (chat, title) => actions.change(chat, { title }),
      pin: (chat) => actions.change(chat, { pinned: !chat.pinned }),
      archive,
      remove,
      toggle,
      choose: (chat) => {
        setLastTicked(chat.id);
        setChosen(new Set([chat.id]));
      },
    },
    choosing: useMemo(() => ({ chosen, begin: () => setChosen(new Set()), end }), [chosen, end]),
  };
}
