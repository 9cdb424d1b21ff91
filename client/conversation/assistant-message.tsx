/** An answer. While it runs its text comes from the live channel, so that a token renders this row and nothing else. */
import { useAuiState } from "@assistant-ui/react";
import { useDeferredValue } from "react";
import { useModel } from "../account/account.tsx";
import { formatElapsed, millisecondsBetween } from "../format/time.ts";
import type { Message } from "../live/index.ts";
import { Markdown } from "../markdown/lazy-markdown.tsx";
import { useNow } from "../ui/use-now.ts";
import { Pulse } from "../ui/pulse.tsx";
import { AnswerActions } from "./answer-actions.tsx";
import { AnswerOutcome } from "./answer-outcome.tsx";
import { FollowUps } from "./follow-ups.tsx";
import { Reasoning } from "./reasoning.tsx";
import { Silence } from "./silence.tsx";
import { SummaryMark } from "./summary-mark.tsx";
import { useLive, useLiveText } from "./use-conversation.ts";

/** Before the first token: that something happens, with whom, and for how long already. */
function Thinking({ message }: { message: Message }) {
  const model = useModel(message.model);
  const now = useNow(100);
  const elapsed = now - Date.parse(message.startedAt ?? message.createdAt);
  return (
    <p className="flex items-center gap-3 text-muted" data-testid="thinking">
      <Pulse className="size-2.5" />
      <span>
        Thinking
        {elapsed > 1000 ? <span className="text-faint tabular-nums"> · {formatElapsed(elapsed)}</span> : null}
        {model === null ? null : <span className="text-faint"> · {model.name}</span>}
      </span>
    </p>
  );
}

export function AssistantMessage({ message }: { message: Message }) {
  const live = useLive();
  const isLast = useAuiState((state) => state.message.isLast);
  const running = message.status === "running";
  const liveText = useLiveText(live, running ? message.id : null);
  const text = useDeferredValue(liveText?.text ?? message.text);
  const reasoning = useDeferredValue(liveText?.reasoning ?? message.reasoning ?? "");
  const started = running && text + reasoning !== "";
  const thoughtFor = millisecondsBetween(message.firstTokenAt, message.reasoningEndedAt);
  return (
    <article
      aria-label="Answer"
      aria-busy={running}
      data-testid="message"
      data-role="assistant"
      data-status={message.status}
      data-message-id={message.id}
      className={`group/row pb-6 ${isLast ? "" : "row-lazy"}`}
    >
      <Reasoning text={reasoning} thinking={running && text === ""} durationMs={thoughtFor} />
      {text === "" && reasoning === "" && running ? <Thinking message={message} /> : null}
      {message.status === "queued" ? <p className="text-muted">Waiting for its turn…</p> : null}
      <Markdown text={text} />
      <AnswerOutcome message={message} isLast={isLast} />
      {running || message.status === "queued" ? (
        <Silence length={started ? text.length + reasoning.length : null} />
      ) : (
        <AnswerActions message={message} />
      )}
      {isLast && message.status === "done" && message.suggestions !== undefined ? <FollowUps suggestions={message.suggestions} /> : null}
      <SummaryMark message={message} />
    </article>
  );
}
