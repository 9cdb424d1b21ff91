/** After how many days without a message conversations are deleted. */
import { MAX_RETENTION_DAYS } from "../../src/protocol/limits.ts";
import { Field } from "../ui/fields.tsx";
import { words } from "../words/words.ts";

/** `30` → 30, empty → null (kept for good); undefined: no number of days. */
export function parseDays(text: string): number | null | undefined {
  if (text.trim() === "") return null;
  if (!/^\d{1,4}$/.test(text.trim())) return undefined;
  const days = Number(text);
  return days >= 1 && days <= MAX_RETENTION_DAYS ? days : undefined;
}

export const daysText = (days: number | null): string => (days === null ? "" : String(days));

export function RetentionField({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const days = parseDays(text);
  return (
    <Field
      label={words.preferences.retention}
      help={days == null ? words.preferences.retentionNone : words.preferences.retentionHelp}
      complaint={days === undefined ? words.preferences.daysWrong(MAX_RETENTION_DAYS) : null}
    >
      {(tie) => (
        <input
          {...tie}
          inputMode="numeric"
          value={text}
          placeholder={words.preferences.never}
          onChange={(event) => onChange(event.target.value)}
          className={`${tie.className} h-11`}
          data-testid="retention"
        />
      )}
    </Field>
  );
}
