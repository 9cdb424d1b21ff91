/** Store by store: how much stands there, whether it is words, and whether it goes with everything. */
import type { StoredPart } from "../../src/protocol/stored.ts";
import { formatCount } from "../format/money.ts";
import { Card } from "../page/parts.tsx";
import { storeWords } from "./stores.ts";

const MARK = "inline-block rounded-md px-1.5 py-px text-xs font-medium whitespace-nowrap";

export function StoredCard({ parts, unsent }: { parts: readonly StoredPart[]; unsent: number }) {
  return (
    <Card title="What is stored" className="mt-4">
      <div className="-mx-2 overflow-x-auto">
        <table className="w-full text-sm" data-testid="stored">
          <caption className="sr-only">What each store holds about you</caption>
          <thead className="text-faint">
            <tr>
              <th scope="col" className="px-2 pb-2 text-start font-normal">
                Where
              </th>
              <th scope="col" className="px-2 pb-2 text-end font-normal">
                Entries
              </th>
              <th scope="col" className="px-2 pb-2 text-start font-normal">
                What
              </th>
            </tr>
          </thead>
          <tbody>
            {parts.map(({ store, count, words, goes }) => (
              <Row key={store} {...storeWords(store)} count={count} words={words} goes={goes} testId={store} />
            ))}
            <Row
              name="This browser tab"
              holds="What you typed and did not send. The server has the drafts of conversations, too: they are counted above with them."
              count={unsent}
              words
              goes
              testId="browser"
            />
          </tbody>
        </table>
      </div>
    </Card>
  );
}

interface RowProps {
  name: string;
  holds: string;
  count: number;
  words: boolean;
  goes: boolean;
  testId: string;
}

function Row({ name, holds, count, words, goes, testId }: RowProps) {
  return (
    <tr className="border-t border-line align-top" data-store={testId}>
      <th scope="row" className="px-2 py-2.5 text-start font-normal">
        <span className="block font-medium">{name}</span>
        <span className="block text-xs text-pretty text-faint">{holds}</span>
      </th>
      <td className="px-2 py-2.5 text-end tabular-nums" data-testid="count">
        {formatCount(count)}
      </td>
      <td className="px-2 py-2.5">
        <span className="flex flex-col items-start gap-1">
          <span className={`${MARK} ${words ? "bg-hover text-text" : "bg-good-soft text-good"}`}>{words ? "words" : "numbers"}</span>
          {goes ? null : <span className={`${MARK} bg-warn-soft text-warn`}>stays</span>}
        </span>
      </td>
    </tr>
  );
}
