/** How the connection stands, said only when it matters. What is known stays readable under it. */
import { useEffect, useState, type ReactNode } from "react";
import type { Connection, LiveConversation } from "../live/index.ts";
import { Notice } from "../ui/notice.tsx";
import { useOnline } from "../ui/use-online.ts";
import { useNow } from "../ui/use-now.ts";
import { useConversation } from "./use-conversation.ts";
import { words } from "../words/words.ts";

/** A connection that comes back faster than this is not worth a word. */
const QUIET_MS = 700;

/** Shows its children only if it is still there after a while. */
function Later({ afterMs, children }: { afterMs: number; children: ReactNode }) {
  const [due, setDue] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setDue(true), afterMs);
    return () => clearTimeout(timer);
  }, [afterMs]);
  return due ? children : null;
}

function Reconnecting({ connection, live }: { connection: Extract<Connection, { status: "reconnecting" }>; live: LiveConversation }) {
  const now = useNow(250);
  const seconds = Math.ceil((connection.retryAt - now) / 1000);
  return (
    <Notice
      tone="warning"
      icon="offline"
      actions={
        <button type="button" onClick={() => live.reconnectNow()} className="h-8 rounded-xl px-3 text-sm font-medium hover:bg-hover">
          {words.conversation.connection.tryNow}
        </button>
      }
    >
      <span className="tabular-nums">
        {seconds > 0 ? words.conversation.connection.lost(seconds) : words.conversation.connection.reconnecting}
      </span>
    </Notice>
  );
}

export function ConnectionBar({ live }: { live: LiveConversation }) {
  const connection = useConversation(live, (state) => state.connection);
  const notice = useConversation(live, (state) => state.notice);
  const online = useOnline();
  return (
    <div className="mx-auto grid w-full max-w-3xl gap-2 px-4 not-empty:pb-2" data-testid="connection-state" data-status={connection.status}>
      {notice === null ? null : (
        <Notice tone="danger" icon="warning" onDismiss={() => live.dismissNotice()}>
          {words.http.problem(notice.problem)}
        </Notice>
      )}
      {connection.status === "reconnecting" ? (
        <Later afterMs={QUIET_MS}>
          <Reconnecting connection={connection} live={live} />
        </Later>
      ) : null}
      {connection.status === "offline" || (!online && connection.status === "live") ? (
        <Notice tone="warning" icon="offline">
          {words.conversation.connection.offline}
        </Notice>
      ) : null}
    </div>
  );
}
