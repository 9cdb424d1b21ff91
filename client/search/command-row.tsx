/** A command among what was found, and which of them fit the words: the app's own, the models one could ask, presets and prompts. */
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { useQuery } from "@tanstack/react-query";
import { useAccount } from "../account/account.tsx";
import { matchingCommands } from "../commands/commands.ts";
import { modelChoice } from "../commands/model-choice.ts";
import { isMeant } from "../commands/word-match.ts";
import { Keys } from "../commands/shortcuts-dialog.tsx";
import { useCommandContext } from "../commands/use-commands.ts";
import { Icon, type IconName } from "../icons.tsx";
import { presetsQuery } from "../presets/queries.ts";
import { useChosen } from "../presets/use-chosen.ts";
import { words } from "../words/words.ts";

export interface FoundCommand {
  id: string;
  label: string;
  icon: IconName;
  keys: string | undefined;
  run: () => void;
}

/** From so many letters on models, presets and prompts are offered by name; there may be hundreds. */
const LETTERS_FOR_NAMES = 2;
const MOST_OF_A_KIND = 5;

export function useFoundCommands(typed: string, isWanted: boolean): FoundCommand[] {
  const context = useCommandContext();
  const { models } = useAccount();
  const { data: presets = [] } = useQuery({ ...presetsQuery, enabled: isWanted });
  const use = useChosen();
  if (!isWanted) return [];
  const choose = modelChoice();
  const isLongEnough = typed.trim().length >= LETTERS_FOR_NAMES;
  const named =
    choose === null || !isLongEnough
      ? []
      : models
          .filter(({ available, name, provider }) => available && isMeant(typed, `${words.search.alsoModel} ${name} ${provider}`))
          .slice(0, MOST_OF_A_KIND);
  const kept = isLongEnough ? presets.filter(({ kind, name }) => isMeant(typed, `${words.search.also[kind]} ${name}`)) : [];
  return [
    // Where there is no composer there is no model to switch.
    ...matchingCommands(typed, context.isAdmin).flatMap(({ id, icon, keys, run }) =>
      id === "model" && choose === null ? [] : [{ id, label: words.commands.of[id].label, icon, keys, run: () => run(context) }],
    ),
    ...named.map(({ id, name }) => ({
      id: `model ${id}`,
      label: words.search.ask(name),
      icon: "think" as const,
      keys: undefined,
      run: () => choose?.(id),
    })),
    ...kept.slice(0, MOST_OF_A_KIND).map((preset) => ({
      id: `preset ${preset.id}`,
      label: preset.kind === "preset" ? words.search.newWith(preset.name) : words.search.writePrompt(preset.name),
      icon: preset.kind === "preset" ? ("preset" as const) : ("edit" as const),
      keys: undefined,
      run: () => use(preset),
    })),
  ];
}

interface CommandRowProps {
  id: string;
  command: FoundCommand;
  isActive: boolean;
  onPoint: () => void;
  onRun: () => void;
}

export function CommandRow({ id, command, isActive, onPoint, onRun }: CommandRowProps) {
  return (
    // The keyboard's way is the field, which names the active option (aria-activedescendant).
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isActive}
      data-testid="command"
      onPointerMove={onPoint}
      onClick={onRun}
      className={`flex h-10 cursor-pointer items-center gap-3 rounded-xl px-3 text-sm ${isActive ? "bg-hover" : ""}`}
    >
      <Icon name={command.icon} size={16} className="text-faint" />
      <span className="min-w-0 flex-1 truncate">{command.label}</span>
      {command.keys === undefined ? null : (
        <span className="pointer-coarse:hidden">
          <Keys keys={command.keys} />
        </span>
      )}
    </div>
  );
}
