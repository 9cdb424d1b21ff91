/** What stands between a typed question and the server, and what can be done about it. */
import { useEffect, useState } from "react";
import { Link } from "wouter";
import type { PendingMessage } from "../live/index.ts";
import { Button } from "../ui/button.tsx";
import { useOnline } from "../ui/use-online.ts";
import { useReturnText } from "./return-text.ts";
import { useLive } from "./use-conversation.ts";

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
  if (state === "sending")
    return (
      <p className="mt-1 h-5 pe-1 text-xs text-faint">{slow ? (online ? "Sending…" : "Waits for the network. It is sent once.") : ""}</p>
    );
  const takeBack = () => {
    const text = live.discardPending(pending.id);
    if (text !== null) returnText(text);
  };
  return (
    <output className="mt-2 flex max-w-full flex-col items-end gap-2 md:max-w-[85%]">
      {state === "waiting-for-network" ? (
        <p className="text-end text-xs text-faint">Waits for the network. It is sent once, as soon as there is a connection.</p>
      ) : (
        <p className="rounded-2xl bg-danger-soft px-4 py-2 text-sm text-danger">{state.refused.detail}</p>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        <Button small onClick={takeBack}>
          Take back
        </Button>
        {state === "waiting-for-network" ? null : (
          <>
            {state.refused.status === 402 ? (
              <Link
                href="/usage"
                className="inline-flex h-8 items-center rounded-full border border-line px-3 text-[13px] font-medium hover:bg-hover"
              >
                See budget
              </Link>
            ) : null}
            <Button small look="tonal" onClick={() => live.retryPending(pending.id)}>
              Send again
            </Button>
          </>
        )}
      </div>
    </output>
  );
}
