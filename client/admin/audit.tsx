/** Whether the books agree: receipts, totals, D1 and wallets, for every conversation. */
import { useQuery } from "@tanstack/react-query";
import { formatCount, formatMoneyExact } from "../format/money.ts";
import { asProblem, isUnavailable } from "../http/request.ts";
import { Icon } from "../icons.tsx";
import { Button } from "../ui/button.tsx";
import { Card, Quiet } from "../usage/parts.tsx";
import { auditQuery, type Audit } from "./admin-queries.ts";

function figure(value: number | string | null): string {
  if (value === null) return "nothing";
  return typeof value === "number" && Number.isInteger(value) ? formatMoneyExact(value) : String(value);
}

function Outcome({ audit }: { audit: Audit }) {
  const { checkedChats, differences } = audit;
  if (differences.length === 0)
    return (
      <output className="flex items-center gap-2 text-sm text-good">
        <Icon name="check" /> {formatCount(checkedChats)} conversations checked: the books agree to the last nano-dollar.
      </output>
    );
  return (
    <>
      <p className="flex items-center gap-2 text-sm text-danger" role="alert">
        <Icon name="warning" /> {formatCount(differences.length)} differences in {formatCount(checkedChats)} conversations.
      </p>
      <div className="mt-3 overflow-x-auto">
        <table className="w-full text-[13px] tabular-nums">
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
            {differences.map((difference) => (
              <tr
                key={`${difference.chatId ?? ""} ${difference.owner ?? ""} ${difference.what}`}
                className="border-t border-line align-top"
              >
                <td className="py-2 pe-3">
                  <code className="text-xs">{difference.chatId ?? "–"}</code>
                  <span className="block text-xs text-faint">{difference.owner}</span>
                </td>
                <td className="py-2 pe-3">{difference.what}</td>
                <td className="py-2 pe-3">{figure(difference.expected)}</td>
                <td className="py-2">{figure(difference.found)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

export function AuditCard() {
  const { data, error, isFetching, refetch } = useQuery(auditQuery);
  return (
    <Card
      title="Audit"
      className="mt-4"
      aside={
        <Button small look="tonal" disabled={isFetching} onClick={() => void refetch()}>
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
