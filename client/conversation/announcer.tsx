/** Says politely, to those who listen instead of looking, that an answer began or ended. */
import { useEffect, useRef, useState } from "react";
import type { LiveConversation, Message } from "../live/index.ts";
import { useConversation } from "./use-conversation.ts";

/** The sentence for an answer that ended. */
export function announcementOf(message: Message | undefined): string {
  switch (message?.status) {
    case "done":
      return "Answer finished.";
    case "stopped":
      return "Answer stopped.";
    case "interrupted":
      return "Answer interrupted.";
    case "error":
      return `Answer failed. ${message.problem?.detail ?? ""}`.trim();
    case undefined:
    case "queued":
    case "running":
      return "";
  }
}

export function Announcer({ live }: { live: LiveConversation }) {
  const runningId = useConversation(live, (state) => state.runningId);
  const before = useRef<string | null>(null);
  const [words, setWords] = useState("");
  useEffect(() => {
    const ended = before.current;
    before.current = runningId;
    if (ended !== null && ended !== runningId) setWords(announcementOf(live.getState().messages.get(ended)));
    else if (runningId !== null) setWords("The answer is being written.");
  }, [runningId, live]);
  return (
    <div aria-live="polite" className="sr-only" data-testid="announcer">
      {words}
    </div>
  );
}
