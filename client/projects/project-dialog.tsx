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

const PER = [
  { value: "month", label: "Each month" },
  { value: "total", label: "In all" },
] as const;

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
    <Dialog title={project === null ? "New project" : "Project settings"} onClose={onClose} isChanged={isChanged}>
      <form onSubmit={(event) => void submit(event)} className="mt-5 grid gap-5" data-testid="project-form">
        <Field label="Name">
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
          label="Instructions"
          help="The system prompt that new conversations in here begin with. Left empty: your own. Conversations that exist keep theirs."
          value={instructions}
          onChange={setInstructions}
        />
        <ModelField label="Model of new conversations" value={model} usual="My usual one" onChange={setModel} />
        <Field
          label="Budget in USD"
          help="What all conversations in here may cost together, beside your own budget. Left empty, only that one counts."
          complaint={limit === undefined ? "Write an amount in USD, like 2.50, or nothing." : null}
        >
          {(tie) => (
            <input
              {...tie}
              inputMode="decimal"
              value={limitText}
              placeholder="None"
              onChange={(event) => setLimitText(event.target.value)}
              className={`${tie.className} h-11 tabular-nums`}
            />
          )}
        </Field>
        {limit == null ? null : <Choice label="It is for" value={per} options={PER} onChange={setPer} />}
        {problem === null ? null : (
          <Notice tone="danger" icon="warning">
            {problem.detail}
          </Notice>
        )}
        <DialogActions>
          <Button look="plain" onClick={onClose}>
            Cancel
          </Button>
          <Button look="filled" type="submit" disabled={busy || isWrong}>
            {busy ? "Saving…" : "Save"}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
