/** The year at a glance: a square for each day, darker the more it cost; and a sentence for those who cannot see it. */
/* The map scrolls where it is wider than the page: the keyboard has to reach it. */
/* A drawing made of elements has no `<img>` to stand in. */
/* oxlint-disable jsx-a11y/no-noninteractive-tabindex, jsx-a11y/prefer-tag-over-role */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { formatMoney } from "../format/money.ts";
import { formatDay, formatMonthShort, utcDay } from "../format/time.ts";
import { useNow } from "../ui/use-now.ts";
import { Card } from "../page/parts.tsx";
import { spendQuery } from "./spend.ts";
import { yearDays, yearStart, type YearDay } from "./year.ts";
import { words } from "../words/words.ts";

const CELL = 11;
const STEP = 14;
const TOP = 18;
const FILLS = ["fill-hover", "fill-accent/25", "fill-accent/45", "fill-accent/70", "fill-accent"] as const;
/** How often it looks whether a new day has begun, in milliseconds. */
const NEW_DAY_MS = 10 * 60_000;

/** The months, each over the first whole week of it. */
function monthsOf(days: readonly YearDay[]): { week: number; name: string }[] {
  return days
    .filter(({ day, weekday }) => weekday === 0 && Number(day.slice(8)) <= 7)
    .map(({ day, week }) => ({ week, name: formatMonthShort(day) }));
}

export function YearMap() {
  const now = useNow(NEW_DAY_MS);
  const { data } = useQuery(spendQuery({ from: yearStart(now), to: utcDay(now) }, "day"));
  const days = yearDays(data?.rows ?? [], now);
  const scroller = useRef<HTMLElement>(null);
  useEffect(() => {
    // Today is what one looks for.
    if (scroller.current !== null) scroller.current.scrollLeft = scroller.current.scrollWidth;
  }, []);
  const spent = days.filter(({ costNanoUsd }) => costNanoUsd > 0);
  const dearest = spent.toSorted((a, b) => b.costNanoUsd - a.costNanoUsd)[0];
  const weeks = (days.at(-1)?.week ?? 0) + 1;
  const summary =
    dearest === undefined
      ? words.usage.yearNothing
      : words.usage.yearWords(spent.length, days.length, formatDay(dearest.day), formatMoney(dearest.costNanoUsd));
  return (
    <Card title={words.usage.year} className="mt-4">
      <section ref={scroller} tabIndex={0} aria-label={words.usage.yearMap} className="overflow-x-auto pb-1">
        <svg width={weeks * STEP} height={TOP + 7 * STEP} role="img" aria-label={summary} className="block">
          {monthsOf(days).map(({ week, name }) => (
            <text key={week} x={week * STEP} y={11} className="fill-faint text-xs">
              {name}
            </text>
          ))}
          {days.map(({ day, costNanoUsd, level, week, weekday }) => (
            <rect key={day} x={week * STEP} y={TOP + weekday * STEP} width={CELL} height={CELL} rx={2.5} className={FILLS[level]}>
              <title>{`${formatDay(day)}: ${costNanoUsd === 0 ? words.usage.nothing : formatMoney(costNanoUsd)}`}</title>
            </rect>
          ))}
        </svg>
      </section>
      <p className="mt-2 text-xs text-faint">{summary}</p>
    </Card>
  );
}
