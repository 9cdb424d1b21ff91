/** A conversation begins with its first message: both are minted here, and its page opens at once with the message on its way. */
import { useCallback, useRef } from "react";
import { useLocation } from "wouter";
import { keepStartPageWords, keepUnsentDraft, startPageWords } from "../drafts/kept-words.ts";
import { asProblem, command } from "../http/request.ts";
import { showToast } from "../ui/toasts.ts";
import type { ChatSetup } from "./new-chat-bar.tsx";
import { beginConversation } from "./open-conversations.ts";

/** `usualSystem`: the person's own prompt, where it is known; null: the server knows. */
export type StartChat = (text: string, model: string | null, setup: ChatSetup, usualSystem: string | null) => void;

export function useNewChat(): StartChat {
  const [, navigate] = useLocation();
  return useCallback(
    (text, model, { temporary, system, effort, tools }, usualSystem) => {
      const id = crypto.randomUUID().replaceAll("-", "");
      const told = system ?? usualSystem;
      beginConversation(id, text, {
        ...(model === null ? {} : { model }),
        ...(temporary ? { temporary } : {}),
        ...(effort === null ? {} : { effort }),
        ...(tools.length === 0 ? {} : { tools }),
        ...(told === null ? {} : { system: told }),
      });
      navigate(`/c/${id}`);
    },
    [navigate],
  );
}

/** Makes a conversation before anything is said in it, for what needs one: files and speech. Opens it with the words of the start page. */
export type MakeChat = (model: string | null, setup: ChatSetup) => Promise<string | null>;

export function useMakeChat(): MakeChat {
  const [, navigate] = useLocation();
  const making = useRef<Promise<string | null> | null>(null);
  return (model, { temporary, system, effort, tools }) => {
    const make = async () => {
      const id = crypto.randomUUID().replaceAll("-", "");
      const body = {
        id,
        temporary,
        ...(model === null ? {} : { model }),
        ...(effort === null ? {} : { effort }),
        ...(tools.length === 0 ? {} : { tools }),
        ...(system === null ? {} : { system }),
      };
      try {
        await command("/api/chats", { method: "POST", body });
      } catch (error) {
        showToast(asProblem(error).detail, { tone: "danger" });
        return null;
      } finally {
        making.current = null;
      }
      const text = startPageWords();
      if (text !== "") keepUnsentDraft(id, { text, base: "" });
      keepStartPageWords("");
      return id;
    };
    making.current ??= make().then((id) => {
      if (id !== null) navigate(`/c/${id}`);
      return id;
    });
    return making.current;
  };
}
