/** What stands between a typed question and the server, and what can be done about it. */
import { useEffect, useState } from "react";
import type { PendingMessage } from "../live/index.ts";
import { Button } from "../ui/button.tsx";
import { useOnline } from "../ui/use-online.ts";
import { OverBudget } from "./over-budget.tsx";
import { useReturnText } from "./return-text.ts";
import { useConversation, useLive } from "./use-conversation.ts";
import { words } from "../words/words.ts";

/** Sending is said only when it takes longer than this. */
const PATIENCE_MS = 600;

export function PendingState({ pending }: { pending: PendingMessage }) {
  const live = useLive();
  const returnText = useReturnText();
  const online = useOnline();
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  const { state } = pending;
  const modelId = useConversation(live, ({ chat }) => chat?.model ?? "");
  // What is true of all that were refused for it is said once, at the last.
  const lastOverBudget = useConversation(
    live,
    (all) => all.pending.findLast((each) => typeof each.state === "object" && each.state.refused.status === 402)?.id ?? null,
  );
  if (state === "sending")
    return (
      <p className="mt-1 h-5 pe-1 text-xs text-faint">
        {slow ? (online ? words.answer.pending.sending : words.answer.pending.waitsShort) : ""}
      </p>
    );
  const takeBack = () => {
    const text = live.discardPending(pending.id);
    if (text !== null) returnText(text, pending.files);
  };
  const isWaiting = state === "waiting-for-network";
  const isOverBudget = typeof state === "object" && state.refused.status === 402;
  const askOther = (model: string) => {
    live.set({ model });
    live.retryPending(pending.id);
  };
  return (
    <output className="mt-2 flex max-w-full flex-col items-end gap-2 md:max-w-[85%]">
      {isWaiting ? (
        <p className="text-end text-xs text-faint">{words.answer.pending.waits}</p>
      ) : !isOverBudget ? (
        <p className="rounded-2xl bg-danger-soft px-4 py-2 text-sm text-danger">{words.http.problem(state.refused)}</p>
      ) : lastOverBudget === pending.id ? (
        <OverBudget
          detail={words.http.problem(state.refused)}
          text={pending.text}
          parentId={pending.parentId}
          modelId={modelId}
          onModel={askOther}
        />
      ) : (
        <p className="text-end text-xs text-warn">{words.answer.pending.overBudget}</p>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        <Button small onClick={takeBack}>
          {words.answer.pending.takeBack}
        </Button>
        {isWaiting ? null : (
          <Button small look="tonal" onClick={() => live.retryPending(pending.id)}>
            {words.answer.pending.sendAgain}
          </Button>
        )}
      </div>
    </output>
  );
}
