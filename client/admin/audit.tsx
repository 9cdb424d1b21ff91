/** Whether the books agree: receipts, totals, D1 and wallets, for every conversation. */
import { useQuery } from "@tanstack/react-query";
import { formatCount, formatMoney, formatMoneyExact } from "../format/money.ts";
import { asProblem, isUnavailable } from "../http/request.ts";
import { Icon } from "../icons.tsx";
import { Button } from "../ui/button.tsx";
import { Card, Quiet } from "../page/parts.tsx";
import { auditQuery, type Audit } from "./admin-queries.ts";
import { words } from "../words/words.ts";

/** Names of figures are told by the server; those of money end so. */
function figure(what: string, value: number): string {
  return /nano|cost|money|saved|spent|total|month|receipt/i.test(what) && Number.isInteger(value)
    ? formatMoneyExact(value)
    : formatCount(value);
}

function Differences({ audit }: { audit: Audit }) {
  return (
    <div className="mt-3 overflow-x-auto">
      <table className="w-full text-sm tabular-nums">
        <caption className="sr-only">{words.admin.audit.caption}</caption>
        <thead className="text-faint">
          <tr>
            {[words.admin.audit.conversation, words.admin.audit.what, words.admin.audit.expected, words.admin.audit.found].map(
              (heading) => (
                <th key={heading} scope="col" className="pe-3 pb-2 text-start font-normal">
                  {heading}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {audit.differences.map(({ chatId, owner, what, expected, found }) => (
            <tr key={`${owner} ${chatId} ${what}`} className="border-t border-line align-top">
              <td className="py-2 pe-3">
                <code className="text-xs">{chatId}</code>
                <span className="block text-xs text-faint">{owner}</span>
              </td>
              <td className="py-2 pe-3">{what}</td>
              <td className="py-2 pe-3">{figure(what, expected)}</td>
              <td className="py-2">{figure(what, found)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Outcome({ audit }: { audit: Audit }) {
  const { checkedChats, checkedPeople, differences, waiting, orphanedHolds, totalNanoUsd } = audit;
  const checked = words.admin.audit.ofPeople(checkedChats, formatCount(checkedChats), checkedPeople, formatCount(checkedPeople));
  return (
    <div className="text-sm">
      {differences.length === 0 ? (
        <output className="flex items-start gap-2 text-good">
          <Icon name="check" />
          <span>{words.admin.audit.agree(checked, formatMoney(totalNanoUsd))}</span>
        </output>
      ) : (
        <p className="flex items-start gap-2 text-danger" role="alert">
          <Icon name="warning" /> {words.admin.audit.differences(differences.length, formatCount(differences.length), checked)}
        </p>
      )}
      {waiting.length === 0 ? null : (
        <p className="mt-2 text-faint">{words.admin.audit.waiting(waiting.length, formatCount(waiting.length))}</p>
      )}
      {orphanedHolds.length === 0 ? null : (
        <p className="mt-2 text-warn">
          {words.admin.audit.holds(
            orphanedHolds.length,
            formatCount(orphanedHolds.length),
            formatMoney(orphanedHolds.reduce((sum, hold) => sum + hold.nanoUsd, 0)),
          )}
        </p>
      )}
      {differences.length === 0 ? null : <Differences audit={audit} />}
    </div>
  );
}

export function AuditCard() {
  const { data, error, isFetching, refetch } = useQuery(auditQuery);
  return (
    <Card
      title={words.admin.audit.title}
      className="mt-4"
      aside={
        <Button small look="tonal" disabled={isFetching} onClick={() => void refetch()} data-testid="audit">
          {isFetching ? words.admin.audit.checking : data === undefined ? words.admin.audit.check : words.admin.audit.checkAgain}
        </Button>
      }
    >
      {error !== null && !isFetching ? (
        <Quiet>{isUnavailable(error) ? words.admin.audit.notYet : asProblem(error).detail}</Quiet>
      ) : data === undefined ? (
        <p className="text-sm text-faint">{words.admin.audit.help}</p>
      ) : (
        <Outcome audit={data} />
      )}
    </Card>
  );
}
