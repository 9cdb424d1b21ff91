import { words } from "../words/words.ts";

/** A grey shape in the place of what is on its way; screen readers hear the label. */
export function Loading({ className, label = words.ui.loading }: { className: string; label?: string }) {
  return <output aria-label={label} className={`skeleton block ${className}`} />;
}
