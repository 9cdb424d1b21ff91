/** Every model call of one conversation, as the books have it. */
import { useQuery } from "@tanstack/react-query";
import { Link, useLocation } from "wouter";
import type { Receipt } from "../../src/protocol/http.ts";
import { decimal, formatCount, formatMoney, formatMoneyExact } from "../format/money.ts";
import { formatMoment } from "../format/time.ts";
import { asProblem, isUnavailable } from "../http/request.ts";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { Loading } from "../ui/loading.tsx";
import { Simulated } from "../ui/simulated.tsx";
import { Quiet } from "../page/parts.tsx";
import { Figure } from "./figure.tsx";
import { isSimulated, receiptsQuery } from "./spend.ts";
import { words } from "../words/words.ts";

/** The figures that are known beside the one that counts. */
function othersOf(receipt: Receipt): string[] {
  const figures = [
    ["billed", receipt.billedNanoUsd],
    ["logged", receipt.loggedNanoUsd],
    ["listed", receipt.listedNanoUsd],
  ] as const;
  return figures.flatMap(([name, nano]) =>
    nano === undefined || name === receipt.basis ? [] : [`${words.usage.basis[name]} ${formatMoney(nano)}`],
  );
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
        label={words.usage.receipts.billed}
        detail={words.usage.receipts.ofCalls(formatCount(calls), receipts.length, formatCount(receipts.length))}
      >
        <span className="text-lg">
          {countedNanoUsd === 0 ? null : mark}
          {calls === 0 ? "–" : formatMoney(countedNanoUsd)}
        </span>
      </Figure>
      <Figure
        label={words.usage.receipts.listed}
        detail={
          calls === 0 ? words.usage.receipts.nothingToCompare : words.usage.receipts.against(`${off > 0 ? "+" : ""}${decimal(off, 1)}`)
        }
      >
        <span className="text-lg">
          {listedNanoUsd === 0 ? null : mark}
          {calls === 0 ? "–" : formatMoney(listedNanoUsd)}
        </span>
      </Figure>
      <Figure
        label={words.usage.saved}
        detail={estimated === 0 ? undefined : words.usage.receipts.stillEstimated(estimated, formatCount(estimated))}
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
          {words.usage.purposes[receipt.purpose]}
          {receipt.end === "done" ? null : <span className="text-warn"> · {words.usage.ends[receipt.end]}</span>}
        </span>
        <span className="block text-xs text-faint [overflow-wrap:anywhere]">
          {receipt.model} · {formatMoment(receipt.at)}
        </span>
        <span className="block text-xs text-faint sm:hidden">
          {words.usage.receipts.tokens(
            formatCount(receipt.inputTokens),
            receipt.cachedTokens === 0 ? null : formatCount(receipt.cachedTokens),
            formatCount(receipt.outputTokens),
          )}
        </span>
      </td>
      <td className="hidden py-2 pe-3 text-end whitespace-nowrap text-muted sm:table-cell">
        {formatCount(receipt.inputTokens)} / {formatCount(receipt.outputTokens)}
        {receipt.cachedTokens === 0 ? null : (
          <span className="block text-xs text-faint">{words.usage.cached(formatCount(receipt.cachedTokens))}</span>
        )}
      </td>
      <td className="py-2 text-end" title={formatMoneyExact(receipt.costNanoUsd)}>
        {receipt.simulated && receipt.costNanoUsd > 0 ? <Simulated isShort /> : null}
        {formatMoney(receipt.costNanoUsd)}
        <span className="block text-xs text-faint">
          {words.usage.basis[receipt.basis]}
          {drift > DRIFT_SHOWN_PER_MILLE ? <span className="text-warn"> · {words.usage.drift(decimal(drift / 10, 1))}</span> : null}
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
    <Dialog title={words.usage.receipts.title} onClose={onClose} wide>
      <p className="mt-1 truncate text-sm text-muted" dir="auto">
        {title}
      </p>
      {isPending ? <Loading className="mt-4 h-40 w-full" label={words.usage.receipts.loading} /> : null}
      {error === null ? null : isUnavailable(error) ? (
        <Quiet>{words.usage.receipts.deleted}</Quiet>
      ) : (
        <Quiet onRetry={() => void refetch()}>{asProblem(error).detail}</Quiet>
      )}
      {data === undefined ? null : (
        <>
          <p className="mt-1 flex flex-wrap items-center gap-2 text-sm text-muted tabular-nums">
            {formatMoneyExact(data.totalNanoUsd)} {words.usage.receipts.inCalls(data.receipts.length, formatCount(data.receipts.length))}
            {isSimulated(data.receipts) ? <Simulated /> : null}
          </p>
          {data.receipts.length === 0 ? null : <Comparison receipts={data.receipts} />}
          <table className="mt-4 mb-3 w-full text-sm tabular-nums">
            <thead className="text-faint">
              <tr>
                <th scope="col" className="pb-2 text-start font-normal">
                  {words.usage.call}
                </th>
                <th scope="col" className="hidden pe-3 pb-2 text-end font-normal sm:table-cell">
                  {words.usage.tokensInOut}
                </th>
                <th scope="col" className="pb-2 text-end font-normal">
                  {words.usage.cost}
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
            {words.usage.receipts.open}
          </Link>
        )}
        <Button look="plain" onClick={onClose}>
          {words.ui.close}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
