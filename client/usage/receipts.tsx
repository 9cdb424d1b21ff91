/** Every model call of one conversation, as the books have it. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import type { Receipt } from "../../src/protocol/http.ts";
import { formatCount, formatMoney, formatMoneyExact } from "../format/money.ts";
import { formatMoment } from "../format/time.ts";
import { asProblem, isUnavailable } from "../http/request.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Loading } from "../ui/loading.tsx";
import { Simulated } from "../ui/simulated.tsx";
import { Quiet } from "./parts.tsx";
import { receiptsQuery } from "./spend.ts";

/** The figures that are known beside the one that counts, for the tooltip. */
function figuresOf(receipt: Receipt): string {
  const figures = [
    ["billed", receipt.billedNanoUsd],
    ["logged", receipt.loggedNanoUsd],
    ["listed", receipt.listedNanoUsd],
  ] as const;
  return figures.flatMap(([name, nano]) => (nano === undefined ? [] : [`${name} ${formatMoneyExact(nano)}`])).join("\n");
}

/** A disagreement of more than this is shown, in parts per thousand. */
const DRIFT_SHOWN_PER_MILLE = 10;

function ReceiptRow({ receipt }: { receipt: Receipt }) {
  const drift = receipt.driftPerMille ?? 0;
  return (
    <tr className="border-t border-line align-top">
      <td className="py-2 pe-3">
        <span className="block">
          {receipt.purpose}
          {receipt.end === "done" ? null : <span className="text-warn"> · {receipt.end}</span>}
        </span>
        <span className="block text-xs text-faint">
          {receipt.model} · {formatMoment(receipt.at)}
        </span>
      </td>
      <td className="py-2 pe-3 text-end whitespace-nowrap text-muted">
        {formatCount(receipt.inputTokens)} / {formatCount(receipt.outputTokens)}
        {receipt.cachedTokens === 0 ? null : <span className="block text-xs text-faint">{formatCount(receipt.cachedTokens)} cached</span>}
      </td>
      <td className="py-2 text-end whitespace-nowrap" title={figuresOf(receipt)}>
        {formatMoney(receipt.costNanoUsd)}
        <span className="block text-xs text-faint">
          {receipt.basis}
          {drift > DRIFT_SHOWN_PER_MILLE ? <span className="text-warn"> · drift {(drift / 10).toFixed(1)} %</span> : null}
        </span>
      </td>
    </tr>
  );
}

export default function ReceiptsDialog({ chatId, title, onClose }: { chatId: string; title: string; onClose: () => void }) {
  const { data, error, isPending, refetch } = useQuery(receiptsQuery(chatId));
  return (
    <Dialog title={title} onClose={onClose} wide>
      {isPending ? <Loading className="mt-4 h-40 w-full" label="Loading receipts" /> : null}
      {error === null ? null : isUnavailable(error) ? (
        <Quiet>This conversation was deleted. Its numbers stay in the books, its receipts went with its words.</Quiet>
      ) : (
        <Quiet onRetry={() => void refetch()}>{asProblem(error).detail}</Quiet>
      )}
      {data === undefined ? null : (
        <>
          <p className="mt-1 flex flex-wrap items-center gap-2 text-sm text-muted tabular-nums">
            {formatMoneyExact(data.totalNanoUsd)} in{" "}
            {data.receipts.length === 1 ? "one model call" : `${formatCount(data.receipts.length)} model calls`}
            {data.receipts.length > 0 && data.receipts.every((each) => each.simulated) ? <Simulated /> : null}
          </p>
          <table className="mt-4 w-full text-[13px] tabular-nums">
            <thead className="text-faint">
              <tr>
                <th scope="col" className="pb-2 text-start font-normal">
                  Call
                </th>
                <th scope="col" className="pe-3 pb-2 text-end font-normal">
                  Tokens in / out
                </th>
                <th scope="col" className="pb-2 text-end font-normal">
                  Cost
                </th>
              </tr>
            </thead>
            <tbody>
              {data.receipts.map((receipt) => (
                <ReceiptRow key={receipt.callId} receipt={receipt} />
              ))}
            </tbody>
          </table>
        </>
      )}
      <div className="mt-6 flex justify-end gap-2">
        <Link
          href={`/c/${chatId}`}
          className="inline-flex h-10 items-center rounded-full px-4.5 text-sm font-medium text-accent hover:bg-hover"
        >
          Open the conversation
        </Link>
        <Button look="tonal" onClick={onClose}>
          Close
        </Button>
      </div>
    </Dialog>
  );
}
