/** The messages of a conversation: a window of them in assistant-ui's runtime, older ones on demand. */
/* The region of messages scrolls: it can be focused, so that the keyboard can scroll it. */
/* oxlint-disable jsx-a11y/no-noninteractive-tabindex */
import { AssistantRuntimeProvider, ThreadPrimitive, useAuiState } from "@assistant-ui/react";
import { use, useEffect, useRef, type RefObject } from "react";
import type { LiveConversation } from "../live/index.ts";
import { BlockBoundary } from "../markdown/block-boundary.tsx";
import { Button } from "../ui/button.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { AssistantMessage } from "./assistant-message.tsx";
import { ContextDivider } from "./context-divider.tsx";
import { FoundContext, ReadOnlyContext, WholeContext } from "./read-only.ts";
import { Row, type ThreadView } from "./rows.ts";
import { LiveContext, useConversation } from "./use-conversation.ts";
import type { StickToBottom } from "./stick-to-bottom.ts";
import { AT_END, movedDown, movedUp, type ThreadWindow } from "./thread-window.ts";
import { useThreadRuntime } from "./use-thread-runtime.ts";
import { PendingUserMessage, UserMessage } from "./user-message.tsx";
import { words } from "../words/words.ts";

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

export interface ThreadProps {
  live: LiveConversation;
  view: ThreadView;
  scroll: StickToBottom;
  /** Something else than the branch everybody sees. */
  isReadOnly: boolean;
  /** The message that is visited. */
  foundId: string | null;
  window: ThreadWindow;
  onMove: (window: ThreadWindow) => void;
}

/** So far before an end of what is on the page more of it comes, in CSS pixels. */
const NEAR_PX = 900;

/** Calls when the element comes near to the view, and again whenever `key` changes while it is there. */
function useNear(viewport: HTMLElement | null, key: string, onNear: () => void): RefObject<HTMLDivElement | null> {
  const element = useRef<HTMLDivElement>(null);
  const latest = useRef(onNear);
  useEffect(() => {
    latest.current = onNear;
  });
  useEffect(() => {
    if (viewport === null || element.current === null) return undefined;
    const seen = new IntersectionObserver(([entry]) => (entry?.isIntersecting === true ? latest.current() : undefined), {
      root: viewport,
      rootMargin: `${NEAR_PX}px 0px`,
    });
    seen.observe(element.current);
    return () => seen.disconnect();
    // Observed anew, it tells at once whether it is still near.
    // oxlint-disable-next-line react/exhaustive-effect-dependencies
  }, [viewport, key]);
  return element;
}

interface EdgeProps {
  live: LiveConversation;
  view: ThreadView;
  viewport: HTMLElement | null;
  onNear: () => void;
}

/** Older messages come by scrolling; the button is for those who do not scroll. */
function Earlier({ live, view, viewport, onNear }: EdgeProps) {
  const first = view.rows[0];
  const hasEarlier = first?.content.kind === "message" && first.content.message.parentId !== null;
  const loading = useConversation(live, (state) => state.loadingEarlier);
  const element = useNear(viewport, `${first?.id} ${loading}`, () => (loading || !hasEarlier ? undefined : onNear()));
  if (first === undefined || !hasEarlier) return null;
  return (
    <div ref={element} className="flex justify-center pb-6">
      <Button small onClick={onNear} disabled={loading} data-testid="load-earlier">
        {loading ? words.ui.loadingMore : words.answer.loadEarlier}
      </Button>
    </div>
  );
}

function Later({ view, viewport, onNear }: Omit<EdgeProps, "live">) {
  const element = useNear(viewport, view.rows.at(-1)?.id ?? "", onNear);
  return view.below === 0 ? null : <div ref={element} className="h-10" />;
}

/** The first message on the screen: what a reader looks at while older ones are put above it. */
function firstVisible(list: RefObject<HTMLElement | null>): Element | null {
  const rows = list.current?.querySelectorAll("[data-testid=message]") ?? [];
  for (const row of rows) if (row.getBoundingClientRect().bottom > 60) return row;
  return null;
}

/** To the end; while an answer is written further down, it says so. */
function ToEnd({ live, onClick }: { live: LiveConversation; onClick: () => void }) {
  const isRunning = useConversation(live, (state) => state.runningId !== null);
  const look = "absolute bottom-4 left-1/2 -translate-x-1/2 !rounded-full bg-raised shadow-float outline-1 outline-line hover:bg-bubble";
  return isRunning ? (
    <Button icon="arrowDown" look="plain" className={`${look} text-text`} onClick={onClick} data-testid="to-running">
      {words.answer.jump}
    </Button>
  ) : (
    <IconButton icon="arrowDown" label={words.answer.scrollToEnd} onClick={onClick} className={look} />
  );
}

export function Thread({ live, view, scroll, window, onMove, isReadOnly, foundId }: ThreadProps) {
  const runtime = useThreadRuntime(live, view.rows);
  const list = useRef<HTMLDivElement>(null);
  const { viewport, setViewport, setContent, hold, scrollToEnd, atEnd } = scroll;
  const holdPlace = () => {
    const row = firstVisible(list);
    if (row !== null) hold(row);
  };
  const up = () => {
    const [first] = view.rows;
    if (first === undefined) return;
    holdPlace();
    if (view.hidden > 0)
      return onMove(
        movedUp(
          window,
          view.rows.map(({ id }) => id),
        ),
      );
    void live.loadEarlier(first.id);
  };
  const down = () => {
    if (view.below === 0) return;
    holdPlace();
    onMove(
      movedDown(
        window,
        live.getState().path.map(({ id }) => id),
      ),
    );
  };
  const toEnd = () => {
    onMove(AT_END);
    // What was below comes first.
    requestAnimationFrame(() => scrollToEnd(view.below === 0));
  };
  const isAtEnd = atEnd && view.below === 0;
  return (
    <LiveContext value={live}>
      <ReadOnlyContext value={isReadOnly}>
        <FoundContext value={foundId}>
          <WholeContext value={view.below === 0}>
            <AssistantRuntimeProvider runtime={runtime}>
              <ThreadPrimitive.Root className="relative flex min-h-0 flex-1 flex-col">
                <section
                  ref={setViewport}
                  tabIndex={0}
                  aria-label={words.answer.conversation}
                  className="min-h-0 flex-1 overflow-y-auto -outline-offset-2"
                  data-testid="viewport"
                >
                  <div ref={setContent} className="mx-auto w-full max-w-3xl px-4 pt-4">
                    <Earlier live={live} view={view} viewport={viewport} onNear={up} />
                    <div ref={list}>
                      <ThreadPrimitive.Messages>{renderRow}</ThreadPrimitive.Messages>
                    </div>
                    <Later view={view} viewport={viewport} onNear={down} />
                  </div>
                </section>
                <div className="fade-top absolute inset-x-3 top-0 h-5" aria-hidden="true" />
                <div className="fade-bottom absolute inset-x-3 bottom-0 h-8" aria-hidden="true" />
                {isAtEnd ? null : <ToEnd live={live} onClick={toEnd} />}
              </ThreadPrimitive.Root>
            </AssistantRuntimeProvider>
          </WholeContext>
        </FoundContext>
      </ReadOnlyContext>
    </LiveContext>
  );
}
