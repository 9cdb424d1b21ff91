/** A prompt: a text for the composer, with fields that are asked for each time. */
import { useState, type FormEvent } from "react";
import type { SlashPrompt } from "../../src/protocol/presets.ts";
import { Dialog, DialogDeed } from "../ui/dialog.tsx";
import { Field } from "../ui/fields.tsx";
import { systemRefusal } from "../ui/system-field.tsx";
import { words } from "../words/words.ts";
import { fieldsOf } from "./fields.ts";
import { NameField } from "./name-field.tsx";
import { usePresetActions } from "./queries.ts";

/** @param prompt null: a new one */
export function PromptForm({ prompt, onClose }: { prompt: SlashPrompt | null; onClose: () => void }) {
  const { create, change, busy, problem } = usePresetActions();
  const [name, setName] = useState(prompt?.name ?? "");
  const [text, setText] = useState(prompt?.text ?? "");
  const complaint = systemRefusal(text);
  const isWrong = name.trim() === "" || text.trim() === "" || complaint !== null;
  const isChanged = name !== (prompt?.name ?? "") || text !== (prompt?.text ?? "");
  const fields = fieldsOf(text);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (isWrong) return;
    const wish = { name: name.trim(), text };
    const isDone = prompt === null ? await create({ kind: "prompt", ...wish }) : await change(prompt.id, wish);
    if (isDone) onClose();
  };
  return (
    <Dialog title={prompt === null ? words.presets.newPrompt : words.presets.prompt(prompt.name)} onClose={onClose} isChanged={isChanged}>
      <form onSubmit={(event) => void submit(event)} className="mt-5 grid grid-cols-1 gap-5" data-testid="prompt-form">
        <NameField help={words.presets.promptNameHelp} value={name} onChange={setName} />
        <Field
          label={words.presets.text}
          help={fields.length === 0 ? words.presets.textHelp : words.presets.asksFor(fields.join(", "))}
          complaint={complaint}
        >
          {(tie) => (
            <textarea
              {...tie}
              rows={5}
              dir="auto"
              value={text}
              placeholder={words.presets.promptExample}
              onChange={(event) => setText(event.target.value)}
              className={`${tie.className} max-h-96 min-h-32 resize-y py-2.5 leading-normal`}
              data-testid="prompt-text"
            />
          )}
        </Field>
        <DialogDeed
          label={words.ui.save}
          busyLabel={words.ui.saving}
          busy={busy}
          isReady={!isWrong}
          failure={problem?.detail ?? null}
          onCancel={onClose}
        />
      </form>
    </Dialog>
  );
}
