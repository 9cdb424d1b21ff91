/** How hard a model that reasons should think in this conversation. */
import type { Effort } from "../../src/protocol/commands.ts";
import { Icon } from "../icons.tsx";
import { Menu } from "../ui/menu.tsx";

const CHOICES: readonly { effort: Effort | null; label: string; detail: string }[] = [
  { effort: null, label: "Auto", detail: "As the model likes" },
  { effort: "low", label: "Low", detail: "Quick and cheap" },
  { effort: "medium", label: "Medium", detail: "For questions with a catch" },
  { effort: "high", label: "High", detail: "Slow and costly: thoughts are paid as output" },
];

export function EffortMenu({ effort, onChoose }: { effort: Effort | null; onChoose: (effort: Effort | null) => void }) {
  const chosen = CHOICES.find((choice) => choice.effort === effort)?.label ?? "Auto";
  return (
    <Menu
      label={`Thinking: ${chosen}. Choose how hard the model thinks`}
      align="end"
      testId="effort"
      items={CHOICES.map((choice) => ({
        key: choice.label,
        label: choice.label,
        detail: choice.detail,
        checked: choice.effort === effort,
        onSelect: () => onChoose(choice.effort),
      }))}
      className="flex h-10 min-w-10 shrink-0 items-center justify-center gap-1.5 rounded-full px-2.5 text-sm text-muted transition-colors hover:bg-hover"
    >
      <Icon name="think" size={18} />
      <span className="hidden sm:inline">{chosen}</span>
    </Menu>
  );
}
