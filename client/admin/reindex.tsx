/** The search index made anew for everybody, part by part, with what came of it. */
import { useState } from "react";
import { formatCount } from "../format/money.ts";
import { useAttempt } from "../http/use-attempt.ts";
import { Icon } from "../icons.tsx";
import { Card } from "../page/parts.tsx";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { reindexAll, type Reindexed } from "./admin-queries.ts";
import { words } from "../words/words.ts";

const summaryOf = ({ chats, people }: Reindexed): string =>
  words.admin.audit.ofPeople(chats, formatCount(chats), people, formatCount(people));

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
      title={words.admin.reindex.title}
      className="mt-4"
      aside={
        <Button small look="tonal" disabled={busy} onClick={() => void run()} data-testid="reindex">
          {busy ? words.admin.reindex.running : words.admin.reindex.run}
        </Button>
      }
    >
      <p className="text-sm text-pretty text-faint">{words.admin.reindex.help}</p>
      <output className={`mt-2 block text-sm empty:hidden ${done?.isWhole === true ? "text-good" : "text-muted"}`}>
        {done === null ? null : done.isWhole ? (
          <span className="flex items-start gap-2">
            <Icon name="check" /> {words.admin.reindex.done(summaryOf(done))}
          </span>
        ) : (
          words.admin.reindex.soFar(summaryOf(done))
        )}
      </output>
      {failure === null ? null : (
        <Notice tone="danger" icon="warning" className="mt-2">
          {failure} {done === null ? "" : words.admin.reindex.failed}
        </Notice>
      )}
    </Card>
  );
}
