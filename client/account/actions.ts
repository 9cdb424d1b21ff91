/** What a person does to their list and their preferences: shown at once, taken back when the server refuses. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import type { z } from "zod";
import type { ChatSummary, patchChatBody, Preferences } from "../../src/protocol/http.ts";
import type { Problem } from "../../src/protocol/problem.ts";
import { asProblem, command } from "../http/request.ts";
import { applyAccountEvent } from "./account.tsx";
import { meQuery } from "./queries.ts";

export type ChatChange = Pick<z.infer<typeof patchChatBody>, "title" | "pinned" | "archived">;

function pathOf(chat: Pick<ChatSummary, "id">): string {
  return `/api/chats/${encodeURIComponent(chat.id)}`;
}

export interface ChatActions {
  change: (chat: ChatSummary, change: ChatChange) => void;
  /** Resolves to true when the conversation is gone. */
  remove: (chat: Pick<ChatSummary, "id">) => Promise<boolean>;
  /** The last refusal. */
  problem: Problem | null;
  dismiss: () => void;
}

export function useChatActions(): ChatActions {
  const client = useQueryClient();
  const [problem, setProblem] = useState<Problem | null>(null);
  const change = useCallback<ChatActions["change"]>(
    (chat, change) => {
      setProblem(null);
      applyAccountEvent(client, {
        type: "chat",
        chat: {
          ...chat,
          ...(change.title === undefined ? {} : { title: change.title }),
          ...(change.pinned === undefined ? {} : { pinned: change.pinned }),
          ...(change.archived === undefined ? {} : { archived: change.archived }),
        },
      });
      command(pathOf(chat), { method: "PATCH", body: change }).catch((error: unknown) => {
        applyAccountEvent(client, { type: "chat", chat });
        setProblem(asProblem(error));
      });
    },
    [client],
  );
  const remove = useCallback<ChatActions["remove"]>(
    async (chat) => {
      setProblem(null);
      try {
        await command(pathOf(chat), { method: "DELETE" });
      } catch (error) {
        const failure = asProblem(error);
        // Already gone is what was wanted.
        if (failure.status !== 404) {
          setProblem(failure);
          return false;
        }
      }
      applyAccountEvent(client, { type: "removed", id: chat.id });
      return true;
    },
    [client],
  );
  return { change, remove, problem, dismiss: () => setProblem(null) };
}

/** UTF-16 code units; browsers take 64 KiB in all from a page that is gone (https://fetch.spec.whatwg.org/, "keepalive"). */
const MOST_BEHIND_PAGE = 16_000;

/** Changes preferences here at once and on the server; a refusal brings the server's truth back and is answered. */
export function useSetPreferences(): (change: Partial<Preferences>) => Promise<Problem | null> {
  const client = useQueryClient();
  return useCallback(
    async (change) => {
      client.setQueryData(meQuery.queryKey, (me) =>
        me === undefined ? undefined : { ...me, preferences: { ...me.preferences, ...change } },
      );
      try {
        // What was set right before a reload is kept as well. A longer body (a system prompt) no browser sends from behind the page.
        const outlivesPage = JSON.stringify(change).length <= MOST_BEHIND_PAGE;
        await command("/api/me", { method: "PATCH", body: { preferences: change }, outlivesPage });
        return null;
      } catch (error) {
        void client.invalidateQueries({ queryKey: meQuery.queryKey });
        return asProblem(error);
      }
    },
    [client],
  );
}
