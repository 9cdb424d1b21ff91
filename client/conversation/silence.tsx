/** Where a running answer's buttons will stand: said when nothing has come for a while, so that waiting has a reason. */
import { useEffect, useState } from "react";
import { formatElapsed } from "../format/time.ts";
import { useNow } from "../ui/use-now.ts";
import { Pulse } from "../ui/pulse.tsx";
import { useIsConnected } from "./use-conversation.ts";
import { words } from "../words/words.ts";

/** A pause shorter than this is how models write. */
const PATIENCE_MS = 3000;

/** `length`: of everything that has come so far; null before the first token, which has its own words. */
export function Silence({ length }: { length: number | null }) {
  const isConnected = useIsConnected();
  const [silentSince, setSilentSince] = useState<number | null>(null);
  useEffect(() => {
    // Without a connection nothing comes, whatever the model does: the bar above the composer says that.
    if (length === null || !isConnected) return;
    const since = Date.now();
    const timer = setTimeout(() => setSilentSince(since), PATIENCE_MS);
    return () => {
      clearTimeout(timer);
      setSilentSince(null);
    };
  }, [length, isConnected]);
  return <div className="mt-1 flex h-9 items-center">{silentSince === null ? null : <Waiting since={silentSince} />}</div>;
}

function Waiting({ since }: { since: number }) {
  const now = useNow(1000);
  return (
    <p className="flex items-center gap-2 text-xs text-faint tabular-nums" data-testid="silence">
      <Pulse className="size-2" />
      {words.answer.silence(formatElapsed(now - since))}
    </p>
  );
}
