/** What an answer's model had done on its way: each step a quiet line that opens, a question where one waits, and the pages they found. */
import { use, useEffect, useId, useRef, useState, type Ref } from "react";
import { formatMoneyShort } from "../format/money.ts";
import { Icon, type IconName } from "../icons.tsx";
import type { Message } from "../live/index.ts";
import { Button } from "../ui/button.tsx";
import { DisclosureButton } from "../ui/disclosure.tsx";
import { ReadOnlyContext } from "./read-only.ts";
import { addressOf, hostOf, stepTitle, stepWords, type Step } from "./step-words.ts";
import { useLive } from "./use-conversation.ts";
import { words } from "../words/words.ts";

const LOOK: Record<Step["status"], IconName> = { waiting: "help", running: "search", done: "check", denied: "close", failed: "alert" };

export function Steps({ message }: { message: Message }) {
  const steps = message.steps ?? [];
  if (steps.length === 0) return null;
  return (
    <ol className="mb-3 flex flex-col gap-1" aria-label={words.answer.step.title}>
      {steps.map((step) => (
        <li key={step.id} data-testid="step" data-status={step.status}>
          <StepItem message={message} step={step} />
        </li>
      ))}
    </ol>
  );
}

function StepItem({ message, step }: { message: Message; step: Step }) {
  const isReadOnly = use(ReadOnlyContext);
  const line = useRef<HTMLButtonElement>(null);
  const isDecidedHere = useRef(false);
  const isAsked = step.status === "waiting" && !isReadOnly;
  // The button that was pressed is gone: whoever goes by keyboard would begin again at the top of the page.
  useEffect(() => {
    if (!isAsked && isDecidedHere.current && document.activeElement === document.body) line.current?.focus({ preventScroll: true });
  }, [isAsked]);
  return isAsked ? (
    <Approval
      message={message}
      step={step}
      onDecide={() => {
        isDecidedHere.current = true;
      }}
    />
  ) : (
    <StepLine step={step} ref={line} />
  );
}

function StepLine({ step, ref }: { step: Step; ref: Ref<HTMLButtonElement> }) {
  const [isOpen, setIsOpen] = useState(false);
  const said = stepWords(step);
  return (
    <>
      <DisclosureButton ref={ref} isOpen={isOpen} onToggle={() => setIsOpen(!isOpen)}>
        <Icon name={LOOK[step.status]} size={16} />
        <span dir="auto">{said.join(" · ")}</span>
        {step.costNanoUsd > 0 ? <span className="tabular-nums">· {formatMoneyShort(step.costNanoUsd)}</span> : null}
      </DisclosureButton>
      {isOpen ? (
        <div className="ms-4 border-s border-line ps-4 text-sm">
          <Arguments step={step} />
          {step.result === undefined ? null : (
            <pre dir="auto" className="mt-2 max-h-60 overflow-auto font-sans break-words whitespace-pre-wrap text-muted">
              {step.result}
            </pre>
          )}
        </div>
      ) : null}
    </>
  );
}

/** What is sent, and to whom. */
function Arguments({ step }: { step: Step }) {
  const entries = Object.entries(step.arguments);
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1">
      {step.sentTo === null ? null : (
        <>
          <dt className="text-muted">{words.answer.step.sentTo}</dt>
          <dd dir="auto">{step.sentTo}</dd>
        </>
      )}
      {entries.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd dir="auto" className="break-words">
            {typeof value === "string" ? value : JSON.stringify(value)}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Approval({ message, step, onDecide }: { message: Message; step: Step; onDecide: () => void }) {
  const live = useLive();
  const titleId = useId();
  const decide = (decision: "once" | "always" | "deny") => {
    onDecide();
    live.decide(message.id, step.id, decision);
  };
  return (
    <section aria-labelledby={titleId} className="my-1 rounded-2xl border border-line bg-surface p-4 text-sm" data-testid="approval">
      <h3 id={titleId} dir="auto" className="mb-2 font-medium">
        {words.answer.step.allow(stepTitle(step))}
      </h3>
      {step.why === undefined ? null : <p className="mb-2 text-muted">{step.why}</p>}
      <Arguments step={step} />
      <div className="mt-3 flex flex-wrap gap-2">
        <Button small look="filled" onClick={() => decide("once")}>
          {words.answer.step.once}
        </Button>
        <Button small onClick={() => decide("always")}>
          {words.answer.step.always}
        </Button>
        <Button small onClick={() => decide("deny")}>
          {words.answer.step.deny}
        </Button>
      </div>
    </section>
  );
}

/** The pages behind `[1]`, `[2]` … in the words. An address that is no web page is shown and leads nowhere. */
export function Sources({ message }: { message: Message }) {
  const sources = (message.steps ?? []).flatMap((step) => step.sources ?? []);
  if (sources.length === 0) return null;
  return (
    <ol aria-label={words.answer.sources} className="mt-3 flex flex-wrap gap-2" data-testid="sources">
      {sources.map((source, index) => {
        const address = addressOf(source.url);
        const inside = (
          <>
            <span className="text-muted tabular-nums">{index + 1}</span>
            <span dir="auto" className="max-w-56 truncate">
              {source.title}
            </span>
            <span className="text-muted">{hostOf(source.url)}</span>
          </>
        );
        const look = "flex min-h-8 items-center gap-1.5 rounded-lg border border-line px-2.5 text-[13px] pointer-coarse:min-h-10";
        return (
          // The same page may be found twice; its number is what tells the two apart.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={index}>
            {address === null ? (
              <span className={look}>{inside}</span>
            ) : (
              <a className={`${look} hover:bg-hover`} href={address} target="_blank" rel="noopener noreferrer">
                {inside}
              </a>
            )}
          </li>
        );
      })}
    </ol>
  );
}
