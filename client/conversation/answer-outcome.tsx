/** How an answer ended when it did not simply end: a sentence, and what can be done about it. */
import { use, useState } from "react";
import { Link } from "wouter";
import type { AnswerProblem, Message } from "../live/index.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { useNow } from "../ui/use-now.ts";
import { OtherModelMenu } from "./answer-actions.tsx";
import { CHOICE } from "./choice.ts";
import { OverBudget } from "./over-budget.tsx";
import { ReadOnlyContext } from "./read-only.ts";
import { useCommandInFlight, useConversation, useLive } from "./use-conversation.ts";
import { words } from "../words/words.ts";

type Way = "again" | "model" | "budget" | "continue";

/** What helps, most helpful first. Exhaustive: a new reason must be given its way. */
export function waysOut(reason: AnswerProblem["reason"]): readonly Way[] {
  switch (reason) {
    case "over-budget":
      return ["budget", "model"];
    case "cap-reached":
      return ["continue", "budget", "model"];
    case "no-credits":
    case "model-retired":
    case "model-unable":
    case "plan-required":
    case "not-configured":
    case "gateway-missing":
    case "context-too-long":
      return ["model", "again"];
    case "content-filter":
      return ["model"];
    case "out-of-capacity":
    case "gateway-limit":
    case "network":
    case "stalled":
    case "provider":
    case "empty":
    case "crashed":
    case "unknown":
      return ["again", "model"];
  }
}

/** Whether the same model would end it in the same place again, so that going on is no way out. */
export const isEndedForGood = (reason: AnswerProblem["reason"]): boolean => reason === "content-filter";

/** "Try again", which counts down while the provider asked to wait. */
function AgainButton({ message }: { message: Message }) {
  const live = useLive();
  const busy = useCommandInFlight(live);
  const [shownAt] = useState(() => Date.now());
  const waitSeconds = message.problem?.retryAfterSeconds ?? 0;
  const since = message.finishedAt === undefined ? shownAt : Date.parse(message.finishedAt);
  const until = since + waitSeconds * 1000;
  const now = useNow(500, waitSeconds > 0);
  const left = Math.ceil((until - now) / 1000);
  return (
    <button
      type="button"
      className={`${CHOICE} disabled:opacity-60`}
      disabled={left > 0 || busy}
      onClick={() => live.regenerate(message.id)}
    >
      {left > 0 ? words.answer.againIn(left) : words.ui.again}
    </button>
  );
}

function WaysOut({ message, problem, isLast }: { message: Message; problem: AnswerProblem; isLast: boolean }) {
  return (
    <div className="flex flex-wrap gap-2 py-1">
      {waysOut(problem.reason).map((way) => {
        switch (way) {
          case "again":
            return <AgainButton key={way} message={message} />;
          case "model":
            return (
              <OtherModelMenu key={way} message={message} className={CHOICE}>
                {words.answer.chooseOther}
              </OtherModelMenu>
            );
          case "budget":
            return (
              <Link key={way} href="/usage" className={CHOICE}>
                {words.answer.seeBudget}
              </Link>
            );
          case "continue":
            return <ContinueButton key={way} message={message} isLast={isLast} />;
        }
      })}
    </div>
  );
}

function stoppedWords(message: Message): string {
  if (message.text !== "") return words.answer.stopped;
  return message.startedAt === undefined ? words.answer.stoppedQueued : words.answer.stoppedEmpty;
}

/**
 * Goes on with the last answer only: further up it would not be seen. Where there is no word yet there is nothing to go on
 * with, and it is asked anew. One answer is written at a time: until that one has ended, it says so.
 */
function ContinueButton({ message, isLast }: { message: Message; isLast: boolean }) {
  const live = useLive();
  const busy = useCommandInFlight(live);
  const isOtherRunning = useConversation(live, (state) => state.runningId !== null);
  if (!isLast) return null;
  const isEmpty = message.text.trim() === "";
  const go = () => (isEmpty ? live.regenerate(message.id) : live.continueAnswer(message.id));
  return (
    <Button
      look="tonal"
      icon={isEmpty ? "refresh" : "continue"}
      small
      disabled={busy || (isOtherRunning && !isEmpty)}
      title={isOtherRunning && !isEmpty ? words.answer.otherRunning : undefined}
      aria-busy={busy}
      onClick={go}
    >
      {busy ? words.answer.working : isEmpty ? words.ui.again : words.answer.continue}
    </Button>
  );
}

/** An answer that was never begun because its turn came with too little left. */
function OverBudgetAnswer({ message, detail }: { message: Message; detail: string }) {
  const live = useLive();
  const question = useConversation(live, (state) => state.messages.get(message.parentId ?? ""));
  return (
    <OverBudget
      detail={detail}
      text={question?.text ?? ""}
      parentId={question?.parentId}
      modelId={message.model ?? ""}
      onModel={(model) => live.regenerate(message.id, { model })}
    />
  );
}

export function AnswerOutcome({ message, isLast }: { message: Message; isLast: boolean }) {
  const { problem } = message;
  const detail = problem === undefined ? undefined : words.answer.problem(problem);
  const isReadOnly = use(ReadOnlyContext);
  const more = isReadOnly ? null : <ContinueButton message={message} isLast={isLast} />;
  switch (message.status) {
    case "stopped":
      return problem === undefined ? (
        <Notice icon="stop" className="mt-3" actions={more}>
          {stoppedWords(message)}
        </Notice>
      ) : (
        <Notice
          tone="warning"
          icon="stop"
          className="mt-3"
          actions={isReadOnly ? null : <WaysOut message={message} problem={problem} isLast={isLast} />}
        >
          {detail}
        </Notice>
      );
    case "interrupted":
      return (
        <Notice
          tone="warning"
          icon="warning"
          className="mt-3"
          actions={
            problem !== undefined && isEndedForGood(problem.reason) ? <WaysOut message={message} problem={problem} isLast={isLast} /> : more
          }
        >
          {!isLast ? words.answer.interruptedKept : (detail ?? words.answer.interrupted)}
        </Notice>
      );
    case "error":
      if (problem?.reason === "over-budget" && !isReadOnly)
        return <OverBudgetAnswer message={message} detail={words.answer.problem(problem)} />;
      return (
        <Notice
          tone="danger"
          icon="warning"
          className="mt-3"
          actions={
            isReadOnly ? null : problem === undefined ? (
              <AgainButton message={message} />
            ) : (
              <WaysOut message={message} problem={problem} isLast={isLast} />
            )
          }
        >
          {detail ?? words.answer.failed}
        </Notice>
      );
    case "done":
      return message.shortened === true ? (
        <Notice icon="info" className="mt-3" actions={more}>
          {detail ?? words.answer.maximumLength}
        </Notice>
      ) : null;
    case "queued":
    case "running":
      return null;
  }
}
