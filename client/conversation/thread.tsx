/** The messages of a conversation: a window of them in assistant-ui's runtime, older ones on demand. */
/* The region of messages scrolls: it can be focused, so that the keyboard can scroll it. */
/* oxlint-disable jsx-a11y/no-noninteractive-tabindex */
import { AssistantRuntimeProvider, ThreadPrimitive, useAuiState } from "@assistant-ui/react";
import { use, useRef, type RefObject } from "react";
import type { LiveConversation } from "../live/index.ts";
import { BlockBoundary } from "../markdown/block-boundary.tsx";
import { Button } from "../ui/button.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { AssistantMessage } from "./assistant-message.tsx";
import { ContextDivider } from "./context-divider.tsx";
import { FoundContext, ReadOnlyContext } from "./read-only.ts";
import { Row, type ThreadView } from "./rows.ts";
import { LiveContext, useConversation } from "./use-conversation.ts";
import type { StickToBottom } from "./stick-to-bottom.ts";
import { useThreadRuntime } from "./use-thread-runtime.ts";
import { PendingUserMessage, UserMessage } from "./user-message.tsx";

function MessageRow() {
  const isReadOnly = use(ReadOnlyContext);
  const row = useAuiState((state) => state.message.metadata.custom["row"]);
  if (!(row instanceof Row)) return null;
  if (row.content.kind === "pending") return <PendingUserMessage pending={row.content.pending} />;
  const { message } = row.content;
  return (
    <>
      {isReadOnly ? null : <ContextDivider messageId={message.id} />}
      <BlockBoundary text={message.text}>
        {message.role === "user" ? <UserMessage message={message} /> : <AssistantMessage message={message} />}
      </BlockBoundary>
    </>
  );
}

const renderRow = () => <MessageRow />;

interface ThreadProps {
  live: LiveConversation;
  view: ThreadView;
  scroll: StickToBottom;
  /** Something else than the branch everybody sees. */
  isReadOnly: boolean;
  /** The message that is visited. */
  foundId: string | null;
  /** Widens the window by what is known already. */
  onShowHidden: () => void;
}

type EarlierProps = Pick<ThreadProps, "live" | "view" | "onShowHidden"> & { onBefore: () => void };

function Earlier({ live, view, onShowHidden, onBefore }: EarlierProps) {
  const first = view.rows[0];
  const hasEarlier = first?.content.kind === "message" && first.content.message.parentId !== null;
  const loading = useConversation(live, (state) => state.loadingEarlier);
  if (first === undefined || !hasEarlier) return null;
  const load = () => {
    onBefore();
    onShowHidden();
    if (view.hidden === 0) void live.loadEarlier(first.id);
  };
  return (
    <div className="flex justify-center pb-6">
      <Button small onClick={load} disabled={loading} data-testid="load-earlier">
        {loading ? "Loading…" : "Load earlier"}
      </Button>
    </div>
  );
}

/** The first message on the screen: what a reader looks at while older ones are put above it. */
function firstVisible(list: RefObject<HTMLElement | null>): Element | null {
  const rows = list.current?.querySelectorAll("[data-testid=message]") ?? [];
  for (const row of rows) if (row.getBoundingClientRect().bottom > 60) return row;
  return null;
}

export function Thread({ live, view, scroll, onShowHidden, isReadOnly, foundId }: ThreadProps) {
  const runtime = useThreadRuntime(live, view.rows);
  const list = useRef<HTMLDivElement>(null);
  const { setViewport, setContent, hold, scrollToEnd, atEnd } = scroll;
  const holdPlace = () => {
    const row = firstVisible(list);
    if (row !== null) hold(row);
  };
  return (
    <LiveContext value={live}>
      <ReadOnlyContext value={isReadOnly}>
        <FoundContext value={foundId}>
          <AssistantRuntimeProvider runtime={runtime}>
            <ThreadPrimitive.Root className="relative flex min-h-0 flex-1 flex-col">
              <section
                ref={setViewport}
                tabIndex={0}
                aria-label="Conversation"
                className="min-h-0 flex-1 overflow-y-auto -outline-offset-2"
                data-testid="viewport"
              >
                <div ref={setContent} className="mx-auto w-full max-w-3xl px-4 pt-4">
                  <Earlier live={live} view={view} onShowHidden={onShowHidden} onBefore={holdPlace} />
                  <div ref={list}>
                    <ThreadPrimitive.Messages>{renderRow}</ThreadPrimitive.Messages>
                  </div>
                </div>
              </section>
              <div className="fade-top absolute inset-x-3 top-0 h-5" aria-hidden="true" />
              <div className="fade-bottom absolute inset-x-3 bottom-0 h-8" aria-hidden="true" />
              {atEnd ? null : (
                <IconButton
                  icon="arrowDown"
                  label="Scroll to the end"
                  onClick={() => scrollToEnd(true)}
                  className="absolute bottom-4 left-1/2 -translate-x-1/2 !rounded-full bg-raised shadow-float outline-1 outline-line hover:bg-bubble"
                />
              )}
            </ThreadPrimitive.Root>
          </AssistantRuntimeProvider>
        </FoundContext>
      </ReadOnlyContext>
    </LiveContext>
  );
}

/** While the first snapshot is on its way. */
export function ThreadSkeleton() {
  return (
    <output
      className="mx-auto block w-full max-w-3xl flex-1 animate-[rise_0.3s_0.15s_both] px-4 pt-6"
      aria-label="Opening the conversation"
    >
      <div className="skeleton ms-auto h-12 w-2/5 !rounded-2xl" />
      <div className="mt-9 grid gap-3.5">
        <div className="skeleton h-4 w-full" />
        <div className="skeleton h-4 w-11/12" />
        <div className="skeleton h-4 w-4/5" />
        <div className="skeleton h-4 w-2/3" />
      </div>
    </output>
  );
}
