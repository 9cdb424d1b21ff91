/** The bar under an answer: copy, again, again with another model, versions, and what it took. */
import { use } from "react";
import { useAccount } from "../account/account.tsx";
import { formatPricePerMillion } from "../format/money.ts";
import { Icon } from "../icons.tsx";
import type { Message } from "../live/index.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { Menu } from "../ui/menu.tsx";
import { BranchPicker } from "./branch-picker.tsx";
import { CopyLink } from "./copy-link.tsx";
import { InfoBlock } from "./info-block.tsx";
import { ReadOnlyContext } from "./read-only.ts";
import { RatingButtons } from "./rating.tsx";
import { ReadAloudButton } from "./read-aloud.tsx";
import { useCommandInFlight, useLive } from "./use-conversation.ts";

/** A menu of models that asks one of them the same question. */
export function OtherModelMenu({ message, className, children }: { message: Message; className: string; children: React.ReactNode }) {
  const live = useLive();
  const { models } = useAccount();
  return (
    <Menu
      label="Answer again with another model"
      className={className}
      items={models.map((model) => ({
        key: model.id,
        label: model.name,
        detail:
          model.priceUsdPerMTok === null
            ? model.provider
            : `${model.provider} · ${formatPricePerMillion(model.priceUsdPerMTok.input)} in, ${formatPricePerMillion(model.priceUsdPerMTok.output)} out per M tokens`,
        checked: model.id === message.model,
        disabledReason: model.available ? undefined : (model.reason ?? "not available now"),
        onSelect: () => live.regenerate(message.id, { model: model.id }),
      }))}
    >
      {children}
    </Menu>
  );
}

export function AnswerActions({ message }: { message: Message }) {
  const isReadOnly = use(ReadOnlyContext);
  return (
    <div className="-ms-2 mt-1 flex min-h-9 flex-wrap items-center">
      {message.text === "" ? null : (
        <>
          <CopyButton text={() => message.text} label="Copy answer" small />
          <ReadAloudButton text={message.text} />
        </>
      )}
      {isReadOnly ? null : <Again message={message} />}
      {isReadOnly || message.text === "" ? null : <RatingButtons message={message} />}
      <CopyLink message={message} />
      <InfoBlock message={message} />
    </div>
  );
}

function Again({ message }: { message: Message }) {
  const live = useLive();
  const busy = useCommandInFlight(live);
  return (
    <>
      <IconButton
        icon="refresh"
        label={busy ? "Working…" : "Answer again"}
        small
        disabled={busy}
        onClick={() => live.regenerate(message.id)}
      />
      <OtherModelMenu
        message={message}
        className="grid size-8 place-items-center rounded-lg pointer-coarse:size-10 text-muted transition-colors hover:bg-hover hover:text-text"
      >
        <Icon name="branch" size={16} />
      </OtherModelMenu>
      <BranchPicker message={message} />
    </>
  );
}
