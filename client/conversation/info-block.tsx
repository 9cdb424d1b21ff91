/** What an answer took: model, tokens, cost and time. The button itself shows the cost. */
import { use, type ReactNode } from "react";
import { useModel } from "../account/account.tsx";
import { formatCount, formatMoney, formatMoneyExact, formatMoneyShort } from "../format/money.ts";
import { formatDuration, formatMoment, millisecondsBetween } from "../format/time.ts";
import { Icon } from "../icons.tsx";
import type { Message } from "../live/index.ts";
import { SharedContext } from "./read-only.ts";
import { PopoverButton, PopoverPanel, usePopover } from "../ui/popover.tsx";
import { Simulated } from "../ui/simulated.tsx";
import { words } from "../words/words.ts";

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex justify-between gap-6 py-1.5">
      <dt className="text-faint">{name}</dt>
      <dd className="text-end tabular-nums">{children}</dd>
    </div>
  );
}

function Lines({ message }: { message: Message }) {
  const model = useModel(message.model);
  const { receipt } = message;
  const isShared = use(SharedContext);
  // A queued answer exists long before its model is asked, and one that was cancelled never is: the time that counts begins then.
  const { startedAt } = message;
  const toFirst = millisecondsBetween(startedAt, message.firstTokenAt);
  const whole = millisecondsBetween(startedAt, message.finishedAt);
  const writing = millisecondsBetween(message.firstTokenAt, message.finishedAt);
  return (
    <dl className="text-sm">
      <Line name={words.answer.info.model}>
        {model?.name ?? (message.model || words.answer.info.unknown)}
        {model === null || model.name === model.id ? null : <span className="block text-xs text-faint">{model.id}</span>}
      </Line>
      {receipt === undefined && isShared ? null : receipt === undefined ? (
        <Line name={words.answer.info.cost}>
          {message.imported === true
            ? words.answer.info.importedCost
            : message.status === "running"
              ? words.answer.info.knownAtEnd
              : words.answer.info.noCall}
        </Line>
      ) : (
        <>
          <Line name={words.answer.info.input}>
            {formatCount(receipt.inputTokens)}
            {receipt.cachedTokens === 0 ? null : (
              <span className="block text-xs text-faint">{words.answer.info.cached(formatCount(receipt.cachedTokens))}</span>
            )}
          </Line>
          <Line name={words.answer.info.output}>{formatCount(receipt.outputTokens)}</Line>
          <Line name={words.answer.info.cost}>
            <span title={formatMoneyExact(receipt.costNanoUsd)}>{formatMoneyExact(receipt.costNanoUsd)}</span>{" "}
            {receipt.simulated && receipt.costNanoUsd > 0 ? <Simulated /> : null}
            <span className="block text-xs text-faint">{words.answer.info.basis[receipt.basis]}</span>
          </Line>
          {receipt.savedNanoUsd === 0 ? null : (
            <Line name={words.answer.info.saved}>
              {receipt.simulated ? <Simulated isShort /> : null}
              <span title={formatMoneyExact(receipt.savedNanoUsd)}>{formatMoney(receipt.savedNanoUsd)}</span>
            </Line>
          )}
          {receipt.calls === 1 ? null : <Line name={words.answer.info.calls}>{receipt.calls}</Line>}
        </>
      )}
      {toFirst === null ? null : <Line name={words.answer.info.firstToken}>{formatDuration(toFirst)}</Line>}
      {whole === null ? null : (
        <Line name={words.answer.info.took}>
          {formatDuration(whole)}
          {receipt === undefined || writing === null || writing < 100 ? null : (
            <span className="block text-xs text-faint">
              {words.answer.info.perSecond(formatCount(Math.round((receipt.outputTokens * 1000) / writing)))}
            </span>
          )}
        </Line>
      )}
      {message.imported === true ? (
        <Line name={words.answer.info.said}>{formatMoment(message.createdAt)}</Line>
      ) : (
        <Line name={words.answer.info.asked}>{startedAt === undefined ? words.answer.info.notYet : formatMoment(startedAt)}</Line>
      )}
    </dl>
  );
}

export function InfoBlock({ message }: { message: Message }) {
  const control = usePopover("dialog");
  const { receipt } = message;
  return (
    <>
      <PopoverButton
        control={control}
        data-testid="info-button"
        aria-label={
          receipt === undefined
            ? `${words.answer.info.title}${message.imported === true ? `: ${words.answer.info.imported}` : ""}`
            : `${words.answer.info.title}: ${formatMoneyShort(receipt.costNanoUsd)}${receipt.simulated ? ` ${words.ui.simulated}` : ""}`
        }
        title={words.answer.info.title}
        className="flex h-8 min-w-8 items-center justify-center gap-1.5 rounded-lg px-2 pointer-coarse:h-10 text-xs text-muted tabular-nums transition-colors hover:bg-hover hover:text-text"
      >
        <Icon name="info" size={16} />
        {message.imported === true ? <span data-testid="imported">{words.answer.info.imported}</span> : null}
        {receipt === undefined ? null : (
          <span className="opacity-0 transition-opacity group-focus-within/row:opacity-100 group-hover/row:opacity-100 pointer-coarse:opacity-100">
            {formatMoneyShort(receipt.costNanoUsd)}
            {receipt.simulated ? <span className="text-warn"> {words.ui.simulated}</span> : null}
          </span>
        )}
      </PopoverButton>
      <PopoverPanel control={control} aria-label={words.answer.info.about} className="w-80 px-5 py-3.5">
        {/* The panel itself takes the focus, so that Escape and Tab work at once. */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <div data-testid="info-block" data-autofocus tabIndex={-1} className="outline-none">
          <Lines message={message} />
        </div>
      </PopoverPanel>
    </>
  );
}
