/** The system prompt: what a model is told before everything else. Its limit is checked while one types. */
import type { ReactNode } from "react";
import { MAX_SYSTEM_BYTES } from "../../src/protocol/limits.ts";
import { formatCount } from "../format/money.ts";
import { Field } from "./fields.tsx";
import { words } from "../words/words.ts";

const encoder = new TextEncoder();

/** Why a system prompt cannot be kept; null: it can. */
export function systemRefusal(text: string): string | null {
  if (text.length * 3 <= MAX_SYSTEM_BYTES) return null;
  const bytes = encoder.encode(text).byteLength;
  return bytes <= MAX_SYSTEM_BYTES
    ? null
    : words.ui.systemTooLong(formatCount(Math.ceil((bytes - MAX_SYSTEM_BYTES) / 1024)), MAX_SYSTEM_BYTES / 1024);
}

interface SystemFieldProps {
  label: string;
  help: ReactNode;
  value: string;
  onChange: (text: string) => void;
}

export function SystemField({ label, help, value, onChange }: SystemFieldProps) {
  return (
    <Field label={label} help={help} complaint={systemRefusal(value)}>
      {(tie) => (
        <textarea
          {...tie}
          rows={3}
          dir="auto"
          value={value}
          placeholder={words.ui.systemExample}
          onChange={(event) => onChange(event.target.value)}
          className={`${tie.className} max-h-72 min-h-24 resize-y py-2.5 leading-normal`}
          data-testid="system-prompt"
        />
      )}
    </Field>
  );
}
