/** What is left of what was deleted: a receipt of numbers each. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { formatCount } from "../format/money.ts";
import { formatMoment } from "../format/time.ts";
import { Icon } from "../icons.tsx";
import { Card, Failed } from "../page/parts.tsx";
import { Button } from "../ui/button.tsx";
import { Loading } from "../ui/loading.tsx";
import { deletionsQuery } from "./stored-query.ts";
import { reasonWords } from "./stores.ts";
import { words } from "../words/words.ts";

/** Shown at first. */
const NEWEST = 10;
/** Shown at most: the file has all of them. */
const MOST = 1_000;

export function DeletionsCard() {
  const { data, error, refetch } = useQuery(deletionsQuery);
  const [isWhole, setWhole] = useState(false);
  const shown = (data ?? []).slice(0, isWhole ? MOST : NEWEST);
  return (
    <Card
      title={words.privacy.deletions.title}
      className="mt-4"
      aside={
        data === undefined || data.length === 0 ? null : (
          <a
            href="/api/deletions.csv"
            download
            className="inline-flex h-8 items-center gap-2 rounded-lg px-3 text-sm font-medium text-accent hover:bg-hover pointer-coarse:h-10"
          >
            <Icon name="download" size={16} /> CSV
          </a>
        )
      }
    >
      {data === undefined ? (
        error === null ? (
          <Loading className="h-16 w-full" />
        ) : (
          <Failed error={error} onRetry={() => void refetch()} />
        )
      ) : data.length === 0 ? (
        <p className="text-sm text-faint">{words.privacy.deletions.none}</p>
      ) : (
        <ul data-testid="deletions">
          {shown.map(({ chatId, at, reason, messages }) => (
            <li
              key={chatId}
              className="flex flex-wrap justify-between gap-x-4 gap-y-0.5 border-t border-line py-2 text-sm first:border-t-0"
            >
              <span>
                {formatMoment(at)} · {words.privacy.deletions.messages(messages, formatCount(messages))} · {reasonWords(reason)}
              </span>
              <code className="min-w-0 truncate text-xs text-faint">{chatId}</code>
            </li>
          ))}
        </ul>
      )}
      {data !== undefined && !isWhole && data.length > shown.length ? (
        <Button small look="plain" className="mx-auto mt-2 flex" onClick={() => setWhole(true)}>
          {data.length > MOST
            ? words.privacy.deletions.newest(formatCount(MOST))
            : words.privacy.deletions.showAll(formatCount(data.length))}
        </Button>
      ) : null}
    </Card>
  );
}
