/** A question: a bubble at the right, with copy and edit at its left. Editing makes a second version, it changes nothing. */
import { use, useEffect, useRef, useState } from "react";
import { MessageFiles } from "../attachments/message-files.tsx";
import type { Message, PendingMessage } from "../live/index.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { BranchPicker } from "./branch-picker.tsx";
import { CopyLink } from "./copy-link.tsx";
import { EditBox, KeptEdit, type EditEnd } from "./edit-box.tsx";
import { PendingState } from "./pending-state.tsx";
import { FoundContext, ReadOnlyContext } from "./read-only.ts";
import { QuestionText } from "./question-text.tsx";
import { words } from "../words/words.ts";

export function UserMessage({ message }: { message: Message }) {
  const [editing, setEditing] = useState(false);
  const isReadOnly = use(ReadOnlyContext);
  const isFound = use(FoundContext) === message.id;
  const row = useRef<HTMLElement>(null);
  const ended = useRef<EditEnd | null>(null);
  useEffect(() => {
    if (editing || ended.current === null) return;
    // Where the keyboard goes on: at the button it came from, or with the next words.
    const next =
      ended.current === "left"
        ? [...(row.current?.querySelectorAll<HTMLElement>("[data-edit]") ?? [])].find((button) => button.checkVisibility())
        : document.querySelector<HTMLElement>("[data-composer]");
    ended.current = null;
    if (matchMedia("(pointer: fine)").matches) next?.focus({ preventScroll: true });
  }, [editing]);
  const edit = () => setEditing(true);
  return (
    <article
      aria-label={words.answer.question}
      data-testid="message"
      data-role="user"
      data-status={message.status}
      data-message-id={message.id}
      ref={row}
      className="group/row row-lazy flex flex-col items-end pb-6"
    >
      <MessageFiles files={message.files} />
      {editing ? (
        <EditBox
          message={message}
          onDone={(end) => {
            ended.current = end;
            setEditing(false);
          }}
        />
      ) : (
        <div className="flex max-w-full items-start gap-1 ps-10 md:max-w-[85%] md:ps-0">
          <div className="hidden shrink-0 pt-2 opacity-0 transition-opacity group-focus-within/row:opacity-100 group-hover/row:opacity-100 md:flex">
            <CopyButton text={() => message.text} label={words.answer.copyQuestion} small />
            <CopyLink message={message} />
            {isReadOnly ? null : <IconButton icon="edit" label={words.answer.edit.button} small data-edit onClick={edit} />}
          </div>
          <QuestionText text={message.text} isFound={isFound} />
        </div>
      )}
      <div className="mt-1 flex items-center">
        {editing ? null : (
          <div className="flex md:hidden">
            <CopyButton text={() => message.text} label={words.answer.copyQuestion} small />
            <CopyLink message={message} />
            {isReadOnly ? null : <IconButton icon="edit" label={words.answer.edit.button} small data-edit onClick={edit} />}
          </div>
        )}
        {isReadOnly ? null : <BranchPicker message={message} />}
      </div>
      {editing || isReadOnly ? null : <KeptEdit message={message} onOpen={edit} />}
    </article>
  );
}

/** A question that the server has not accepted yet. */
export function PendingUserMessage({ pending }: { pending: PendingMessage }) {
  const refused = typeof pending.state !== "string";
  return (
    <article
      aria-label={words.answer.question}
      data-testid="message"
      data-role="user"
      data-status={refused ? "refused" : "pending"}
      data-message-id={pending.id}
      className="flex flex-col items-end pb-6"
    >
      <MessageFiles files={pending.files} />
      <div className="flex max-w-full ps-10 md:max-w-[85%] md:ps-0">
        <QuestionText text={pending.text} pale={pending.state !== "sending"} />
      </div>
      <PendingState pending={pending} />
    </article>
  );
}
