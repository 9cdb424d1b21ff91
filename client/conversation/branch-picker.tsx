/** ‹ 2/3 ›: the other versions of a question or an answer. Choosing one shows it in every tab. */
import { useEffect, useRef } from "react";
import type { Message } from "../live/index.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { useCommandInFlight, useLive } from "./use-conversation.ts";
import { words } from "../words/words.ts";

/** Another version is another row: the focus moves along with the person who chose it. */
let focusWanted: { messageId: string; direction: "before" | "after" } | null = null;

export function BranchPicker({ message }: { message: Message }) {
  const live = useLive();
  const busy = useCommandInFlight(live);
  const buttons = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (focusWanted?.messageId !== message.id) return;
    buttons.current?.querySelector<HTMLElement>(`[data-direction=${focusWanted.direction}]`)?.focus({ preventScroll: true });
    focusWanted = null;
  }, [message.id]);
  const siblings = message.siblings ?? [];
  if (siblings.length < 2) return null;
  const at = siblings.indexOf(message.id);
  const before = siblings[at - 1];
  const after = siblings[at + 1];
  const what = words.answer.branch[message.role === "user" ? "question" : "answer"];
  const show = (messageId: string | undefined, direction: "before" | "after") => {
    if (messageId === undefined) return;
    focusWanted = { messageId, direction };
    live.select(messageId);
  };
  return (
    <div ref={buttons} className="flex items-center text-xs text-faint tabular-nums" data-testid="branch-picker">
      <IconButton
        icon="chevronLeft"
        label={before === undefined ? what.first : what.previous}
        small
        data-direction="before"
        disabled={before === undefined || busy}
        onClick={() => show(before, "before")}
      />
      <span aria-hidden="true">
        {at + 1}/{siblings.length}
      </span>
      <span className="sr-only">{words.answer.branch.version(at + 1, siblings.length)}</span>
      <IconButton
        icon="chevronRight"
        label={after === undefined ? what.newest : what.next}
        small
        data-direction="after"
        disabled={after === undefined || busy}
        onClick={() => show(after, "after")}
      />
    </div>
  );
}
