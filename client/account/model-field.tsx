/** A form's field for a model, with the prices of each. */
import type { ReactNode } from "react";
import { formatPricePerMillion } from "../format/money.ts";
import { Field } from "../ui/fields.tsx";
import { useAccount } from "./account.tsx";

interface ModelFieldProps {
  label: string;
  help?: ReactNode;
  value: string;
  onChange: (id: string) => void;
}

/** Every model that can be asked, by its maker. One that is gone from the list is shown as long as it is the choice. */
export function ModelField({ label, help, value, onChange }: ModelFieldProps) {
  const { models } = useAccount();
  const makers = [...new Set(models.map((model) => model.provider))];
  return (
    <Field label={label} help={help}>
      {(tie) => (
        <select {...tie} value={value} onChange={(event) => onChange(event.target.value)} className={`${tie.className} h-11 bg-raised`}>
          {models.some((model) => model.id === value) ? null : <option value={value}>{value}</option>}
          {makers.map((maker) => (
            <optgroup key={maker} label={maker}>
              {models
                .filter((model) => model.provider === maker)
                .map((model) => (
                  <option key={model.id} value={model.id} disabled={!model.available}>
                    {model.name}
                    {model.simulated ? " (simulated)" : ""}
                    {model.available ? "" : ` (${model.reason ?? "not available now"})`}
                    {model.available && model.priceUsdPerMTok !== null
                      ? ` · ${formatPricePerMillion(model.priceUsdPerMTok.input)} in, ${formatPricePerMillion(model.priceUsdPerMTok.output)} out`
                      : ""}
                  </option>
                ))}
            </optgroup>
          ))}
        </select>
      )}
    </Field>
  );
}
