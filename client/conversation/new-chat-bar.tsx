/** The top of an empty page: whether the conversation that begins here is temporary, and what its model is told first. */
import { useState, type FormEvent } from "react";
import { Icon } from "../icons.tsx";
import type { Beginning, ChatSetup } from "../presets/beginning.ts";
import { MenuButton } from "../sidebar/shell.tsx";
import { Button } from "../ui/button.tsx";
import type { MenuItem } from "../ui/menu.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { SystemField, systemRefusal } from "../ui/system-field.tsx";
import { words } from "../words/words.ts";

/** The same for the composer's menu. */
export function newChatItems(setup: ChatSetup, onChange: (setup: ChatSetup) => void): MenuItem[] {
  return [
    {
      key: "system",
      beginsGroup: true,
      icon: "settings",
      label: words.conversation.start.system,
      // The bar above holds the dialog.
      onSelect: () => document.querySelector<HTMLElement>("[data-testid=new-chat-system]")?.click(),
    },
    {
      key: "temporary",
      icon: "timer",
      label: words.conversation.start.temporary,
      detail: words.conversation.start.temporaryHelp,
      checked: setup.temporary,
      onSelect: () => onChange({ ...setup, temporary: !setup.temporary }),
    },
  ];
}

/** What a preset said goes with it; what was chosen beside it stays. */
function withoutPreset(setup: ChatSetup): ChatSetup {
  return { ...setup, preset: "none" };
}

interface NewChatBarProps {
  setup: ChatSetup;
  begins: Beginning;
  onChange: (setup: ChatSetup) => void;
}

const TOGGLE =
  "flex h-10 items-center gap-2 rounded-xl px-3.5 text-sm text-muted transition-colors hover:bg-hover aria-pressed:bg-send aria-pressed:text-on-send";

export function NewChatBar({ setup, begins, onChange }: NewChatBarProps) {
  const [writing, setWriting] = useState(false);
  const usual = begins.usualSystem ?? "";
  const system = begins.system ?? "";
  return (
    <header className="flex h-14 shrink-0 items-center gap-1 px-2 md:px-4">
      <MenuButton />
      <div className="flex min-w-0 flex-1 justify-end">
        {begins.preset === null ? null : (
          <button
            type="button"
            onClick={() => onChange(withoutPreset(setup))}
            title={words.conversation.start.withoutPreset}
            className="flex h-10 min-w-0 items-center gap-2 rounded-xl bg-send px-3.5 text-sm text-on-send transition-opacity hover:opacity-90"
            data-testid="preset-chip"
          >
            <Icon name="preset" size={18} />
            <span className="truncate">{begins.preset.name}</span>
            <Icon name="close" size={16} />
            <span className="sr-only">{words.conversation.start.withoutPresetSaid}</span>
          </button>
        )}
      </div>
      <button type="button" onClick={() => setWriting(true)} aria-pressed={system !== ""} className={TOGGLE} data-testid="new-chat-system">
        <Icon name="settings" size={18} />
        <span className="sr-only sm:not-sr-only">{words.conversation.start.system}</span>
      </button>
      <button
        type="button"
        aria-pressed={setup.temporary}
        onClick={() => onChange({ ...setup, temporary: !setup.temporary })}
        title={words.conversation.start.temporaryTitle}
        className={TOGGLE}
        data-testid="temporary"
      >
        <Icon name="timer" size={18} />
        {words.conversation.start.temporary}
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
    <Dialog title={words.conversation.start.system} onClose={onClose} isChanged={text !== initial}>
      <form onSubmit={save} className="mt-4 grid grid-cols-1 gap-5">
        <SystemField label={words.conversation.start.forThis} help={words.conversation.start.forThisHelp} value={text} onChange={setText} />
        <div className="flex flex-wrap justify-end gap-2">
          {text === usual ? null : (
            <Button look="plain" className="me-auto" onClick={() => setText(usual)}>
              {usual === "" ? words.conversation.start.clear : words.conversation.start.default}
            </Button>
          )}
          <Button look="plain" onClick={onClose}>
            {words.ui.cancel}
          </Button>
          <Button look="filled" type="submit" disabled={systemRefusal(text) !== null}>
            {words.conversation.start.use}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
