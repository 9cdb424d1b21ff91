/** Store by store: how much stands there, whether it is words, and whether it goes with everything. */
import { useQuery } from "@tanstack/react-query";
import { Fragment } from "react";
import type { StoredPart } from "../../src/protocol/stored.ts";
import { formatBytes } from "../format/bytes.ts";
import { formatCount } from "../format/money.ts";
import { Card } from "../page/parts.tsx";
import { storedInChatsQuery } from "./stored-query.ts";
import { storeWords } from "./stores.ts";
import { words } from "../words/words.ts";

const MARK = "inline-block rounded-md px-1.5 py-px text-xs font-medium whitespace-nowrap";

export function StoredCard({ parts, unsent }: { parts: readonly StoredPart[]; unsent: number }) {
  const { data: inside } = useQuery(storedInChatsQuery);
  return (
    <Card title={words.privacy.stored.title} className="mt-4">
      <div className="-mx-2 overflow-x-auto">
        <table className="w-full text-sm" data-testid="stored">
          <caption className="sr-only">{words.privacy.stored.caption}</caption>
          <thead className="text-faint">
            <tr>
              <th scope="col" className="px-2 pb-2 text-start font-normal">
                {words.privacy.stored.where}
              </th>
              <th scope="col" className="px-2 pb-2 text-end font-normal">
                {words.privacy.stored.entries}
              </th>
              <th scope="col" className="px-2 pb-2 text-start font-normal">
                {words.privacy.stored.what}
              </th>
            </tr>
          </thead>
          <tbody>
            {parts.map(({ store, count, words: hasWords, goes }) => (
              <Fragment key={store}>
                <Row {...storeWords(store)} count={count} hasWords={hasWords} goes={goes} testId={store} />
                {store === "conversations" ? (
                  <>
                    <Row {...words.privacy.stored.files} count={inside?.files} bytes={inside?.fileBytes} hasWords goes testId="files" />
                    <Row {...words.privacy.stored.drafts} count={inside?.drafts} hasWords goes testId="drafts" />
                  </>
                ) : null}
              </Fragment>
            ))}
            <Row name={words.privacy.stored.tab} holds={words.privacy.stored.tabHolds} count={unsent} hasWords goes testId="browser" />
          </tbody>
        </table>
      </div>
    </Card>
  );
}

interface RowProps {
  name: string;
  holds: string;
  /** Undefined: it is still being counted. */
  count: number | undefined;
  /** What they take; left out: not said. */
  bytes?: number | undefined;
  hasWords: boolean;
  goes: boolean;
  testId: string;
}

function Row({ name, holds, count, bytes, hasWords, goes, testId }: RowProps) {
  return (
    <tr className="border-t border-line align-top" data-store={testId}>
      <th scope="row" className="px-2 py-2.5 text-start font-normal">
        <span className="block font-medium">{name}</span>
        <span className="block text-xs text-pretty text-faint">{holds}</span>
      </th>
      <td className="px-2 py-2.5 text-end tabular-nums" data-testid="count">
        {count === undefined ? "…" : formatCount(count)}
        {bytes === undefined || bytes === 0 ? null : (
          <span className="block text-xs whitespace-nowrap text-faint">{formatBytes(bytes)}</span>
        )}
      </td>
      <td className="px-2 py-2.5">
        <span className="flex flex-col items-start gap-1">
          <span className={`${MARK} ${hasWords ? "bg-hover text-text" : "bg-good-soft text-good"}`}>
            {hasWords ? words.privacy.stored.words : words.privacy.stored.numbers}
          </span>
          {goes ? null : <span className={`${MARK} bg-warn-soft text-warn`}>{words.privacy.stored.stays}</span>}
        </span>
      </td>
    </tr>
  );
}
