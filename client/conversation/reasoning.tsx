/** What the model thought before it answered: open while it thinks and nothing else is there, folded afterwards. */
import { useState } from "react";
import { formatDuration } from "../format/time.ts";
import { DisclosureButton } from "../ui/disclosure.tsx";
import { words } from "../words/words.ts";

interface ReasoningProps {
  text: string;
  /** True while nothing of the answer proper has come. */
  thinking: boolean;
  durationMs: number | null;
}

export function Reasoning({ text, thinking, durationMs }: ReasoningProps) {
  const [chosen, setChosen] = useState<boolean | null>(null);
  const open = chosen ?? thinking;
  if (text === "") return null;
  const label = thinking
    ? words.answer.thinking
    : durationMs === null
      ? words.answer.thought
      : words.answer.thoughtFor(formatDuration(durationMs));
  return (
    <div className="mb-3">
      <DisclosureButton isOpen={open} onToggle={() => setChosen(!open)}>
        <span className={thinking ? "waiting-words" : ""}>{label}</span>
      </DisclosureButton>
      {open ? (
        <div
          data-testid="reasoning-text"
          className="mt-1 border-s-2 border-line ps-4 text-sm leading-relaxed whitespace-pre-wrap text-muted [overflow-wrap:anywhere]"
        >
          {text}
        </div>
      ) : null}
    </div>
  );
}
