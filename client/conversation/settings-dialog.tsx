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
    <Dialog title="Conversation settings" onClose={onClose} isChanged={!isUnchanged || limit === undefined}>
      <form onSubmit={save} className="mt-5 grid gap-5" data-testid="settings">
        <Field label="Title" help={nextTitle === "" ? "Left empty, the title is made after the first answer." : undefined}>
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
        <ModelField label="Model" help="Answers the next question." value={model} onChange={setModel} />
        <SystemField
          label="System prompt"
          help="Told to the model before the conversation, with every question: it is part of each price."
          value={system}
          onChange={setSystem}
        />
        <Field
          label="Limit in USD"
          help={`What all answers, titles and summaries here may cost together; left empty, only your month's budget counts. So far ${formatMoney(chat.costNanoUsd)}${chat.simulated && chat.costNanoUsd > 0 ? " (simulated)" : ""}.`}
          complaint={limit === undefined ? "Write an amount in USD, like 0.50, or nothing." : null}
        >
          {(tie) => (
            <input
              {...tie}
              inputMode="decimal"
              value={limitText}
              placeholder="No limit"
              onChange={(event) => setLimitText(event.target.value)}
              className={`${tie.className} h-11 tabular-nums`}
              data-testid="limit"
            />
          )}
        </Field>
        <p className="text-xs text-faint">
          {chat.temporary ? "Temporary: it deletes itself 24 hours after its last message. " : ""}
          {formatCount(chat.messageCount)} {chat.messageCount === 1 ? "message" : "messages"}, begun {formatMoment(chat.createdAt)}.
        </p>
        <DialogActions>
          <Button look="plain" onClick={onClose}>
            Cancel
          </Button>
          <Button look="filled" type="submit" disabled={isUnchanged || isWrong}>
            Save
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
