/** The name of a preset or a prompt. */
import { MAX_PRESET_NAME } from "../../src/protocol/presets.ts";
import { Field } from "../ui/fields.tsx";
import { words } from "../words/words.ts";

interface NameFieldProps {
  help?: string;
  value: string;
  onChange: (name: string) => void;
}

export function NameField({ help, value, onChange }: NameFieldProps) {
  return (
    <Field label={words.presets.name} help={help}>
      {(tie) => (
        <input
          {...tie}
          value={value}
          maxLength={MAX_PRESET_NAME}
          onChange={(event) => onChange(event.target.value)}
          className={`${tie.className} h-11`}
        />
      )}
    </Field>
  );
}
