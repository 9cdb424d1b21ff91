/** Copies the address of a message. Somebody else's conversation has none that leads a reader there. */
import { use } from "react";
import type { Message } from "../live/index.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { messageAddress } from "./message-address.ts";
import { SharedContext } from "./read-only.ts";
import { useLive } from "./use-conversation.ts";
import { words } from "../words/words.ts";

export function CopyLink({ message }: { message: Message }) {
  const live = useLive();
  const isShared = use(SharedContext);
  if (isShared) return null;
  const address = () => `${location.origin}${messageAddress(live.getState().chat?.id ?? "", message.id)}`;
  return (
    <CopyButton
      icon="link"
      text={address}
      label={message.role === "user" ? words.answer.copyQuestionLink : words.answer.copyAnswerLink}
      small
    />
  );
}
