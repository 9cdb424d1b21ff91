/** Says politely, to those who listen instead of looking, that an answer began, ended or waits for them. */
import { useEffect, useRef, useState } from "react";
import type { LiveConversation, Message } from "../live/index.ts";
import { stepTitle } from "./step-words.ts";
import { useConversation } from "./use-conversation.ts";
import { words } from "../words/words.ts";

/** The sentence for an answer that ended. */
export function announcementOf(message: Message | undefined): string {
  switch (message?.status) {
    case "done":
      return words.conversation.announce.done;
    case "stopped":
      return words.conversation.announce.stopped;
    case "interrupted":
      return words.conversation.announce.interrupted;
    case "error":
      return words.conversation.announce.error(message.problem === undefined ? "" : words.answer.problem(message.problem)).trim();
    case undefined:
    case "queued":
    case "running":
      return "";
  }
}

/** What the running answer waits for a decision on, each step by itself; empty: for nothing. */
function waitingIn(message: Message | undefined): string {
  return (message?.steps ?? [])
    .filter(({ status }) => status === "waiting")
    .map(stepTitle)
    .join("; ");
}

export function Announcer({ live }: { live: LiveConversation }) {
  const runningId = useConversation(live, (state) => state.runningId);
  const waiting = useConversation(live, (state) => (state.runningId === null ? "" : waitingIn(state.messages.get(state.runningId))));
  const before = useRef<string | null>(null);
  const [said, setSaid] = useState("");
  useEffect(() => {
    const ended = before.current;
    before.current = runningId;
    if (ended !== null && ended !== runningId) setSaid(announcementOf(live.getState().messages.get(ended)));
    else if (runningId !== null) setSaid(words.conversation.announce.writing);
  }, [runningId, live]);
  return (
    <div aria-live="polite" className="sr-only" data-testid="announcer">
      {waiting === "" ? said : words.conversation.announce.waits(waiting)}
    </div>
  );
}
