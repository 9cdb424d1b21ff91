/** An answer. While it runs its text comes from the live channel, so that a token renders this row and nothing else. */
import { useAuiState } from "@assistant-ui/react";
import { use, useDeferredValue } from "react";
import { millisecondsBetween } from "../format/time.ts";
import type { Message } from "../live/index.ts";
import { Markdown } from "../markdown/lazy-markdown.tsx";
import { AnswerActions } from "./answer-actions.tsx";
import { AnswerOutcome } from "./answer-outcome.tsx";
import { FollowUps } from "./follow-ups.tsx";
import { ReadOnlyContext, WholeContext } from "./read-only.ts";
import { Reasoning } from "./reasoning.tsx";
import { Silence } from "./silence.tsx";
import { Sources, Steps } from "./steps.tsx";
import { SummaryMark } from "./summary-mark.tsx";
import { Thinking } from "./thinking.tsx";
import { useLive, useLiveText } from "./use-conversation.ts";
import { words } from "../words/words.ts";

export function AssistantMessage({ message }: { message: Message }) {
  const live = useLive();
  const isReadOnly = use(ReadOnlyContext);
  const isWhole = use(WholeContext);
  const isLast = useAuiState((state) => state.message.isLast) && isWhole;
  const running = message.status === "running";
  const liveText = useLiveText(live, running ? message.id : null);
  // When the answer ends its live text is gone at once, while this row is still told that it runs: then the whole answer is in
  // the state already. Its text as of its beginning, shown for a moment, would take a reader's selection and place.
  const latest = running && liveText === null ? (live.getState().messages.get(message.id) ?? message) : message;
  const wholeText = liveText?.text ?? latest.text;
  const wholeReasoning = liveText?.reasoning ?? latest.reasoning ?? "";
  const growingText = useDeferredValue(wholeText);
  const growingReasoning = useDeferredValue(wholeReasoning);
  // An answer that has ended says so together with its last words, not a moment before them.
  const text = running ? growingText : wholeText;
  const reasoning = running ? growingReasoning : wholeReasoning;
  const isWaiting = (latest.steps ?? []).some((step) => step.status === "waiting");
  const started = running && text + reasoning !== "";
  const thoughtFor = millisecondsBetween(message.firstTokenAt, message.reasoningEndedAt);
  return (
    <article
      aria-label={words.answer.answer}
      aria-busy={running}
      data-testid="message"
      data-role="assistant"
      data-status={message.status}
      data-message-id={message.id}
      className="group/row row-lazy pb-6"
    >
      <Reasoning text={reasoning} thinking={running && text === ""} durationMs={thoughtFor} />
      <Steps message={latest} />
      {text === "" && reasoning === "" && running && !isWaiting ? <Thinking message={message} /> : null}
      {message.status === "queued" ? <p className="text-muted">{words.answer.turn}</p> : null}
      <Markdown text={text} />
      <Sources message={latest} />
      <AnswerOutcome message={message} isLast={isLast} />
      {isWaiting ? null : running || message.status === "queued" ? (
        <Silence length={started ? text.length + reasoning.length : null} />
      ) : (
        <AnswerActions message={message} />
      )}
      {isLast && !isReadOnly && message.status === "done" && message.suggestions !== undefined ? (
        <FollowUps suggestions={message.suggestions} />
      ) : null}
      <SummaryMark message={message} />
    </article>
  );
}
