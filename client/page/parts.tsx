/** What pages of lists and figures are made of: the page with its heading, cards on it, and the words where there is nothing to show. */
import type { ReactNode } from "react";
import { MenuButton } from "../sidebar/shell.tsx";
import { asProblem, isUnavailable } from "../http/request.ts";
import { Button } from "../ui/button.tsx";
import { words } from "../words/words.ts";

export function CardPage({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto max-w-5xl px-4 pb-16 md:px-8">
        <header className="flex min-h-14 items-center gap-2 pt-2 md:pt-8">
          <MenuButton />
          <h1 className="min-w-0 flex-1 text-2xl font-semibold">{title}</h1>
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
        <div className="mb-4 flex flex-wrap items-center justify-between gap-x-3 gap-y-2">
          <h2 className="text-base font-semibold">{title}</h2>
          {aside}
        </div>
      )}
      {children}
    </section>
  );
}

export function Quiet({ children, onRetry }: { children: ReactNode; onRetry?: () => void }) {
  return (
    <div className="grid min-h-28 place-content-center justify-items-center gap-3 text-center text-sm text-faint text-pretty">
      {children}
      {onRetry === undefined ? null : (
        <Button small onClick={onRetry}>
          {words.ui.again}
        </Button>
      )}
    </div>
  );
}

export function Failed({ error, onRetry }: { error: Error; onRetry: () => void }) {
  if (isUnavailable(error)) return <Quiet>{words.ui.notHereYet}</Quiet>;
  return <Quiet onRetry={onRetry}>{asProblem(error).detail}</Quiet>;
}
