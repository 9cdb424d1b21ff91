/** Asks for the fields of a prompt before its text goes into the composer. */
import { useState, type FormEvent } from "react";
import type { SlashPrompt } from "../../src/protocol/presets.ts";
import { Dialog, DialogDeed } from "../ui/dialog.tsx";
import { Field } from "../ui/fields.tsx";
import { belongsToInputMethod } from "../ui/input-method.ts";
import { words } from "../words/words.ts";
import { fieldsOf, filled } from "./fields.ts";

interface FillDialogProps {
  prompt: SlashPrompt;
  onText: (text: string) => void;
  onClose: () => void;
}

export default function FillDialog({ prompt, onText, onClose }: FillDialogProps) {
  const fields = fieldsOf(prompt.text);
  const [values, setValues] = useState<ReadonlyMap<string, string>>(new Map());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // A field that nothing was said for is left out of the text.
    onText(filled(prompt.text, new Map(fields.map((name) => [name, values.get(name) ?? ""]))));
  };
  return (
    <Dialog title={prompt.name} onClose={onClose} isChanged={values.size > 0}>
      <form onSubmit={submit} className="mt-4 grid gap-4" data-testid="fill-prompt">
        {fields.map((name) => (
          <Field key={name} label={name}>
            {(tie) => (
              <textarea
                {...tie}
                rows={1}
                dir="auto"
                value={values.get(name) ?? ""}
                onChange={(event) => setValues(new Map(values).set(name, event.target.value))}
                onKeyDown={(event) => {
                  // As in a field of one line; what is pasted may have more.
                  if (event.key !== "Enter" || event.shiftKey || belongsToInputMethod(event)) return;
                  event.preventDefault();
                  event.currentTarget.form?.requestSubmit();
                }}
                className={`${tie.className} max-h-48 min-h-11 py-2.5 leading-normal [field-sizing:content]`}
              />
            )}
          </Field>
        ))}
        <DialogDeed label={words.presets.put} busyLabel={words.presets.put} busy={false} failure={null} onCancel={onClose} />
      </form>
    </Dialog>
  );
}
