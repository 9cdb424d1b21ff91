/** The bar under an answer: copy, again, again with another model, versions, and what it took. */
import { use } from "react";
import { Icon } from "../icons.tsx";
import type { Message } from "../live/index.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { ModelPicker } from "../models/model-picker.tsx";
import { BranchPicker } from "./branch-picker.tsx";
import { CopyLink } from "./copy-link.tsx";
import { InfoBlock } from "./info-block.tsx";
import { ReadOnlyContext } from "./read-only.ts";
import { RatingButtons } from "./rating.tsx";
import { ReadAloudButton } from "./read-aloud.tsx";
import { useCommandInFlight, useConversation, useLive } from "./use-conversation.ts";
import { words } from "../words/words.ts";

/** The list of models; the one that is chosen is asked the same question. */
export function OtherModelMenu({ message, className, children }: { message: Message; className: string; children: React.ReactNode }) {
  const live = useLive();
  const label = words.answer.againOther;
  return (
    <ModelPicker
      label={label}
      title={label}
      testId="other-model"
      align="start"
      className={className}
      chosenId={message.model ?? null}
      onChoose={(model) => live.regenerate(message.id, { model })}
    >
      {children}
    </ModelPicker>
  );
}

export function AnswerActions({ message }: { message: Message }) {
  const isReadOnly = use(ReadOnlyContext);
  const chatId = useConversation(useLive(), (state) => state.chat?.id ?? null);
  return (
    <div className="-ms-2 mt-1 flex min-h-9 flex-wrap items-center">
      {message.text === "" ? null : (
        <>
          <CopyButton text={() => message.text} label={words.answer.copyAnswer} small />
          <ReadAloudButton text={message.text} chatId={isReadOnly ? null : chatId} />
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
        label={busy ? words.answer.working : words.answer.again}
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
