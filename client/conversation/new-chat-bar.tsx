/** The top of an empty page: whether the conversation that begins here is temporary, and what its model is told first. */
import { useState, type FormEvent } from "react";
import { useAccount } from "../account/account.tsx";
import { Icon } from "../icons.tsx";
import type { Effort } from "../live/index.ts";
import { MenuButton } from "../sidebar/shell.tsx";
import { Button } from "../ui/button.tsx";
import type { MenuItem } from "../ui/menu.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { SystemField, systemRefusal } from "../ui/system-field.tsx";

/** What a new conversation begins with, beside its first message. */
export interface ChatSetup {
  temporary: boolean;
  /** Null: the person's default. */
  system: string | null;
  /** How hard models that reason think; null: as they like. */
  effort: Effort | null;
  /** Names of the tools its model is offered. */
  tools: string[];
}

export const USUAL_SETUP: ChatSetup = { temporary: false, system: null, effort: null, tools: [] };

/** The same for the composer's menu. */
export function newChatItems(setup: ChatSetup, onChange: (setup: ChatSetup) => void): MenuItem[] {
  return [
    {
      key: "temporary",
      icon: "timer",
      label: "Temporary",
      detail: "Deletes itself 24 hours after its last message",
      checked: setup.temporary,
      onSelect: () => onChange({ ...setup, temporary: !setup.temporary }),
    },
  ];
}

interface NewChatBarProps {
  setup: ChatSetup;
  onChange: (setup: ChatSetup) => void;
}

const TOGGLE =
  "flex h-10 items-center gap-2 rounded-xl px-3.5 text-sm text-muted transition-colors hover:bg-hover aria-pressed:bg-send aria-pressed:text-on-send";

export function NewChatBar({ setup, onChange }: NewChatBarProps) {
  const { me } = useAccount();
  const [writing, setWriting] = useState(false);
  const usual = me?.preferences.system ?? "";
  const system = setup.system ?? usual;
  return (
    <header className="flex h-14 shrink-0 items-center gap-1 px-2 md:px-4">
      <MenuButton />
      <div className="flex-1" />
      <button type="button" onClick={() => setWriting(true)} aria-pressed={system !== ""} className={TOGGLE} data-testid="new-chat-system">
        <Icon name="settings" size={18} />
        <span className="sr-only sm:not-sr-only">System prompt</span>
      </button>
      <button
        type="button"
        aria-pressed={setup.temporary}
        onClick={() => onChange({ ...setup, temporary: !setup.temporary })}
        title="A temporary conversation deletes itself 24 hours after its last message"
        className={TOGGLE}
        data-testid="temporary"
      >
        <Icon name="timer" size={18} />
        Temporary
      </button>
      {writing ? (
        <SystemDialog
          initial={system}
          usual={usual}
          onClose={() => setWriting(false)}
          onSave={(text) => {
            onChange({ ...setup, system: text === usual ? null : text });
            setWriting(false);
          }}
        />
      ) : null}
    </header>
  );
}

interface SystemDialogProps {
  initial: string;
  /** The person's default, from their preferences. */
  usual: string;
  onSave: (text: string) => void;
  onClose: () => void;
}

function SystemDialog({ initial, usual, onSave, onClose }: SystemDialogProps) {
  const [text, setText] = useState(initial);
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (systemRefusal(text) === null) onSave(text);
  };
  return (
    <Dialog title="System prompt" onClose={onClose} isChanged={text !== initial}>
      <form onSubmit={save} className="mt-4 grid gap-5">
        <SystemField
          label="For this conversation"
          help="Told to the model before the conversation, with every question. Your default for all new ones is in the preferences."
          value={text}
          onChange={setText}
        />
        <div className="flex flex-wrap justify-end gap-2">
          {text === usual ? null : (
            <Button look="plain" className="me-auto" onClick={() => setText(usual)}>
              {usual === "" ? "Clear" : "My default"}
            </Button>
          )}
          <Button look="plain" onClick={onClose}>
            Cancel
          </Button>
          <Button look="filled" type="submit" disabled={systemRefusal(text) !== null}>
            Use it
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
