/** A question being changed. What was changed and not sent is kept, also over a reload: nothing typed is lost by a key. */
import { useState, type KeyboardEvent } from "react";
import { refusalOf } from "../composer/refusal.ts";
import { modEnter } from "../composer/send-key.ts";
import { keepEdit, keptEdit } from "../drafts/kept-words.ts";
import type { Message } from "../live/index.ts";
import { Button } from "../ui/button.tsx";
import { belongsToInputMethod } from "../ui/input-method.ts";
import { useConversation, useLive } from "./use-conversation.ts";
import { words } from "../words/words.ts";

/** How an edit ended: the words sent, or put aside. */
export type EditEnd = "sent" | "left";

export function EditBox({ message, onDone }: { message: Message; onDone: (end: EditEnd) => void }) {
  const live = useLive();
  const chatId = useConversation(live, (state) => state.chat?.id ?? null);
  const [text, setText] = useState(() => (chatId === null ? null : keptEdit(chatId, message.id)) ?? message.text);
  const isUnchanged = text === message.text;
  const refusal = isUnchanged ? words.answer.edit.changeFirst : refusalOf(text);
  const write = (next: string) => {
    setText(next);
    if (chatId !== null) keepEdit(chatId, message.id, next === message.text ? null : next);
  };
  const save = () => {
    if (refusal !== null) return;
    live.edit(message.id, text);
    if (chatId !== null) keepEdit(chatId, message.id, null);
    onDone("sent");
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (belongsToInputMethod(event)) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      onDone("left");
    }
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey) && !event.repeat) {
      event.preventDefault();
      save();
    }
  };
  return (
    <div className="w-full rounded-3xl bg-bubble p-3" data-testid="edit-box">
      <textarea
        aria-label={words.answer.edit.label}
        // The person asked to edit: the box is where they want to be.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        dir="auto"
        enterKeyHint="enter"
        value={text}
        rows={Math.min(12, text.split("\n").length + 1)}
        onChange={(event) => write(event.target.value)}
        onKeyDown={onKeyDown}
        className="block w-full resize-none bg-transparent px-2 py-1 text-base outline-none"
      />
      <div className="mt-2 flex flex-wrap items-center justify-end gap-2">
        <span className="basis-full ps-2 text-xs sm:me-auto sm:basis-48 sm:grow text-pretty text-faint" data-testid="edit-hint">
          <span className="pointer-coarse:hidden">{words.answer.edit.keys(modEnter())} </span>
          {words.answer.edit.stays}
        </span>
        {isUnchanged ? null : (
          <Button small look="plain" onClick={() => write(message.text)}>
            {words.answer.edit.undo}
          </Button>
        )}
        <Button small look="plain" onClick={() => onDone("left")}>
          {words.ui.close}
        </Button>
        <Button small look="filled" disabled={refusal !== null} title={refusal ?? undefined} onClick={save}>
          {words.composer.send}
        </Button>
      </div>
    </div>
  );
}

/** Below a question whose changed words were put aside: that they are there, and the way back to them. */
export function KeptEdit({ message, onOpen }: { message: Message; onOpen: () => void }) {
  const live = useLive();
  const chatId = useConversation(live, (state) => state.chat?.id ?? null);
  const [isGone, setGone] = useState(false);
  if (isGone || chatId === null || keptEdit(chatId, message.id) === null) return null;
  const discard = () => {
    keepEdit(chatId, message.id, null);
    setGone(true);
  };
  return (
    <p className="mt-1 flex items-center gap-1 text-xs text-muted" data-testid="kept-edit">
      {words.answer.changed}
      <Button small look="plain" onClick={onOpen}>
        {words.answer.edit.goOn}
      </Button>
      <Button small look="plain" onClick={discard}>
        {words.ui.discard}
      </Button>
    </p>
  );
}
