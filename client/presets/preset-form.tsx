/** A preset: what conversations begin with, under a name. */
import { useState, type FormEvent } from "react";
import type { StartPreset } from "../../src/protocol/presets.ts";
import { effortOptions, effortChoice, type EffortWord } from "../models/effort.ts";
import { ModelField } from "../models/model-field.tsx";
import { Dialog, DialogDeed } from "../ui/dialog.tsx";
import { Choice, Toggle } from "../ui/fields.tsx";
import { SystemField, systemRefusal } from "../ui/system-field.tsx";
import { words } from "../words/words.ts";
import { NameField } from "./name-field.tsx";
import { usePresetActions } from "./queries.ts";

/** @param preset null: a new one */
export function PresetForm({ preset, onClose }: { preset: StartPreset | null; onClose: () => void }) {
  const { create, change, busy, problem } = usePresetActions();
  const [name, setName] = useState(preset?.name ?? "");
  const [system, setSystem] = useState(preset?.system ?? "");
  const [model, setModel] = useState(preset?.model ?? "");
  const [effort, setEffort] = useState<EffortWord>(preset?.effort ?? "auto");
  const [isDefault, setDefault] = useState(preset?.isDefault ?? false);
  const isWrong = name.trim() === "" || systemRefusal(system) !== null;
  const isChanged =
    name !== (preset?.name ?? "") ||
    system !== (preset?.system ?? "") ||
    model !== (preset?.model ?? "") ||
    effort !== (preset?.effort ?? "auto") ||
    isDefault !== (preset?.isDefault ?? false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (isWrong) return;
    const wish = { name: name.trim(), system, model, effort: effort === "auto" ? null : effort, isDefault };
    const isDone = preset === null ? await create({ kind: "preset", ...wish }) : await change(preset.id, wish);
    if (isDone) onClose();
  };
  return (
    <Dialog title={preset === null ? words.presets.newPreset : words.presets.preset(preset.name)} onClose={onClose} isChanged={isChanged}>
      <form onSubmit={(event) => void submit(event)} className="mt-5 grid grid-cols-1 gap-5" data-testid="preset-form">
        <NameField value={name} onChange={setName} />
        <SystemField label={words.presets.systemPrompt} help={words.presets.systemPromptHelp} value={system} onChange={setSystem} />
        <ModelField label={words.presets.model} value={model} usual={words.presets.usualModel} onChange={setModel} />
        <Choice
          label={words.models.thinking(effortChoice(effort === "auto" ? null : effort).detail)}
          value={effort}
          options={effortOptions()}
          onChange={setEffort}
        />
        <Toggle
          label={words.presets.isDefault}
          help={words.presets.defaultHelp}
          checked={isDefault}
          onChange={setDefault}
          testId="preset-default"
        />
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
