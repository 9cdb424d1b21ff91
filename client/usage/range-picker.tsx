/** Which days: four usual spans, or any two dates. */
import { useState } from "react";
import { namedRange, RANGE_NAMES, utcDay, type DayRange, type RangeName } from "../format/time.ts";
import { words } from "../words/words.ts";

export interface ChosenRange extends DayRange {
  name: RangeName | "custom";
}

export function startingRange(): ChosenRange {
  return { name: "this-month", ...namedRange("this-month", Date.now()) };
}

export function RangePicker({ range, onChange }: { range: ChosenRange; onChange: (range: ChosenRange) => void }) {
  const [today] = useState(() => utcDay(Date.now()));
  const field = (label: string, value: string, set: (day: string) => DayRange) => (
    <input
      type="date"
      aria-label={label}
      value={value}
      max={today}
      onChange={(event) => {
        const day = event.target.value;
        if (day === "") return;
        const { from, to } = set(day);
        onChange({ name: "custom", from: from <= to ? from : to, to: from <= to ? to : from });
      }}
      className="h-9 rounded-xl border pointer-coarse:h-10 border-line bg-transparent px-3 text-sm"
    />
  );
  return (
    <div className="flex flex-wrap items-center gap-2">
      <fieldset
        aria-label={words.usage.days}
        className="flex max-w-full overflow-x-auto hide-scrollbar rounded-xl bg-hover p-1 max-sm:w-full sm:gap-1"
      >
        {[...RANGE_NAMES, "custom" as const].map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={range.name === name}
            onClick={() => onChange(name === "custom" ? { ...range, name } : { name, ...namedRange(name, Date.now()) })}
            className="h-8 grow rounded-lg px-1.5 whitespace-nowrap pointer-coarse:h-10 pointer-coarse:min-w-10 text-xs text-muted sm:px-3 sm:text-sm aria-pressed:bg-surface aria-pressed:text-text aria-pressed:shadow-sm dark:aria-pressed:bg-bubble"
          >
            {words.usage.bySpan[name]}
          </button>
        ))}
      </fieldset>
      {range.name === "custom" ? (
        <div className="flex items-center gap-2 text-faint">
          {field(words.usage.from, range.from, (from) => ({ from, to: range.to }))}–
          {field(words.usage.to, range.to, (to) => ({ from: range.from, to }))}
        </div>
      ) : null}
    </div>
  );
}
