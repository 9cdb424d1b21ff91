/** The search index made anew for everybody, part by part, with what came of it. */
import { useState } from "react";
import { formatCount } from "../format/money.ts";
import { useAttempt } from "../http/use-attempt.ts";
import { Icon } from "../icons.tsx";
import { Card } from "../page/parts.tsx";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { reindexAll, type Reindexed } from "./admin-queries.ts";

const words = ({ chats, people }: Reindexed): string =>
  `${formatCount(chats)} ${chats === 1 ? "conversation" : "conversations"} of ${formatCount(people)} ${people === 1 ? "person" : "people"}`;

export function ReindexCard() {
  const [done, setDone] = useState<(Reindexed & { isWhole: boolean }) | null>(null);
  const { busy, failure, attempt } = useAttempt();
  const run = () =>
    attempt(async () => {
      setDone(null);
      const all = await reindexAll((part) => setDone({ ...part, isWhole: false }));
      setDone({ ...all, isWhole: true });
    });
  return (
    <Card
      title="Search index"
      className="mt-4"
      aside={
        <Button small look="tonal" disabled={busy} onClick={() => void run()} data-testid="reindex">
          {busy ? "Under way…" : "Make it anew"}
        </Button>
      }
    >
      <p className="text-sm text-pretty text-faint">
        A copy of everybody’s words for searching. A gap is found and filled by itself; this takes all of it out and in again, and meanwhile
        what is out is not found. You see numbers, no words.
      </p>
      <output className={`mt-2 block text-sm empty:hidden ${done?.isWhole === true ? "text-good" : "text-muted"}`}>
        {done === null ? null : done.isWhole ? (
          <span className="flex items-start gap-2">
            <Icon name="check" /> {words(done)} told anew.
          </span>
        ) : (
          `${words(done)} so far…`
        )}
      </output>
      {failure === null ? null : (
        <Notice tone="danger" icon="warning" className="mt-2">
          {failure} {done === null ? "" : "What is out of the index comes back when you press again."}
        </Notice>
      )}
    </Card>
  );
}
