/** One link that was given away: until when, when it was opened last, to copy and to take back. */
import type { ReactNode } from "react";
import type { Share } from "../../src/protocol/sharing.ts";
import { formatAgo, formatMoment } from "../format/time.ts";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { useNow } from "../ui/use-now.ts";
import { words } from "../words/words.ts";

interface ShareRowProps {
  share: Share;
  /** What it leads to, where that is not plain. */
  heading?: ReactNode;
  busy: boolean;
  onTakeBack: () => void;
}

export function ShareRow({ share, heading, busy, onTakeBack }: ShareRowProps) {
  const now = useNow(30_000);
  const facts = [
    words.sharing.showsCosts(share.withCosts),
    words.sharing.lasts(share.until === null ? null : formatMoment(share.until)),
    words.sharing.opened(share.openedAt === null ? null : formatAgo(share.openedAt, now)),
  ];
  return (
    <li className="flex min-w-0 items-center gap-1 rounded-xl border border-line py-1.5 ps-3 pe-1.5" data-testid="share-row">
      <div className="min-w-0 flex-1">
        {heading}
        <a
          href={share.url}
          target="_blank"
          rel="noreferrer"
          className={`block truncate text-accent hover:underline ${heading === undefined ? "text-sm" : "text-xs"}`}
          data-testid="share-link"
        >
          {share.url}
        </a>
        <p className="text-xs text-pretty text-faint tabular-nums">{facts.join(" · ")}</p>
      </div>
      <CopyButton text={() => share.url} label={words.sharing.copyLink} small />
      <Button small look="plain" disabled={busy} onClick={onTakeBack} title={words.sharing.takeBackHelp}>
        {words.sharing.takeBack}
      </Button>
    </li>
  );
}
