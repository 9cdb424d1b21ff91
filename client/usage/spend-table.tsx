/** Rows of the books with their part of the whole as a thin bar. A row may lead somewhere. */
import type { ReactNode } from "react";
import type { SpendRow } from "../../src/protocol/http.ts";
import { Simulated } from "../ui/simulated.tsx";
import { formatCompact, formatCount, formatMoney, formatMoneyExact, percentOf } from "../format/money.ts";
import { Quiet } from "../page/parts.tsx";
import { words } from "../words/words.ts";

interface SpendTableProps {
  caption: string;
  heading: string;
  rows: readonly SpendRow[];
  totalNanoUsd: number;
  /** What stands for a key. */
  renderName: (row: SpendRow) => ReactNode;
}

export function SpendTable({ caption, heading, rows, totalNanoUsd, renderName }: SpendTableProps) {
  if (rows.length === 0) return <Quiet>{words.usage.nothingBooked}</Quiet>;
  return (
    <div className="-mx-2 overflow-x-auto">
      <table className="w-full text-sm tabular-nums">
        <caption className="sr-only">{caption}</caption>
        <thead className="text-faint">
          <tr>
            <th scope="col" className="px-2 pb-2 text-start font-normal">
              {heading}
            </th>
            <th scope="col" className="hidden px-2 pb-2 text-end font-normal sm:table-cell">
              {words.usage.calls}
            </th>
            <th scope="col" className="hidden px-2 pb-2 text-end font-normal whitespace-nowrap sm:table-cell">
              {words.usage.tokensInOut}
            </th>
            <th scope="col" className="px-2 pb-2 text-end font-normal">
              {words.usage.cost}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows
            .toSorted((a, b) => b.costNanoUsd - a.costNanoUsd)
            .map((row) => (
              <tr key={row.key} className="border-t border-line">
                <th scope="row" className="max-w-0 px-2 py-2 text-start font-normal">
                  <span className="block truncate">{renderName(row)}</span>
                  <span className="mt-1 block h-1 rounded-full bg-hover" aria-hidden="true">
                    <span
                      className="block h-full rounded-full bg-accent/70"
                      style={{ width: `${percentOf(row.costNanoUsd, totalNanoUsd)}%` }}
                    />
                  </span>
                </th>
                <td className="hidden w-12 px-2 py-2 text-end text-muted sm:table-cell">{formatCount(row.calls)}</td>
                <td
                  className="hidden w-28 px-2 py-2 text-end whitespace-nowrap text-muted sm:table-cell"
                  title={words.usage.figures(formatCount(row.inputTokens), formatCount(row.cachedTokens), formatCount(row.outputTokens))}
                >
                  {formatCompact(row.inputTokens)} / {formatCompact(row.outputTokens)}
                </td>
                <td className="w-24 px-2 py-2 text-end" title={formatMoneyExact(row.costNanoUsd)}>
                  {row.simulated ? <Simulated isShort /> : null}
                  {formatMoney(row.costNanoUsd)}
                </td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}
