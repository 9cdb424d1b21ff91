/** A project's settings: name, what its conversations begin with, and what they may cost together. */
import { useState, type FormEvent } from "react";
import { MAX_PROJECT_NAME, type Project } from "../../src/protocol/projects.ts";
import { parseUsd, usdText } from "../format/money.ts";
import { ModelField } from "../models/model-field.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { Choice, Field } from "../ui/fields.tsx";
import { Notice } from "../ui/notice.tsx";
import { SystemField, systemRefusal } from "../ui/system-field.tsx";
import { useProjectActions } from "./queries.ts";
import { words } from "../words/words.ts";

/** `5` → nano-dollars, empty → null (no budget); undefined: no amount. */
function parseBudget(text: string): number | null | undefined {
  if (text.trim() === "") return null;
  const nanoUsd = parseUsd(text);
  return nanoUsd === null || nanoUsd === 0 ? undefined : nanoUsd;
}

export default function ProjectDialog({ project, onClose }: { project: Project | null; onClose: () => void }) {
  const { save, busy, problem } = useProjectActions();
  const [name, setName] = useState(project?.name ?? "");
  const [instructions, setInstructions] = useState(project?.instructions ?? "");
  const [model, setModel] = useState(project?.model ?? "");
  const [limitText, setLimitText] = useState(project?.budget == null ? "" : usdText(project.budget.limitNanoUsd));
  const [per, setPer] = useState<"month" | "total">(project?.budget?.per ?? "month");
  const limit = parseBudget(limitText);
  const isWrong = name.trim() === "" || limit === undefined || systemRefusal(instructions) !== null;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (isWrong) return;
    const budget = limit === null ? null : { limitNanoUsd: limit, per };
    if (await save(project?.id ?? null, { name: name.trim(), instructions, model, budget })) onClose();
  };
  const isChanged = name !== (project?.name ?? "") || instructions !== (project?.instructions ?? "") || model !== (project?.model ?? "");
  return (
    <Dialog title={project === null ? words.projects.new : words.projects.settingsTitle} onClose={onClose} isChanged={isChanged}>
      <form onSubmit={(event) => void submit(event)} className="mt-5 grid grid-cols-1 gap-5" data-testid="project-form">
        <Field label={words.projects.name}>
          {(tie) => (
            <input
              {...tie}
              value={name}
              maxLength={MAX_PROJECT_NAME}
              onChange={(event) => setName(event.target.value)}
              className={`${tie.className} h-11`}
            />
          )}
        </Field>
        <SystemField
          label={words.projects.instructions}
          help={words.projects.instructionsHelp}
          value={instructions}
          onChange={setInstructions}
        />
        <ModelField label={words.projects.model} value={model} usual={words.projects.usual} onChange={setModel} />
        <Field
          label={words.projects.budget}
          help={words.projects.budgetHelp}
          complaint={limit === undefined ? words.projects.budgetWrong : null}
        >
          {(tie) => (
            <input
              {...tie}
              inputMode="decimal"
              value={limitText}
              placeholder={words.projects.none}
              onChange={(event) => setLimitText(event.target.value)}
              className={`${tie.className} h-11 tabular-nums`}
            />
          )}
        </Field>
        {limit == null ? null : (
          <Choice
            label={words.projects.itIsFor}
            value={per}
            options={[
              { value: "month", label: words.projects.eachMonth },
              { value: "total", label: words.projects.inAll },
            ]}
            onChange={setPer}
          />
        )}
        {problem === null ? null : (
          <Notice tone="danger" icon="warning">
            {problem.detail}
          </Notice>
        )}
        <DialogActions>
          <Button look="plain" onClick={onClose}>
            {words.ui.cancel}
          </Button>
          <Button look="filled" type="submit" disabled={busy || isWrong}>
            {busy ? words.ui.saving : words.ui.save}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
