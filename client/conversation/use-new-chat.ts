/** A conversation begins with its first message: both are minted here, and its page opens at once with the message on its way. */
import { useCallback } from "react";
import { useLocation } from "wouter";
import type { ChatSetup } from "./new-chat-bar.tsx";
import { beginConversation } from "./open-conversations.ts";

/** `usualSystem`: the person's own prompt, where it is known; null: the server knows. */
export type StartChat = (text: string, model: string | null, setup: ChatSetup, usualSystem: string | null) => void;

export function useNewChat(): StartChat {
  const [, navigate] = useLocation();
  return useCallback(
    (text, model, { temporary, system, effort }, usualSystem) => {
      const id = crypto.randomUUID().replaceAll("-", "");
      const told = system ?? usualSystem;
      beginConversation(id, text, {
        ...(model === null ? {} : { model }),
        ...(temporary ? { temporary } : {}),
        ...(effort === null ? {} : { effort }),
        ...(told === null ? {} : { system: told }),
      });
      navigate(`/c/${id}`);
    },
    [navigate],
  );
}
