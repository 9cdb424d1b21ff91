/** A conversation begins with its first message: both are minted here, and its page opens at once with the message on its way. */
import { useCallback, useRef } from "react";
import { useLocation } from "wouter";
import { keepStartPageWords, keepUnsentDraft, startPageWords } from "../drafts/kept-words.ts";
import { asProblem, command } from "../http/request.ts";
import type { Beginning, ChatSetup } from "../presets/beginning.ts";
import { showToast } from "../ui/toasts.ts";
import { beginConversation } from "./open-conversations.ts";

/** What it begins with; `system` null: what is usual, the server knows. */
export type NewChat = Pick<ChatSetup, "temporary" | "tools"> & Pick<Beginning, "model" | "system" | "effort">;

const bodyOf = ({ model, temporary, effort, tools, system }: NewChat) => ({
  ...(model === null ? {} : { model }),
  ...(temporary ? { temporary } : {}),
  // Null is said, too: left out, the server would take a preset's.
  effort,
  ...(tools.length === 0 ? {} : { tools }),
  ...(system === null ? {} : { system }),
});

export type StartChat = (text: string, begins: NewChat) => void;

export function useNewChat(): StartChat {
  const [, navigate] = useLocation();
  return useCallback(
    (text, begins) => {
      const id = crypto.randomUUID().replaceAll("-", "");
      beginConversation(id, text, bodyOf(begins));
      navigate(`/c/${id}`);
    },
    [navigate],
  );
}

/** Makes a conversation before anything is said in it, for what needs one: files and speech. Opens it with the words of the start page. */
export type MakeChat = (begins: NewChat) => Promise<string | null>;

export function useMakeChat(): MakeChat {
  const [, navigate] = useLocation();
  const making = useRef<Promise<string | null> | null>(null);
  return (begins) => {
    const make = async () => {
      const id = crypto.randomUUID().replaceAll("-", "");
      const body = { id, ...bodyOf(begins) };
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
