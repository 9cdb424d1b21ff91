/** A question: a bubble at the right, with copy and edit at its left. Editing makes a second version, it changes nothing. */
import { useState, type KeyboardEvent } from "react";
import type { Message, PendingMessage } from "../live/index.ts";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { BranchPicker } from "./branch-picker.tsx";
import { PendingState } from "./pending-state.tsx";
import { useLive } from "./use-conversation.ts";

function EditBox({ message, onDone }: { message: Message; onDone: () => void }) {
  const live = useLive();
  const [text, setText] = useState(message.text);
  const unchanged = text.trim() === "" || text === message.text;
  const save = () => {
    if (unchanged) return;
    live.edit(message.id, text);
    onDone();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      onDone();
    }
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) save();
  };
  return (
    <div className="w-full rounded-3xl bg-bubble p-3">
      <textarea
        aria-label="Edit the question"
        // The person asked to edit: the box is where they want to be.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        value={text}
        rows={Math.min(12, text.split("\n").length + 1)}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        className="block w-full resize-none bg-transparent px-2 py-1 text-base outline-none"
      />
      <div className="mt-2 flex items-center justify-end gap-2">
        <span className="me-auto ps-2 text-xs text-faint">The first version stays: ‹ › switches between them.</span>
        <Button small look="plain" onClick={onDone}>
          Cancel
        </Button>
        <Button small look="filled" disabled={unchanged} title={unchanged ? "Change the text first" : undefined} onClick={save}>
          Send
        </Button>
      </div>
    </div>
  );
}

/** The bubble alone; long words break, line breaks stay. */
function Bubble({ text, pale = false }: { text: string; pale?: boolean }) {
  return (
    <div
      data-testid="message-text"
      className={`max-w-full rounded-3xl rounded-se-md bg-bubble px-5 py-3 text-base whitespace-pre-wrap [overflow-wrap:anywhere] ${pale ? "opacity-70" : ""}`}
    >
      {text}
    </div>
  );
}

export function UserMessage({ message }: { message: Message }) {
  const [editing, setEditing] = useState(false);
  return (
    <article
      aria-label="Your question"
      data-testid="message"
      data-role="user"
      data-status={message.status}
      data-message-id={message.id}
      className="group/row row-lazy flex flex-col items-end pb-6"
    >
      {editing ? (
        <EditBox message={message} onDone={() => setEditing(false)} />
      ) : (
        <div className="flex max-w-full items-start gap-1 ps-10 md:max-w-[85%] md:ps-0">
          <div className="hidden shrink-0 pt-2 opacity-0 transition-opacity group-focus-within/row:opacity-100 group-hover/row:opacity-100 md:flex">
            <CopyButton text={() => message.text} label="Copy question" small />
            <IconButton icon="edit" label="Edit question" small onClick={() => setEditing(true)} />
          </div>
          <Bubble text={message.text} />
        </div>
      )}
      <div className="mt-1 flex items-center">
        {editing ? null : (
          <div className="flex md:hidden">
            <CopyButton text={() => message.text} label="Copy question" small />
            <IconButton icon="edit" label="Edit question" small onClick={() => setEditing(true)} />
          </div>
        )}
        <BranchPicker message={message} />
      </div>
    </article>
  );
}

/** A question that the server has not accepted yet. */
export function PendingUserMessage({ pending }: { pending: PendingMessage }) {
  const refused = typeof pending.state !== "string";
  return (
    <article
      aria-label="Your question"
      data-testid="message"
      data-role="user"
      data-status={refused ? "refused" : "pending"}
      data-message-id={pending.id}
      className="flex flex-col items-end pb-6"
    >
      <div className="flex max-w-full ps-10 md:max-w-[85%] md:ps-0">
        <Bubble text={pending.text} pale={pending.state !== "sending"} />
      </div>
      <PendingState pending={pending} />
    </article>
  );
}
