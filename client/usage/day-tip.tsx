/** One day of the chart, said: as a sentence for those who listen, as a card for those who look. */
import { formatMoney, formatMoneyExact } from "../format/money.ts";
import { formatDay } from "../format/time.ts";
import { colourOf } from "./colours.ts";
import type { StackedDay } from "./spend.ts";

export function sentenceOf(day: StackedDay, nameOf: (model: string) => string): string {
  if (day.totalNanoUsd === 0) return `${formatDay(day.day)}: nothing.`;
  const parts = day.segments.map((segment) => `${nameOf(segment.model)} ${formatMoney(segment.to - segment.from)}`);
  return `${formatDay(day.day)}: ${formatMoney(day.totalNanoUsd)}. ${parts.join(", ")}.`;
}

interface TipProps {
  day: StackedDay;
  models: readonly string[];
  nameOf: (model: string) => string;
  left: number;
  width: number;
}

export function Tip({ day, models, nameOf, left, width }: TipProps) {
  return (
    <div
      aria-hidden="true"
      className="pointer-events-none absolute top-1 z-10 w-56 rounded-xl bg-raised px-3 py-2 text-xs shadow-float outline-1 outline-line"
      style={left > width / 2 ? { right: width - left + 16 } : { left: left + 16 }}
    >
      <p className="flex justify-between gap-3 font-medium tabular-nums">
        <span>{formatDay(day.day)}</span>
        <span>{formatMoneyExact(day.totalNanoUsd)}</span>
      </p>
      {day.segments.toReversed().map((segment) => (
        <p key={segment.model} className="mt-1 flex items-center gap-2 tabular-nums">
          <span className="size-2 shrink-0 rounded-full" style={{ background: colourOf(models.indexOf(segment.model)) }} />
          <span className="min-w-0 flex-1 truncate text-muted">{nameOf(segment.model)}</span>
          {formatMoney(segment.to - segment.from)}
        </p>
      ))}
    </div>
  );
}
