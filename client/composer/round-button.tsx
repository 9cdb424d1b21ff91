/** Send and stop. */
import type { MouseEvent } from "react";
import { Icon } from "../icons.tsx";

interface RoundButtonProps {
  testId: string;
  icon: "stop" | "arrowUp";
  label: string;
  /** Looks unavailable, and says why when it is pressed. */
  faded?: boolean;
  /** What it does was asked for and is on its way. */
  busy?: boolean;
  onClick: (event: MouseEvent) => void;
}

export function RoundButton({ testId, icon, label, faded = false, busy = false, onClick }: RoundButtonProps) {
  return (
    <button
      type="button"
      data-testid={testId}
      aria-label={label}
      title={label}
      aria-disabled={faded || busy}
      aria-busy={busy}
      onClick={onClick}
      className={`grid size-11 shrink-0 place-items-center rounded-full transition-colors ${faded ? "bg-hover text-faint" : "bg-send text-on-send hover:opacity-90"}`}
    >
      <Icon name={icon} size={22} className={busy ? "animate-[breathe_1s_ease-in-out_infinite]" : ""} />
    </button>
  );
}
