/** A line that folds something out below it. What is below is the caller's: it may not exist while it is folded. */
import type { ReactNode, Ref } from "react";
import { Icon } from "../icons.tsx";

interface DisclosureButtonProps {
  isOpen: boolean;
  onToggle: () => void;
  children: ReactNode;
  ref?: Ref<HTMLButtonElement>;
}

export function DisclosureButton({ isOpen, onToggle, children, ref }: DisclosureButtonProps) {
  return (
    <button
      ref={ref}
      type="button"
      aria-expanded={isOpen}
      onClick={onToggle}
      className="-ms-2 flex min-h-8 pointer-coarse:min-h-10 items-center gap-1.5 rounded-xl px-2 text-start text-sm text-muted hover:bg-hover"
    >
      <Icon name="chevronRight" size={16} className={`transition-transform ${isOpen ? "rotate-90" : ""}`} />
      {children}
    </button>
  );
}
