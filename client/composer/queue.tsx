/** The questions that wait behind the running answer: in every tab, each can be taken out. */
import type { QueueEntry } from "../conversation/rows.ts";
import type { LiveConversation } from "../live/index.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { words } from "../words/words.ts";

export function Queue({ live, queue }: { live: LiveConversation; queue: readonly QueueEntry[] }) {
  if (queue.length === 0) return null;
  const take = (entry: QueueEntry) => {
    if (entry.state === "accepted") live.cancel(entry.id);
    else live.discardPending(entry.id);
  };
  return (
    <section aria-label={words.composer.queue.title} className="mb-2 rounded-3xl bg-side px-2 py-1.5" data-testid="queue">
      <div className="flex items-center justify-between ps-3">
        <h2 className="text-xs text-faint">{words.composer.queue.waiting(queue.length)}</h2>
        <button
          type="button"
          onClick={() => live.stop({ queue: true })}
          className="h-7 rounded-full px-3 text-xs text-danger hover:bg-hover"
          data-testid="stop-all"
        >
          {words.composer.queue.stopAll}
        </button>
      </div>
      <ol className="max-h-36 overflow-y-auto">
        {queue.map((entry) => (
          <li
            key={entry.id}
            className="flex items-center gap-2 ps-3 text-sm"
            data-testid="message"
            data-role="user"
            data-status="queued"
            data-message-id={entry.id}
          >
            <span className="min-w-0 flex-1 truncate" dir="auto" data-testid="message-text">
              {entry.text}
            </span>
            <span className="text-xs text-faint">{words.composer.queue[typeof entry.state === "string" ? entry.state : "refused"]}</span>
            <IconButton icon="close" label={words.composer.queue.takeOut} small onClick={() => take(entry)} />
          </li>
        ))}
      </ol>
    </section>
  );
}
