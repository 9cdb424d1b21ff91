/** A conversation begins with its first message: its id is minted here, the server makes it, then the message goes out on its socket. */
import { useCallback, useState } from "react";
import { useLocation } from "wouter";
import type { Problem } from "../../src/protocol/problem.ts";
import { moveStartPageWords } from "../drafts/kept-words.ts";
import { asProblem, command } from "../http/request.ts";
import type { ChatSetup } from "./new-chat-bar.tsx";
import { openConversation } from "./open-conversations.ts";

export interface NewChat {
  /** The first message, while the server makes the conversation. */
  starting: string | null;
  problem: Problem | null;
  dismiss: () => void;
  /** Resolves to false when the conversation could not be made; the text belongs back in the composer then. */
  start: (text: string, model: string | null, setup: ChatSetup) => Promise<boolean>;
}

export function useNewChat(): NewChat {
  const [, navigate] = useLocation();
  const [starting, setStarting] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const start = useCallback<NewChat["start"]>(
    async (text, model, { temporary, system, effort }) => {
      const id = crypto.randomUUID().replaceAll("-", "");
      setStarting(text);
      setProblem(null);
      const body = {
        id,
        ...(model === null ? {} : { model }),
        ...(temporary ? { temporary } : {}),
        ...(effort === null ? {} : { effort }),
        // An empty prompt means the default to the route: the conversation is told afterwards that it has none.
        ...(system === null || system === "" ? {} : { system }),
      };
      try {
        await command("/api/chats", { method: "POST", body });
        const live = openConversation(id);
        if (system === "") live.set({ system });
        live.send(text);
        moveStartPageWords(id);
        navigate(`/c/${id}`);
        return true;
      } catch (error) {
        setProblem(asProblem(error));
        return false;
      } finally {
        setStarting(null);
      }
    },
    [navigate],
  );
  return { starting, problem, dismiss: () => setProblem(null), start };
}
