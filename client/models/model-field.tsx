/** A form's field for a model: the same list as everywhere. */
import type { ReactNode } from "react";
import { useModel } from "../account/account.tsx";
import { Icon } from "../icons.tsx";
import { words } from "../words/words.ts";
import { Field } from "../ui/fields.tsx";
import { Simulated } from "../ui/simulated.tsx";
import { priceWords } from "./facts.ts";
import { ModelPicker } from "./model-picker.tsx";

interface ModelFieldProps {
  label: string;
  help?: ReactNode;
  /** An id; empty: what is usual, where that can be chosen. */
  value: string;
  onChange: (id: string) => void;
  /** The words for no model of its own; left out: one must be chosen. */
  usual?: string;
}

/** One that is gone from the list is shown as long as it is the choice. */
export function ModelField({ label, help, value, onChange, usual }: ModelFieldProps) {
  const model = useModel(value);
  const name = model?.name ?? (value === "" ? (usual ?? "") : value);
  const detail = model === null ? "" : model.available ? priceWords(model) : words.http.server(model.reason ?? words.models.notAvailable);
  return (
    <Field label={label} help={help}>
      {(tie) => (
        <ModelPicker
          id={tie.id}
          describedBy={tie["aria-describedby"]}
          align="start"
          chosenId={value}
          usual={usual ?? null}
          onChoose={onChange}
          testId="model-field"
          className={`${tie.className} flex min-h-11 items-center gap-2 py-1.5 text-start hover:bg-hover`}
        >
          <span className="sr-only">{label}: </span>
          <span className="min-w-0 flex-1">
            <span className="flex items-center gap-2">
              <span className="truncate">{name}</span>
              {model?.simulated === true ? <Simulated /> : null}
            </span>
            {detail === "" ? null : <span className="block truncate text-xs text-faint tabular-nums">{detail}</span>}
          </span>
          <Icon name="chevronDown" size={18} className="text-muted" />
        </ModelPicker>
      )}
    </Field>
  );
}
