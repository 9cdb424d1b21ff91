/** The page's deletions that can still be undone, tied to the server, to this browser's storage and to the page's end. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useSyncExternalStore } from "react";
import type { ChatSummary } from "../../src/protocol/http.ts";
import { command, asProblem } from "../http/request.ts";
import { showToast } from "../ui/toasts.ts";
import { applyAccountEvent, useAccount } from "./account.tsx";
import { Deletions, UNDO_MS } from "./deletions.ts";
import { words } from "../words/words.ts";

let onGone: (id: string) => void = () => undefined;

const forgetful: Pick<Storage, "getItem" | "setItem"> = (() => {
  let kept: string | null = null;
  return { getItem: () => kept, setItem: (_key: string, value: string) => void (kept = value) };
})();

function storage(): Pick<Storage, "getItem" | "setItem"> {
  try {
    return localStorage;
  } catch {
    return forgetful;
  }
}

const deletions = new Deletions({
  storage: storage(),
  nowMs: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  remove: async (id) => {
    try {
      await command(`/api/chats/${encodeURIComponent(id)}`, { method: "DELETE", outlivesPage: true });
      return { outcome: "gone" };
    } catch (error) {
      const { status, detail } = asProblem(error);
      // Already gone is what was wanted.
      if (status === 404) return { outcome: "gone" };
      return status === 0 || status === 401 || status >= 500 ? { outcome: "unreachable" } : { outcome: "refused", reason: detail };
    }
  },
  onRefused: (reason) => void showToast(words.app.notDeleted(reason), { tone: "danger", forMs: null }),
  onGone: (id) => onGone(id),
});

/** Deletes when the page is hidden, and what an earlier page could not. Once in the app. */
export function useFinishDeletions(): void {
  const client = useQueryClient();
  const { me } = useAccount();
  const person = me?.email;
  useEffect(() => {
    onGone = (id) => applyAccountEvent(client, { type: "removed", id });
    const flush = () => {
      if (document.visibilityState === "hidden") deletions.flush();
    };
    const leave = () => deletions.flush();
    document.addEventListener("visibilitychange", flush);
    window.addEventListener("pagehide", leave);
    return () => {
      document.removeEventListener("visibilitychange", flush);
      window.removeEventListener("pagehide", leave);
    };
  }, [client]);
  useEffect(() => {
    if (person !== undefined) deletions.resume(person);
  }, [person]);
}

/** The ids of conversations that are about to be deleted: lists leave them out. */
export function useHiddenChats(): ReadonlySet<string> {
  return useSyncExternalStore(deletions.subscribe, deletions.hidden);
}

type Deleted = Pick<ChatSummary, "id" | "title">;

/** Deletes conversations with a note that undoes it. `onUndo`: they are back. */
export function useDelete(): (chats: readonly Deleted[], onUndo?: () => void) => void {
  const { me } = useAccount();
  const person = me?.email ?? "";
  return useCallback(
    (chats, onUndo) => {
      const ids = chats.map(({ id }) => id);
      const [only] = chats;
      if (only === undefined) return;
      deletions.begin(person, ids);
      showToast(words.app.deleted(chats.length, only.title === "" ? null : shortened(only.title)), {
        forMs: UNDO_MS,
        action: {
          label: words.app.undo,
          run: () => {
            deletions.undo(ids);
            onUndo?.();
          },
        },
      });
    },
    [person],
  );
}

const shortened = (title: string): string => (title.length <= 40 ? title : `${title.slice(0, 39).trimEnd().toWellFormed()}…`);
