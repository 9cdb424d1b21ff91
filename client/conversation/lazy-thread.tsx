/**
 * The thread as a chunk of its own, with assistant-ui and Markdown: a page without words does without them until somebody
 * does something. Not `React.lazy`: once it is there it is shown at once, without a moment of nothing in between.
 */
import { createElement, useEffect, useState, useSyncExternalStore, type ComponentType } from "react";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { ThreadSkeleton } from "./thread-skeleton.tsx";
import type { ThreadProps } from "./thread.tsx";
import { words } from "../words/words.ts";

let loaded: ComponentType<ThreadProps> | null = null;
let loading: Promise<void> | null = null;
const waiting = new Set<() => void>();

/** Loads it once; one that failed is tried again. */
function load(): Promise<void> {
  loading ??= Promise.all([
    import("./thread.tsx"),
    // Beside it, not after it. Without it words are shown as they were written.
    import("../markdown/markdown.tsx").catch(() => null),
  ]).then(
    ([{ Thread }]) => {
      loaded = Thread;
      for (const notify of waiting) notify();
    },
    (error: unknown) => {
      loading = null;
      throw error;
    },
  );
  return loading;
}

function subscribe(notify: () => void): () => void {
  waiting.add(notify);
  return () => waiting.delete(notify);
}

/** On the way to a conversation it is needed at once; on an empty page while the first words are typed. */
function loadEarly(): void {
  load().catch(() => undefined);
}
if (/^\/[cs]\//.test(location.pathname)) loadEarly();
else for (const type of ["keydown", "input", "pointerdown", "dragenter"]) addEventListener(type, loadEarly, { once: true, capture: true });

export function Thread(props: ThreadProps) {
  const component = useSyncExternalStore(subscribe, () => loaded);
  const [hasFailed, setFailed] = useState(false);
  useEffect(() => {
    if (component !== null || hasFailed) return undefined;
    let isGone = false;
    load().catch(() => {
      if (!isGone) setFailed(true);
    });
    return () => {
      isGone = true;
    };
  }, [component, hasFailed]);
  if (component !== null) return createElement(component, props);
  if (!hasFailed) return <ThreadSkeleton />;
  return (
    <div className="mx-auto w-full max-w-3xl flex-1 px-4 pt-20">
      <Notice
        tone="danger"
        icon="warning"
        actions={
          <>
            <Button small look="plain" className="text-current" onClick={() => setFailed(false)}>
              {words.ui.again}
            </Button>
            <Button small look="plain" className="text-current" onClick={() => location.reload()}>
              {words.ui.reload}
            </Button>
          </>
        }
      >
        {words.ui.partNotLoaded}
      </Notice>
    </div>
  );
}
