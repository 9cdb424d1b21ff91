/** A conversation's own settings: title, model, system prompt, limit. What is saved holds in every tab, from the next answer on. */
import { useState, type FormEvent } from "react";
import { MAX_TITLE_CHARACTERS } from "../../src/protocol/limits.ts";
import { formatCount, formatMoney, parseUsd, usdText } from "../format/money.ts";
import { formatMoment } from "../format/time.ts";
import type { ChatState, LiveConversation } from "../live/index.ts";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { ModelField } from "../models/model-field.tsx";
import { Field } from "../ui/fields.tsx";
import { SystemField, systemRefusal } from "../ui/system-field.tsx";
import { words } from "../words/words.ts";

/** `0.5` → nano-dollars, empty → null (no limit); undefined: no amount a conversation can be limited to. */
export function parseLimit(text: string): number | null | undefined {
  if (text.trim() === "") return null;
  const nanoUsd = parseUsd(text);
  return nanoUsd === null || nanoUsd === 0 ? undefined : nanoUsd;
}

interface SettingsDialogProps {
  live: LiveConversation;
  chat: ChatState;
  onClose: () => void;
}

export default function SettingsDialog({ live, chat, onClose }: SettingsDialogProps) {
  // Another tab may change things meanwhile: only what was changed here is sent.
  const [before] = useState(chat);
  const [title, setTitle] = useState(before.title);
  const [model, setModel] = useState(before.model);
  const [system, setSystem] = useState(before.system);
  const [limitText, setLimitText] = useState(before.maxCostNanoUsd === null ? "" : usdText(before.maxCostNanoUsd));
  const limit = parseLimit(limitText);
  const nextTitle = title.trim();
  const change = {
    ...(nextTitle === "" || nextTitle === before.title ? {} : { title: nextTitle }),
    ...(model === before.model ? {} : { model }),
    ...(system === before.system ? {} : { system }),
    ...(limit === undefined || limit === before.maxCostNanoUsd ? {} : { maxCostNanoUsd: limit }),
  };
  const isWrong = systemRefusal(system) !== null || limit === undefined;
  const isUnchanged = Object.keys(change).length === 0;
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (isWrong) return;
    if (!isUnchanged) live.set(change);
    onClose();
  };
  return (
    <Dialog title={words.chatDialogs.settings.title} onClose={onClose} isChanged={!isUnchanged || limit === undefined}>
      <form onSubmit={save} className="mt-5 grid grid-cols-1 gap-5" data-testid="settings">
        <Field label={words.ui.title} help={nextTitle === "" ? words.chatDialogs.settings.titleHelp : undefined}>
          {(tie) => (
            <input
              {...tie}
              value={title}
              maxLength={MAX_TITLE_CHARACTERS}
              onChange={(event) => setTitle(event.target.value)}
              className={`${tie.className} h-11`}
            />
          )}
        </Field>
        <ModelField
          label={words.chatDialogs.settings.model}
          help={words.chatDialogs.settings.modelHelp}
          value={model}
          onChange={setModel}
        />
        <SystemField
          label={words.chatDialogs.settings.system}
          help={words.chatDialogs.settings.systemHelp}
          value={system}
          onChange={setSystem}
        />
        <Field
          label={words.chatDialogs.settings.limit}
          help={words.chatDialogs.settings.limitHelp(
            `${formatMoney(chat.costNanoUsd)}${chat.simulated && chat.costNanoUsd > 0 ? ` (${words.ui.simulated})` : ""}`,
          )}
          complaint={limit === undefined ? words.chatDialogs.settings.limitWrong : null}
        >
          {(tie) => (
            <input
              {...tie}
              inputMode="decimal"
              value={limitText}
              placeholder={words.chatDialogs.settings.noLimit}
              onChange={(event) => setLimitText(event.target.value)}
              className={`${tie.className} h-11 tabular-nums`}
              data-testid="limit"
            />
          )}
        </Field>
        <p className="text-xs text-faint">
          {chat.temporary ? words.chatDialogs.settings.temporary : ""}
          {words.chatDialogs.settings.begun(chat.messageCount, formatCount(chat.messageCount), formatMoment(chat.createdAt))}
        </p>
        <DialogActions>
          <Button look="plain" onClick={onClose}>
            {words.ui.cancel}
          </Button>
          <Button look="filled" type="submit" disabled={isUnchanged || isWrong}>
            {words.ui.save}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
