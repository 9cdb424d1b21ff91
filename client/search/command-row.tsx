/** A command among what was found, and which of them fit the words: the app's own, and the models one could ask. */
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { useAccount } from "../account/account.tsx";
import { matchingCommands } from "../commands/commands.ts";
import { modelChoice } from "../commands/model-choice.ts";
import { Keys } from "../commands/shortcuts-dialog.tsx";
import { useCommandContext } from "../commands/use-commands.ts";
import { Icon, type IconName } from "../icons.tsx";

export interface FoundCommand {
  id: string;
  label: string;
  icon: IconName;
  keys: string | undefined;
  run: () => void;
}

/** From so many letters on models are offered by name; there may be hundreds. */
const LETTERS_FOR_MODELS = 3;
const MOST_MODELS = 5;

export function useFoundCommands(typed: string, isWanted: boolean): FoundCommand[] {
  const context = useCommandContext();
  const { models } = useAccount();
  if (!isWanted) return [];
  const choose = modelChoice();
  const words = typed.trim().toLowerCase();
  const named =
    choose === null || words.length < LETTERS_FOR_MODELS
      ? []
      : models.filter(({ available, name }) => available && name.toLowerCase().startsWith(words)).slice(0, MOST_MODELS);
  return [
    ...matchingCommands(typed, context.isAdmin).map(({ id, label, icon, keys, run }) => ({
      id,
      label,
      icon,
      keys,
      run: () => run(context),
    })),
    ...named.map(({ id, name }) => ({
      id: `model ${id}`,
      label: `Ask ${name}`,
      icon: "think" as const,
      keys: undefined,
      run: () => choose?.(id),
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
      {command.keys === undefined ? null : <Keys keys={command.keys} />}
    </div>
  );
}
