/** A figure with its name, on the pages of figures. */
import type { ReactNode } from "react";

export function Figure({ label, children, detail }: { label: string; children: ReactNode; detail?: ReactNode }) {
  return (
    <div className="min-w-0">
      <p className="text-xs text-faint">{label}</p>
      <p className="mt-1 flex flex-wrap items-center gap-2 text-xl font-medium tracking-tight tabular-nums">{children}</p>
      {detail === undefined ? null : <p className="mt-0.5 text-xs text-faint tabular-nums">{detail}</p>}
    </div>
  );
}
