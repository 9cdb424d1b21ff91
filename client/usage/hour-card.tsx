/** When one spends: 24 bars, a sentence, and the figures as a table. */
import { useQuery } from "@tanstack/react-query";
import { formatMoney, formatMoneyExact } from "../format/money.ts";
import type { DayRange } from "../format/time.ts";
import { Card, Failed, Quiet } from "../page/parts.tsx";
import { Loading } from "../ui/loading.tsx";
import { Simulated } from "../ui/simulated.tsx";
import { byLocalHour, dearestHour, hourName, hoursQuery, localHour, MOST_DAYS } from "./hours.ts";
import { isSimulated } from "./spend.ts";
import { words } from "../words/words.ts";

const zoneName = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

export function HourCard({ range }: { range: DayRange }) {
  const { data, error, fetchStatus, refetch } = useQuery(hoursQuery(range));
  const hours = byLocalHour(data?.rows ?? [], localHour);
  const dearest = dearestHour(hours);
  return (
    <Card
      title={words.usage.byHour}
      className="mt-4"
      aside={data !== undefined && isSimulated(data.rows) ? <Simulated /> : <span className="text-xs text-faint">{zoneName()}</span>}
    >
      {data === undefined ? (
        error !== null ? (
          <Failed error={error} onRetry={() => void refetch()} />
        ) : fetchStatus === "idle" ? (
          <Quiet>{words.usage.hoursMost(MOST_DAYS)}</Quiet>
        ) : (
          <Loading className="h-32 w-full" />
        )
      ) : dearest === null ? (
        <Quiet>{data.unknownNanoUsd === 0 ? words.usage.nothingBooked : words.usage.hoursUnknown}</Quiet>
      ) : (
        <>
          <Bars hours={hours} most={hours[dearest] ?? 1} />
          <p className="mt-3 text-xs text-pretty text-faint">
            {words.usage.hoursWords(hourName(dearest), hourName((dearest + 1) % 24), formatMoney(hours[dearest] ?? 0), zoneName())}
            {data.unknownNanoUsd === 0 ? "" : words.usage.hoursUnknownMore(formatMoney(data.unknownNanoUsd))}
          </p>
          <HourTable hours={hours} />
        </>
      )}
    </Card>
  );
}

/** For the eye; the table says the same. */
function Bars({ hours, most }: { hours: readonly number[]; most: number }) {
  return (
    <div aria-hidden="true" className="grid grid-cols-24 gap-0.5 sm:gap-1">
      {hours.map((nanoUsd, hour) => (
        <span
          // Hours have their places.
          // oxlint-disable-next-line react/no-array-index-key
          key={hour}
          title={`${hourName(hour)}: ${formatMoneyExact(nanoUsd)}`}
          className="flex flex-col justify-end text-center"
        >
          <span className="flex h-28 flex-col justify-end rounded-md bg-hover">
            <span
              className="block rounded-md bg-accent"
              style={{ height: nanoUsd === 0 ? 0 : `${Math.max(3, (nanoUsd / most) * 100)}%` }}
            />
          </span>
          <span className="mt-1 h-4 text-xs text-faint tabular-nums">{hour % 6 === 0 ? hour : ""}</span>
        </span>
      ))}
    </div>
  );
}

function HourTable({ hours }: { hours: readonly number[] }) {
  return (
    <details className="mt-2 text-sm">
      <summary className="w-fit rounded-lg px-1 py-1 text-faint pointer-coarse:py-2.5 hover:text-text">{words.usage.table}</summary>
      <table className="mt-2 w-full max-w-xs text-sm tabular-nums">
        <caption className="sr-only">{words.usage.byHourCaption}</caption>
        <thead className="text-faint">
          <tr>
            <th scope="col" className="py-1.5 text-start font-normal">
              {words.usage.hour}
            </th>
            <th scope="col" className="py-1.5 text-end font-normal">
              {words.usage.cost}
            </th>
          </tr>
        </thead>
        <tbody>
          {hours.flatMap((nanoUsd, hour) =>
            nanoUsd === 0
              ? []
              : [
                  <tr key={hourName(hour)} className="border-t border-line">
                    <th scope="row" className="py-1.5 text-start font-normal">
                      {hourName(hour)}
                    </th>
                    <td className="py-1.5 text-end" title={formatMoneyExact(nanoUsd)}>
                      {formatMoney(nanoUsd)}
                    </td>
                  </tr>,
                ],
          )}
        </tbody>
      </table>
    </details>
  );
}
