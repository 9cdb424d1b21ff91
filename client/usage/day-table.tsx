/** What stands around the chart: which colour is which model, and its figures as a table. */
import { formatMoney } from "../format/money.ts";
import { formatDay } from "../format/time.ts";
import { colourOf } from "./colours.ts";
import type { DayChartProps } from "./day-chart.tsx";
import { words } from "../words/words.ts";

/** Which colour is which model. */
export function Legend({ models, nameOf }: { models: readonly string[]; nameOf: (model: string) => string }) {
  return (
    <ul className="mt-3 flex flex-wrap gap-x-5 gap-y-1.5 text-xs text-muted">
      {models.map((model, index) => (
        <li key={model} className="flex items-center gap-2">
          <span className="size-2.5 rounded-full" style={{ background: colourOf(index) }} aria-hidden="true" />
          {nameOf(model)}
        </li>
      ))}
    </ul>
  );
}

/** The chart's figures for those who cannot see it, and for those who want to read them. */
export function DayTable({ days, models, nameOf }: DayChartProps) {
  return (
    <details className="mt-4 text-sm">
      <summary className="w-fit rounded-lg px-1 py-1 text-faint pointer-coarse:py-2.5 hover:text-text">{words.usage.table}</summary>
      <div className="mt-3 max-h-80 overflow-auto rounded-xl border border-line">
        <table className="w-full text-sm tabular-nums">
          <thead className="sticky top-0 bg-code text-start">
            <tr>
              <th scope="col" className="px-3 py-2 text-start font-medium">
                {words.usage.day}
              </th>
              {models.map((model) => (
                <th key={model} scope="col" className="px-3 py-2 text-end font-medium">
                  {nameOf(model)}
                </th>
              ))}
              <th scope="col" className="px-3 py-2 text-end font-medium">
                {words.usage.total}
              </th>
            </tr>
          </thead>
          <tbody>
            {days.toReversed().map((day) => (
              <tr key={day.day} className="border-t border-line">
                <th scope="row" className="px-3 py-1.5 text-start font-normal whitespace-nowrap">
                  {formatDay(day.day)}
                </th>
                {models.map((model) => {
                  const segment = day.segments.find((each) => each.model === model);
                  return (
                    <td key={model} className="px-3 py-1.5 text-end text-muted">
                      {segment === undefined ? "–" : formatMoney(segment.to - segment.from)}
                    </td>
                  );
                })}
                <td className="px-3 py-1.5 text-end">{formatMoney(day.totalNanoUsd)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
