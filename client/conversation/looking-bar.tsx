/** In place of the composer while something else than the end of the shown branch is looked at; and why a message is not shown. */
import type { LiveConversation } from "../live/index.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import type { FoundPlace } from "./use-found.ts";
import { useCommandInFlight } from "./use-conversation.ts";
import { words } from "../words/words.ts";

interface LookingBarProps {
  live: LiveConversation;
  kind: "older" | "branch";
  messageId: string;
  onBack: () => void;
}

export function LookingBar({ live, kind, messageId, onBack }: LookingBarProps) {
  const busy = useCommandInFlight(live);
  return (
    <Notice
      icon={kind === "branch" ? "branch" : "arrowUp"}
      className="mx-auto mb-4 w-[calc(100%-2rem)] max-w-3xl shrink-0"
      testId="looking-bar"
      actions={
        <div className="flex flex-wrap gap-1">
          <Button small look="tonal" onClick={onBack}>
            {words.conversation.backToShown}
          </Button>
          {kind === "branch" ? (
            <Button small look="plain" disabled={busy} onClick={() => live.select(messageId)}>
              {words.conversation.showBranch}
            </Button>
          ) : null}
        </div>
      }
    >
      {kind === "branch" ? words.conversation.branch : words.conversation.older}
    </Notice>
  );
}

export function FoundNotice({ outcome, leave }: Pick<FoundPlace, "outcome" | "leave">) {
  if (outcome === null) return null;
  return (
    <Notice
      icon={outcome === "searching" ? "search" : "info"}
      className="mx-auto mb-2 w-[calc(100%-2rem)] max-w-3xl shrink-0"
      onDismiss={outcome === "searching" ? undefined : leave}
      testId="found-notice"
    >
      {words.conversation.found[outcome]}
    </Notice>
  );
}
