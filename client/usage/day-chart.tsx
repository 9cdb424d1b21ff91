/**
 * Spend per day, stacked by model: own SVG. One tab stop; the arrow keys walk the days and a status line reads them out.
 * The same figures stand in a table behind it.
 */
import { scaleBand, scaleLinear } from "d3-scale";
import { useEffect, useId, useState, type KeyboardEvent } from "react";
import { formatMoney } from "../format/money.ts";
import { formatDay } from "../format/time.ts";
import { belongsToInputMethod } from "../ui/input-method.ts";
import { textWidth } from "../ui/text-width.ts";
import { colourOf } from "./colours.ts";
import { sentenceOf, Tip } from "./day-tip.tsx";
import type { StackedDay } from "./spend.ts";
import { words } from "../words/words.ts";

const HEIGHT = 240;
const MARGIN = { top: 10, right: 4, bottom: 26 };
/** Between a label of the axis and the first line, and the size of those labels. */
const LABEL_GAP = 10;
const LABEL_PX = 11;
const NANO_PER_USD = 1e9;

export interface DayChartProps {
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
  const most = Math.max(1, ...days.map((day) => day.totalNanoUsd)) / NANO_PER_USD;
  const y = scaleLinear()
    .domain([0, most])
    .nice(4)
    .range([HEIGHT - MARGIN.bottom, MARGIN.top]);
  const ticks = y.ticks(4).map((tick) => ({ at: y(tick), isZero: tick === 0, label: formatMoney(Math.round(tick * NANO_PER_USD)) }));
  // Small amounts have long labels: the axis is as wide as they are.
  const left = LABEL_GAP + 2 + Math.max(...ticks.map((tick) => textWidth(tick.label, LABEL_PX)));
  const x = scaleBand<string>()
    .domain(days.map((day) => day.day))
    .range([left, width - MARGIN.right])
    .paddingInner(0.28)
    .paddingOuter(0.1);
  const labelEvery = Math.ceil(days.length / Math.max(2, Math.floor((width - left) / 64)));
  const chosen = active === null ? undefined : days[active];

  const onKeyDown = (event: KeyboardEvent) => {
    if (belongsToInputMethod(event)) return;
    const last = days.length - 1;
    const moves = new Map([
      ["ArrowRight", Math.min(last, (active ?? -1) + 1)],
      ["ArrowLeft", Math.max(0, (active ?? last + 1) - 1)],
      ["Home", 0],
      ["End", last],
    ]);
    const to = moves.get(event.key);
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
        aria-roledescription={words.usage.chart}
        aria-label={words.usage.chartHelp}
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
        {ticks.map((tick) => (
          <g key={tick.at} transform={`translate(0,${tick.at})`}>
            <line x1={left} x2={width - MARGIN.right} className="stroke-line" strokeDasharray={tick.isZero ? undefined : "2 4"} />
            <text x={left - LABEL_GAP} dy="0.32em" textAnchor="end" fontSize={LABEL_PX} className="fill-faint">
              {tick.label}
            </text>
          </g>
        ))}
        {days.map((day, index) => {
          const start = x(day.day) ?? 0;
          return (
            <g key={day.day} onPointerEnter={() => setActive(index)} data-day={day.day}>
              <rect
                x={start - (x.step() - x.bandwidth()) / 2}
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
                    x={start}
                    y={top}
                    width={x.bandwidth()}
                    height={height}
                    rx={Math.min(3, x.bandwidth() / 4)}
                    fill={colourOf(models.indexOf(segment.model))}
                  />
                );
              })}
              {index % labelEvery === 0 ? (
                <text x={start + x.bandwidth() / 2} y={HEIGHT - 8} textAnchor="middle" className="fill-faint text-xs">
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
