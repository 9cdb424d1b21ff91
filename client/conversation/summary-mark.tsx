/** Below an answer down to which the conversation is summed up: that it is, the summary itself, and the way back. */
import { use, useState } from "react";
import { useModel } from "../account/account.tsx";
import { formatMoment } from "../format/time.ts";
import type { Message } from "../live/index.ts";
import { Markdown } from "../markdown/lazy-markdown.tsx";
import { Button } from "../ui/button.tsx";
import { DisclosureButton } from "../ui/disclosure.tsx";
import { Pulse } from "../ui/pulse.tsx";
import { ReadOnlyContext } from "./read-only.ts";
import { useConversation, useLive } from "./use-conversation.ts";
import { words } from "../words/words.ts";

export function SummaryMark({ message }: { message: Message }) {
  const live = useLive();
  const isRunning = useConversation(live, (state) => state.compactingId === message.id);
  if (isRunning)
    return (
      <output className="mt-4 flex items-center gap-3 border-t border-line pt-3 text-sm text-muted" data-testid="summarising">
        <Pulse className="size-2.5" />
        {words.answer.summary.running}
      </output>
    );
  return message.summary === undefined ? null : <Summary messageId={message.id} summary={message.summary} />;
}

function Summary({ messageId, summary }: { messageId: string; summary: NonNullable<Message["summary"]> }) {
  const live = useLive();
  const model = useModel(summary.model);
  const isReadOnly = use(ReadOnlyContext);
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="mt-4 border-t border-line pt-2 text-sm text-muted" data-testid="summary">
      <div className="flex flex-wrap items-center gap-x-2">
        <DisclosureButton isOpen={isOpen} onToggle={() => setOpen(!isOpen)}>
          {words.answer.summary.above}
        </DisclosureButton>
        {isReadOnly ? null : (
          <Button small look="plain" onClick={() => live.expand(messageId)} title={words.answer.summary.undoHelp}>
            {words.answer.summary.undo}
          </Button>
        )}
      </div>
      {isOpen ? (
        <div className="mt-2 border-s-2 border-line ps-4" data-testid="summary-text">
          <Markdown text={summary.text} />
          <p className="mt-2 text-xs text-faint">
            {model?.name ?? summary.model} · {formatMoment(summary.at)}
          </p>
        </div>
      ) : null}
    </div>
  );
}
