/** All presets and prompts of a person: made, changed, used, taken along. */
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { MAX_PRESETS, type Preset, type SlashPrompt, type StartPreset } from "../../src/protocol/presets.ts";
import { asProblem } from "../http/request.ts";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { Loading } from "../ui/loading.tsx";
import { Notice } from "../ui/notice.tsx";
import { words } from "../words/words.ts";
import { PresetForm } from "./preset-form.tsx";
import { PresetRow } from "./preset-row.tsx";
import { PromptForm } from "./prompt-form.tsx";
import { presetsQuery, usePresetActions } from "./queries.ts";
import { TakeAlong } from "./take-along.tsx";
import { useChosen } from "./use-chosen.ts";

type Opened = { kind: "preset"; preset: StartPreset | null } | { kind: "prompt"; prompt: SlashPrompt | null };

interface PartProps {
  title: string;
  about: string;
  newLabel: string;
  onNew: (() => void) | null;
  children: ReactNode;
}

function Part({ title, about, newLabel, onNew, children }: PartProps) {
  return (
    <section aria-label={title} className="mt-6 first:mt-4">
      <div className="flex items-center gap-3">
        <h3 className="flex-1 text-sm font-medium">{title}</h3>
        <Button small disabled={onNew === null} onClick={onNew ?? undefined} icon="add">
          {newLabel}
        </Button>
      </div>
      <p className="mt-1 text-sm text-pretty text-muted">{about}</p>
      {children}
    </section>
  );
}

export default function PresetsDialog({ onClose }: { onClose: () => void }) {
  const { data, error } = useQuery({ ...presetsQuery, staleTime: 0 });
  const actions = usePresetActions();
  const use = useChosen();
  const [opened, setOpened] = useState<Opened | null>(null);
  const presets = data?.filter((one) => one.kind === "preset") ?? [];
  const prompts = data?.filter((one) => one.kind === "prompt") ?? [];
  const isFull = presets.length + prompts.length >= MAX_PRESETS;
  const close = () => setOpened(null);
  const edit = (one: Preset) => setOpened(one.kind === "preset" ? { kind: "preset", preset: one } : { kind: "prompt", prompt: one });
  const rows = (list: readonly Preset[]) =>
    list.length === 0 ? null : (
      <ul className="mt-3 divide-y divide-line rounded-2xl border border-line">
        {list.map((one) => (
          <PresetRow
            key={one.id}
            preset={one}
            actions={actions}
            onUse={() => {
              onClose();
              use(one);
            }}
            onEdit={() => edit(one)}
          />
        ))}
      </ul>
    );
  const complaint = actions.problem?.detail ?? (error === null ? null : asProblem(error).detail);
  return (
    <>
      <Dialog title={words.presetMenu.title} onClose={onClose} wide>
        <div data-testid="presets">
          {data === undefined && error === null ? <Loading className="mt-4 h-40" label={words.presets.loading} /> : null}
          {data === undefined ? null : (
            <>
              <Part
                title={words.presets.presets}
                about={words.presets.presetsHelp}
                newLabel={words.presets.newPreset}
                onNew={isFull ? null : () => setOpened({ kind: "preset", preset: null })}
              >
                {rows(presets)}
              </Part>
              <Part
                title={words.presets.prompts}
                about={words.presets.promptsHelp}
                newLabel={words.presets.newPrompt}
                onNew={isFull ? null : () => setOpened({ kind: "prompt", prompt: null })}
              >
                {rows(prompts)}
              </Part>
              {isFull ? <p className="mt-3 text-xs text-faint">{words.presets.full(MAX_PRESETS)}</p> : null}
              <TakeAlong actions={actions} hasAny={data.length > 0} />
            </>
          )}
          {complaint === null ? null : (
            <Notice tone="danger" icon="warning" className="mt-3">
              {complaint}
            </Notice>
          )}
          <DialogActions>
            <Button look="plain" onClick={onClose}>
              {words.ui.close}
            </Button>
          </DialogActions>
        </div>
      </Dialog>
      {/* Beside it, not inside: what happens in one must not reach the other. */}
      {opened?.kind === "preset" ? <PresetForm preset={opened.preset} onClose={close} /> : null}
      {opened?.kind === "prompt" ? <PromptForm prompt={opened.prompt} onClose={close} /> : null}
    </>
  );
}
