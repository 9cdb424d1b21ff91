/** A preset or a prompt in the dialog: what it is, and what can be done with it. */
import { useState } from "react";
import type { Preset } from "../../src/protocol/presets.ts";
import { useAccount } from "../account/account.tsx";
import { Icon } from "../icons.tsx";
import { Button } from "../ui/button.tsx";
import { Menu, type MenuItem } from "../ui/menu.tsx";
import { words } from "../words/words.ts";
import { lineOf } from "./preset-words.ts";
import type { PresetActions } from "./queries.ts";

interface PresetRowProps {
  preset: Preset;
  actions: PresetActions;
  onUse: () => void;
  onEdit: () => void;
}

export function PresetRow({ preset, actions, onUse, onEdit }: PresetRowProps) {
  const { models } = useAccount();
  const [isDeleting, setDeleting] = useState(false);
  const isDefault = preset.kind === "preset" && preset.isDefault;
  const nameOf = (id: string) => models.find((model) => model.id === id)?.name ?? id;
  const mark: MenuItem = {
    key: "default",
    icon: "check",
    label: isDefault ? words.presets.withoutDefault : words.presets.isDefault,
    onSelect: () => void actions.change(preset.id, { isDefault: !isDefault }),
  };
  if (isDeleting)
    return (
      <li className="flex min-h-14 flex-wrap items-center gap-2 px-4 py-2">
        <span className="min-w-0 flex-1 text-sm [overflow-wrap:anywhere]">{words.presets.deleteAsk(preset.name)}</span>
        <Button small onClick={() => setDeleting(false)}>
          {words.presets.keep}
        </Button>
        {/* Where the question came from is gone: the answer has the focus. */}
        {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
        <Button small look="danger" autoFocus disabled={actions.busy} onClick={() => void actions.remove(preset.id)}>
          {words.presets.delete}
        </Button>
      </li>
    );
  return (
    <li className="flex min-h-14 items-center gap-2 py-2 ps-4 pe-2" data-testid="preset-row">
      <span className="min-w-0 flex-1">
        <span className="flex flex-wrap items-center gap-x-2">
          <span className="text-sm font-medium [overflow-wrap:anywhere]">{preset.name}</span>
          {isDefault ? (
            <span className="shrink-0 rounded-md bg-send px-1.5 py-px text-xs leading-4 font-medium text-on-send">
              {words.presets.default}
            </span>
          ) : null}
        </span>
        <span className="block truncate text-xs text-faint">{lineOf(preset, nameOf)}</span>
      </span>
      <Button small aria-label={words.presets.takeIt(preset.name)} onClick={onUse}>
        {words.presets.use}
      </Button>
      <Menu
        label={words.presets.more(preset.name)}
        align="end"
        className="grid size-8 shrink-0 place-items-center rounded-lg text-muted hover:bg-hover pointer-coarse:size-10"
        items={[
          { key: "edit", icon: "edit", label: words.presets.edit, onSelect: onEdit },
          ...(preset.kind === "preset" ? [mark] : []),
          { key: "delete", icon: "delete", label: words.presets.delete, danger: true, onSelect: () => setDeleting(true) },
        ]}
      >
        <Icon name="more" size={18} />
      </Menu>
    </li>
  );
}
