/** Every model call of one conversation, as the books have it. */
import { useQuery } from "@tanstack/react-query";
import { Link, useLocation } from "wouter";
import type { Receipt } from "../../src/protocol/http.ts";
import { formatCount, formatMoney, formatMoneyExact } from "../format/money.ts";
import { formatMoment } from "../format/time.ts";
import { asProblem, isUnavailable } from "../http/request.ts";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { Loading } from "../ui/loading.tsx";
import { Simulated } from "../ui/simulated.tsx";
import { Quiet } from "../page/parts.tsx";
import { Figure } from "./figure.tsx";
import { isSimulated, receiptsQuery } from "./spend.ts";

/** The figures that are known beside the one that counts. */
function othersOf(receipt: Receipt): string[] {
  const figures = [
    ["billed", receipt.billedNanoUsd],
    ["logged", receipt.loggedNanoUsd],
    ["listed", receipt.listedNanoUsd],
  ] as const;
  return figures.flatMap(([name, nano]) => (nano === undefined || name === receipt.basis ? [] : [`${name} ${formatMoney(nano)}`]));
}

/** What the price list would have made of the calls that were billed or logged, beside what counted. */
export function comparisonOf(receipts: readonly Receipt[]): { listedNanoUsd: number; countedNanoUsd: number; calls: number } {
  const known = receipts.filter(({ basis, listedNanoUsd }) => (basis === "billed" || basis === "logged") && listedNanoUsd !== undefined);
  const sum = (of: (receipt: Receipt) => number) => known.reduce((total, receipt) => total + of(receipt), 0);
  return { listedNanoUsd: sum((each) => each.listedNanoUsd ?? 0), countedNanoUsd: sum((each) => each.costNanoUsd), calls: known.length };
}

function Comparison({ receipts }: { receipts: readonly Receipt[] }) {
  const { listedNanoUsd, countedNanoUsd, calls } = comparisonOf(receipts);
  const saved = receipts.reduce((sum, receipt) => sum + receipt.savedNanoUsd, 0);
  const estimated = receipts.filter((receipt) => receipt.basis === "estimated").length;
  const mark = receipts.some((receipt) => receipt.simulated) ? <Simulated isShort /> : null;
  const off = countedNanoUsd === 0 ? 0 : ((listedNanoUsd - countedNanoUsd) / countedNanoUsd) * 100;
  return (
    <div className="mt-4 grid grid-cols-2 gap-4 rounded-2xl bg-hover p-4 sm:grid-cols-3">
      <Figure
        label="Billed by the provider"
        detail={`${formatCount(calls)} of ${formatCount(receipts.length)} ${receipts.length === 1 ? "call" : "calls"}`}
      >
        <span className="text-lg">
          {countedNanoUsd === 0 ? null : mark}
          {calls === 0 ? "–" : formatMoney(countedNanoUsd)}
        </span>
      </Figure>
      <Figure
        label="The same by the price list"
        detail={calls === 0 ? "nothing to compare yet" : `${off > 0 ? "+" : ""}${off.toFixed(1)} % against billed`}
      >
        <span className="text-lg">
          {listedNanoUsd === 0 ? null : mark}
          {calls === 0 ? "–" : formatMoney(listedNanoUsd)}
        </span>
      </Figure>
      <Figure
        label="Saved by caching"
        detail={estimated === 0 ? undefined : `${formatCount(estimated)} ${estimated === 1 ? "call is" : "calls are"} still estimated`}
      >
        <span className="text-lg">
          {saved === 0 ? null : mark}
          {formatMoney(saved)}
        </span>
      </Figure>
    </div>
  );
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
        <span className="block text-xs text-faint [overflow-wrap:anywhere]">
          {receipt.model} · {formatMoment(receipt.at)}
        </span>
        <span className="block text-xs text-faint sm:hidden">
          {formatCount(receipt.inputTokens)} tokens in
          {receipt.cachedTokens === 0 ? "" : ` (${formatCount(receipt.cachedTokens)} cached)`}, {formatCount(receipt.outputTokens)} out
        </span>
      </td>
      <td className="hidden py-2 pe-3 text-end whitespace-nowrap text-muted sm:table-cell">
        {formatCount(receipt.inputTokens)} / {formatCount(receipt.outputTokens)}
        {receipt.cachedTokens === 0 ? null : <span className="block text-xs text-faint">{formatCount(receipt.cachedTokens)} cached</span>}
      </td>
      <td className="py-2 text-end" title={formatMoneyExact(receipt.costNanoUsd)}>
        {receipt.simulated && receipt.costNanoUsd > 0 ? <Simulated isShort /> : null}
        {formatMoney(receipt.costNanoUsd)}
        <span className="block text-xs text-faint">
          {receipt.basis}
          {drift > DRIFT_SHOWN_PER_MILLE ? <span className="text-warn"> · drift {(drift / 10).toFixed(1)} %</span> : null}
        </span>
        {othersOf(receipt).map((figure) => (
          <span key={figure} className="block text-xs whitespace-nowrap text-faint">
            {figure}
          </span>
        ))}
      </td>
    </tr>
  );
}

export default function ReceiptsDialog({ chatId, title, onClose }: { chatId: string; title: string; onClose: () => void }) {
  const [location] = useLocation();
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
            {isSimulated(data.receipts) ? <Simulated /> : null}
          </p>
          {data.receipts.length === 0 ? null : <Comparison receipts={data.receipts} />}
          <table className="mt-4 mb-3 w-full text-sm tabular-nums">
            <thead className="text-faint">
              <tr>
                <th scope="col" className="pb-2 text-start font-normal">
                  Call
                </th>
                <th scope="col" className="hidden pe-3 pb-2 text-end font-normal sm:table-cell">
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
      <DialogActions>
        {location === `/c/${chatId}` ? null : (
          <Link
            href={`/c/${chatId}`}
            className="inline-flex h-10 items-center rounded-xl px-4.5 text-sm font-medium text-accent hover:bg-hover"
          >
            Open the conversation
          </Link>
        )}
        <Button look="tonal" onClick={onClose}>
          Close
        </Button>
      </DialogActions>
    </Dialog>
  );
}
