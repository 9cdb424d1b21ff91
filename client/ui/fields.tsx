/** Fields of a form, all of one look: a name above, a word of help or a complaint below. */
import { useId, type ReactNode } from "react";

const BOX = "w-full rounded-xl border border-line bg-transparent px-3 text-sm text-text placeholder:text-faint";

interface FieldProps {
  label: string;
  help?: ReactNode;
  complaint?: string | null;
  /** Gets what ties the control to its words. */
  children: (tie: { id: string; "aria-describedby": string | undefined; "aria-invalid": boolean; className: string }) => ReactNode;
}

export function Field({ label, help, complaint = null, children }: FieldProps) {
  const id = useId();
  const below = complaint ?? help;
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
        {label}
      </label>
      {children({ id, "aria-describedby": below == null ? undefined : `${id}-help`, "aria-invalid": complaint !== null, className: BOX })}
      {below == null ? null : (
        <p id={`${id}-help`} className={`mt-1.5 text-xs text-pretty ${complaint === null ? "text-faint" : "text-danger"}`}>
          {below}
        </p>
      )}
    </div>
  );
}

interface ToggleProps {
  label: string;
  help: ReactNode;
  checked: boolean;
  /** It cannot be changed (now): `help` says why. */
  disabled?: boolean;
  onChange: (checked: boolean) => void;
  testId?: string;
}

/** Something that is on or off: the browser's own checkbox. */
export function Toggle({ label, help, checked, disabled = false, onChange, testId }: ToggleProps) {
  const id = useId();
  return (
    <div>
      <label className="flex min-h-8 cursor-pointer items-center gap-2.5 text-sm font-medium">
        <input
          type="checkbox"
          checked={checked}
          disabled={disabled}
          aria-describedby={id}
          onChange={(event) => onChange(event.target.checked)}
          className="size-4.5 shrink-0 accent-accent"
          data-testid={testId}
        />
        {label}
      </label>
      <p id={id} className="ms-7 text-xs text-pretty text-faint">
        {help}
      </p>
    </div>
  );
}

interface ChoiceProps<Value extends string> {
  label: string;
  /** The label is said and not shown: what stands beside it says it to the eye. */
  hidesLabel?: boolean;
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
}

/** Few options side by side; the browser's own radio buttons underneath, so that the arrow keys work. */
export function Choice<Value extends string>({ label, hidesLabel = false, value, options, onChange }: ChoiceProps<Value>) {
  const name = useId();
  return (
    <fieldset className="min-w-0">
      <legend className={hidesLabel ? "sr-only" : "mb-1.5 text-sm font-medium"}>{label}</legend>
      <div className="flex flex-wrap gap-1 rounded-xl bg-hover p-1">
        {options.map((option) => (
          <label
            key={option.value}
            className="flex min-h-9 max-w-full pointer-coarse:min-h-10 flex-auto cursor-pointer items-center justify-center rounded-lg px-3 py-1.5 text-center text-sm text-muted has-checked:bg-surface has-checked:text-text has-checked:shadow-sm has-focus-visible:outline-2 has-focus-visible:outline-accent dark:has-checked:bg-chosen"
          >
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={value === option.value}
              onChange={() => onChange(option.value)}
              className="sr-only"
            />
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
