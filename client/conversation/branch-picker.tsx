/** ‹ 2/3 ›: the other versions of a question or an answer. Choosing one shows it in every tab. */
import type { Message } from "../live/index.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { useCommandInFlight, useLive } from "./use-conversation.ts";

export function BranchPicker({ message }: { message: Message }) {
  const live = useLive();
  const busy = useCommandInFlight(live);
  const siblings = message.siblings ?? [];
  if (siblings.length < 2) return null;
  const at = siblings.indexOf(message.id);
  const before = siblings[at - 1];
  const after = siblings[at + 1];
  const what = message.role === "user" ? "question" : "answer";
  return (
    <div className="flex items-center text-xs text-faint tabular-nums" data-testid="branch-picker">
      <IconButton
        icon="chevronLeft"
        label={before === undefined ? `This is the first ${what}` : `Previous ${what}`}
        small
        disabled={before === undefined || busy}
        onClick={() => before !== undefined && live.select(before)}
      />
      <span aria-label={`Version ${at + 1} of ${siblings.length}`}>
        {at + 1}/{siblings.length}
      </span>
      <IconButton
        icon="chevronRight"
        label={after === undefined ? `This is the newest ${what}` : `Next ${what}`}
        small
        disabled={after === undefined || busy}
        onClick={() => after !== undefined && live.select(after)}
      />
    </div>
  );
}
