/** After how many days without a message conversations are deleted. */
import { MAX_RETENTION_DAYS } from "../../src/protocol/limits.ts";
import { Field } from "../ui/fields.tsx";
import { words } from "../words/words.ts";

/**
 * `30` → 30, empty → null (kept for good); undefined: no number of days that may be chosen.
 * @param limitDays the most an administrator lets people choose; null: as long as they like
 */
export function parseDays(text: string, limitDays: number | null = null): number | null | undefined {
  if (text.trim() === "") return limitDays === null ? null : undefined;
  if (!/^\d{1,4}$/.test(text.trim())) return undefined;
  const days = Number(text);
  return days >= 1 && days <= (limitDays ?? MAX_RETENTION_DAYS) ? days : undefined;
}

export const daysText = (days: number | null): string => (days === null ? "" : String(days));

interface RetentionFieldProps {
  text: string;
  onChange: (text: string) => void;
  limitDays?: number | null;
}

export function RetentionField({ text, onChange, limitDays = null }: RetentionFieldProps) {
  const days = parseDays(text, limitDays);
  return (
    <Field
      label={words.preferences.retention}
      help={
        limitDays !== null
          ? words.preferences.retentionLimited
          : days == null
            ? words.preferences.retentionNone
            : words.preferences.retentionHelp
      }
      complaint={
        days !== undefined
          ? null
          : limitDays === null
            ? words.preferences.daysWrong(MAX_RETENTION_DAYS)
            : words.preferences.daysOverLimit(limitDays)
      }
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
