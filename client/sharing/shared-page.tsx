/** `/s/:id`: somebody else's conversation, to be read while it goes on, and to be gone on from in a copy. */
import { useMemo, useState } from "react";
import { Link, useLocation } from "wouter";
import { copied } from "../../src/protocol/sharing.ts";
import type { Problem } from "../../src/protocol/problem.ts";
import { ConnectionBar } from "../conversation/connection-bar.tsx";
import { Ended } from "../conversation/ended.tsx";
import { useOpenShare } from "../conversation/open-conversations.ts";
import { SharedContext } from "../conversation/read-only.ts";
import { threadView } from "../conversation/rows.ts";
import { AT_END } from "../conversation/thread-window.ts";
import { useStickToBottom } from "../conversation/stick-to-bottom.ts";
import { Thread } from "../conversation/lazy-thread.tsx";
import { ThreadSkeleton } from "../conversation/thread-skeleton.tsx";
import { useConversation } from "../conversation/use-conversation.ts";
import { formatMoney, formatMoneyExact } from "../format/money.ts";
import { asProblem, request } from "../http/request.ts";
import { Icon } from "../icons.tsx";
import type { LiveConversation } from "../live/index.ts";
import { MenuButton } from "../sidebar/shell.tsx";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { Simulated } from "../ui/simulated.tsx";
import { useDocumentTitle } from "../ui/use-document-title.ts";
import { words } from "../words/words.ts";

function Gone() {
  return (
    <div className="relative h-full">
      <div className="absolute start-2 top-2">
        <MenuButton />
      </div>
      <div role="alert" className="mx-auto grid h-full max-w-md place-content-center gap-3 p-6 text-center" data-testid="share-gone">
        <h1 className="text-2xl text-balance">{words.sharing.nowhere}</h1>
        <p className="text-pretty text-muted">{words.sharing.nowhereHelp}</p>
        <Link href="/" className="mx-auto mt-2 inline-flex h-10 items-center rounded-xl bg-send px-5 text-sm font-medium text-on-send">
          {words.app.newChat}
        </Link>
      </div>
    </div>
  );
}

function GoOn({ shareId }: { shareId: string }) {
  const [, navigate] = useLocation();
  // The same for every try: a copy that was made and not heard of is not made twice.
  const [id] = useState(() => crypto.randomUUID().replaceAll("-", ""));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const copy = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const { chatId } = await request(copied, `/api/shared/${encodeURIComponent(shareId)}/copy`, { method: "POST", body: { id } });
      navigate(`/c/${chatId}`);
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  };
  return (
    <div className="mx-auto mb-4 w-[calc(100%-2rem)] max-w-3xl shrink-0" data-testid="reader-bar">
      <Notice
        icon="info"
        actions={
          <Button small look="tonal" disabled={busy} onClick={() => void copy()}>
            {busy ? words.sharing.copying : words.sharing.goOn}
          </Button>
        }
      >
        {words.sharing.readOnly}
      </Notice>
      {problem === null ? null : (
        <Notice tone="danger" icon="warning" className="mt-2">
          {problem.detail}
        </Notice>
      )}
    </div>
  );
}

function Header({ live }: { live: LiveConversation }) {
  const chat = useConversation(live, (state) => state.chat);
  return (
    <header className="flex h-14 shrink-0 items-center gap-2 ps-2 pe-4" data-testid="shared-banner">
      <MenuButton />
      {chat === null ? (
        <div className="skeleton h-5 w-40" aria-hidden="true" />
      ) : (
        <h1 className="min-w-0 flex-1 truncate px-2 text-base font-medium" dir="auto" data-testid="chat-title">
          {chat.title === "" ? words.sharing.aConversation : chat.title}
        </h1>
      )}
      {chat === null || chat.costNanoUsd === 0 ? null : (
        <span className="flex shrink-0 items-center gap-1.5 text-sm tabular-nums" title={formatMoneyExact(chat.costNanoUsd)}>
          {formatMoney(chat.costNanoUsd)} {chat.simulated ? <Simulated /> : null}
        </span>
      )}
      <span className="flex shrink-0 items-center gap-1 rounded-xl bg-hover px-2 py-0.5 text-xs text-muted">
        <Icon name="people" size={15} />
        {words.sharing.shared}
      </span>
    </header>
  );
}

export default function SharedPage({ shareId }: { shareId: string }) {
  const live = useOpenShare(shareId);
  const scroll = useStickToBottom();
  const [window, setWindow] = useState(AT_END);
  const path = useConversation(live, (state) => state.path);
  const runningId = useConversation(live, (state) => state.runningId);
  const chat = useConversation(live, (state) => state.chat);
  const connection = useConversation(live, (state) => state.connection);
  const view = useMemo(() => threadView({ path, pending: [], runningId }, window.size, window.bottomId), [path, runningId, window]);
  useDocumentTitle(chat?.title ?? null);
  if (connection.status === "ended") return connection.reason === "not-found" ? <Gone /> : <Ended reason={connection.reason} />;
  return (
    <SharedContext value>
      <div className="flex h-full flex-col">
        <Header live={live} />
        {chat === null ? (
          <ThreadSkeleton />
        ) : (
          <Thread live={live} view={view} scroll={scroll} isReadOnly foundId={null} window={window} onMove={setWindow} />
        )}
        <ConnectionBar live={live} />
        {chat === null ? null : <GoOn shareId={shareId} />}
      </div>
    </SharedContext>
  );
}
