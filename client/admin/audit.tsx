/** Whether the books agree: receipts, totals, D1 and wallets, for every conversation. */
import { useQuery } from "@tanstack/react-query";
import { formatCount, formatMoney, formatMoneyExact } from "../format/money.ts";
import { asProblem, isUnavailable } from "../http/request.ts";
import { Icon } from "../icons.tsx";
import { Button } from "../ui/button.tsx";
import { Card, Quiet } from "../page/parts.tsx";
import { auditQuery, type Audit } from "./admin-queries.ts";

/** Names of figures are told by the server; those of money end so. */
function figure(what: string, value: number): string {
  return /nano|cost|money|saved|spent|total|month|receipt/i.test(what) && Number.isInteger(value)
    ? formatMoneyExact(value)
    : formatCount(value);
}

const plural = (count: number, one: string, many: string): string => `${formatCount(count)} ${count === 1 ? one : many}`;

function Differences({ audit }: { audit: Audit }) {
  return (
    <div className="mt-3 overflow-x-auto">
      <table className="w-full text-sm tabular-nums">
        <caption className="sr-only">Figures that disagree</caption>
        <thead className="text-faint">
          <tr>
            {["Conversation", "What", "Expected", "Found"].map((heading) => (
              <th key={heading} scope="col" className="pe-3 pb-2 text-start font-normal">
                {heading}
              </th>
            ))}
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
  const checked = `${plural(checkedChats, "conversation", "conversations")} of ${plural(checkedPeople, "person", "people")}`;
  return (
    <div className="text-sm">
      {differences.length === 0 ? (
        <output className="flex items-start gap-2 text-good">
          <Icon name="check" />
          <span>
            {checked} checked, {formatMoney(totalNanoUsd)}: the books agree to the last nano-dollar.
          </span>
        </output>
      ) : (
        <p className="flex items-start gap-2 text-danger" role="alert">
          <Icon name="warning" /> {plural(differences.length, "difference", "differences")} in {checked}.
        </p>
      )}
      {waiting.length === 0 ? null : (
        <p className="mt-2 text-faint">
          {plural(waiting.length, "figure is", "figures are")} still on the way into the books; check again in a minute.
        </p>
      )}
      {orphanedHolds.length === 0 ? null : (
        <p className="mt-2 text-warn">
          {plural(orphanedHolds.length, "hold has", "holds have")} no running answer any more (
          {formatMoney(orphanedHolds.reduce((sum, hold) => sum + hold.nanoUsd, 0))}): given back as soon as the person&rsquo;s wallet is
          looked at.
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
      title="Audit"
      className="mt-4"
      aside={
        <Button small look="tonal" disabled={isFetching} onClick={() => void refetch()} data-testid="audit">
          {isFetching ? "Checking…" : data === undefined ? "Check the books" : "Check again"}
        </Button>
      }
    >
      {error !== null && !isFetching ? (
        <Quiet>{isUnavailable(error) ? "The audit is not available on this server yet." : asProblem(error).detail}</Quiet>
      ) : data === undefined ? (
        <p className="text-sm text-faint">Recomputes receipts, totals, D1 and wallets of every conversation and lists each difference.</p>
      ) : (
        <Outcome audit={data} />
      )}
    </Card>
  );
}
