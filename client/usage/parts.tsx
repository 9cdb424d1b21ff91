/** Pieces of the pages of figures. */
import type { ReactNode } from "react";
import { MenuButton } from "../sidebar/shell.tsx";
import { Button } from "../ui/button.tsx";

export function FiguresPage({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto max-w-5xl px-4 pb-16 md:px-8">
        <header className="flex min-h-14 items-center gap-2 pt-2 md:pt-8">
          <MenuButton />
          <h1 className="flex-1 text-2xl font-semibold">{title}</h1>
          {aside}
        </header>
        {children}
      </div>
    </div>
  );
}

export function Card({
  title,
  aside,
  children,
  className = "",
}: {
  title?: string;
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <section aria-label={title} className={`rounded-2xl bg-surface p-5 outline-1 -outline-offset-1 outline-line ${className}`}>
      {title === undefined ? null : (
        <div className="mb-4 flex items-center justify-between gap-3">
          <h2 className="text-base font-semibold">{title}</h2>
          {aside}
        </div>
      )}
      {children}
    </section>
  );
}

export function Figure({ label, children, detail }: { label: string; children: ReactNode; detail?: ReactNode }) {
  return (
    <div className="min-w-0">
      <p className="text-xs text-faint">{label}</p>
      <p className="mt-1 flex flex-wrap items-center gap-2 text-xl font-medium tracking-tight tabular-nums">{children}</p>
      {detail === undefined ? null : <p className="mt-0.5 text-xs text-faint tabular-nums">{detail}</p>}
    </div>
  );
}

export function Quiet({ children, onRetry }: { children: ReactNode; onRetry?: () => void }) {
  return (
    <div className="grid min-h-28 place-content-center justify-items-center gap-3 text-center text-sm text-faint text-pretty">
      {children}
      {onRetry === undefined ? null : (
        <Button small onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}
