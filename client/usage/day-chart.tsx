/**
 * Spend per day, stacked by model: own SVG. One tab stop; the arrow keys walk the days and a status line reads them out.
 * The same figures stand in a table behind it.
 */
import { scaleBand, scaleLinear } from "d3-scale";
import { useEffect, useId, useState, type KeyboardEvent } from "react";
import { formatMoney, formatMoneyExact } from "../format/money.ts";
import { formatDay } from "../format/time.ts";
import { colourOf } from "./colours.ts";
import type { StackedDay } from "./spend.ts";

const HEIGHT = 240;
const MARGIN = { top: 10, right: 4, bottom: 26, left: 64 };
const NANO_PER_USD = 1e9;

interface DayChartProps {
  days: readonly StackedDay[];
  models: readonly string[];
  nameOf: (model: string) => string;
}

function useWidth(): [ref: (element: HTMLElement | null) => void, width: number] {
  const [element, setElement] = useState<HTMLElement | null>(null);
  const [width, setWidth] = useState(640);
  useEffect(() => {
    if (element === null) return;
    const sizes = new ResizeObserver(([entry]) => entry !== undefined && setWidth(Math.max(240, entry.contentRect.width)));
    sizes.observe(element);
    return () => sizes.disconnect();
  }, [element]);
  return [setElement, width];
}

export function DayChart({ days, models, nameOf }: DayChartProps) {
  const [frame, width] = useWidth();
  const [active, setActive] = useState<number | null>(null);
  const descriptionId = useId();
  const x = scaleBand<string>()
    .domain(days.map((day) => day.day))
    .range([MARGIN.left, width - MARGIN.right])
    .paddingInner(0.28)
    .paddingOuter(0.1);
  const most = Math.max(1, ...days.map((day) => day.totalNanoUsd)) / NANO_PER_USD;
  const y = scaleLinear()
    .domain([0, most])
    .nice(4)
    .range([HEIGHT - MARGIN.bottom, MARGIN.top]);
  const labelEvery = Math.ceil(days.length / Math.max(2, Math.floor((width - MARGIN.left) / 64)));
  const chosen = active === null ? undefined : days[active];

  const onKeyDown = (event: KeyboardEvent) => {
    const last = days.length - 1;
    const moves: Partial<Record<string, number>> = {
      ArrowRight: Math.min(last, (active ?? -1) + 1),
      ArrowLeft: Math.max(0, (active ?? last + 1) - 1),
      Home: 0,
      End: last,
    };
    const to = moves[event.key];
    if (to === undefined) return;
    event.preventDefault();
    setActive(to);
  };
  return (
    <figure ref={frame} className="relative m-0">
      {/* The chart is one stop of the Tab key; the arrows walk its days. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <svg
        role="application"
        aria-roledescription="bar chart"
        aria-label="Spend per day, stacked by model. Arrow keys walk the days."
        aria-describedby={descriptionId}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        width={width}
        height={HEIGHT}
        className="block max-w-full rounded-lg"
        onKeyDown={onKeyDown}
        onBlur={() => setActive(null)}
        onPointerLeave={() => setActive(null)}
      >
        {y.ticks(4).map((tick) => (
          <g key={tick} transform={`translate(0,${y(tick)})`}>
            <line x1={MARGIN.left} x2={width - MARGIN.right} className="stroke-line" strokeDasharray={tick === 0 ? undefined : "2 4"} />
            <text x={MARGIN.left - 10} dy="0.32em" textAnchor="end" className="fill-faint text-[11px] tabular-nums">
              {formatMoney(Math.round(tick * NANO_PER_USD))}
            </text>
          </g>
        ))}
        {days.map((day, index) => {
          const left = x(day.day) ?? 0;
          return (
            <g key={day.day} onPointerEnter={() => setActive(index)} data-day={day.day}>
              <rect
                x={left - (x.step() - x.bandwidth()) / 2}
                y={MARGIN.top}
                width={x.step()}
                height={HEIGHT - MARGIN.top - MARGIN.bottom}
                rx="6"
                className={index === active ? "fill-hover" : "fill-transparent"}
              />
              {day.segments.map((segment) => {
                const top = y(segment.to / NANO_PER_USD);
                const height = Math.max(1, y(segment.from / NANO_PER_USD) - top);
                return (
                  <rect
                    key={segment.model}
                    x={left}
                    y={top}
                    width={x.bandwidth()}
                    height={height}
                    rx={Math.min(3, x.bandwidth() / 4)}
                    fill={colourOf(models.indexOf(segment.model))}
                  />
                );
              })}
              {index % labelEvery === 0 ? (
                <text x={left + x.bandwidth() / 2} y={HEIGHT - 8} textAnchor="middle" className="fill-faint text-[11px]">
                  {formatDay(day.day)}
                </text>
              ) : null}
            </g>
          );
        })}
      </svg>
      <p id={descriptionId} aria-live="polite" className="sr-only">
        {chosen === undefined ? "" : sentenceOf(chosen, nameOf)}
      </p>
      {chosen === undefined ? null : (
        <Tip day={chosen} models={models} nameOf={nameOf} left={(x(chosen.day) ?? 0) + x.bandwidth() / 2} width={width} />
      )}
    </figure>
  );
}

function sentenceOf(day: StackedDay, nameOf: (model: string) => string): string {
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

function Tip({ day, models, nameOf, left, width }: TipProps) {
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
      <summary className="w-fit rounded-lg px-1 text-faint hover:text-text">Show as a table</summary>
      <div className="mt-3 max-h-80 overflow-auto rounded-xl border border-line">
        <table className="w-full text-[13px] tabular-nums">
          <thead className="sticky top-0 bg-code text-start">
            <tr>
              <th scope="col" className="px-3 py-2 text-start font-medium">
                Day (UTC)
              </th>
              {models.map((model) => (
                <th key={model} scope="col" className="px-3 py-2 text-end font-medium">
                  {nameOf(model)}
                </th>
              ))}
              <th scope="col" className="px-3 py-2 text-end font-medium">
                Total
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
