/** Figures measured here, each beside the bench's. */
import type { ReactNode } from "react";
import { decimal, formatCount } from "../format/money.ts";
import { words } from "../words/words.ts";
import { BENCH } from "./bench.ts";
import type { Spread } from "./figures.ts";
import type { Measured } from "./measurement.ts";

const ms = (value: number): string => words.perf.ms(decimal(value, value < 100 ? 1 : 0));
const bytes = (value: number): string => words.perf.bytes(formatCount(value));
const ratio = (value: number): string => decimal(value, 2);

/** Measured once. */
function Single({ shown }: { shown: string | null }) {
  return shown ?? <span className="text-faint">{words.perf.nothingYet}</span>;
}

/** The middle, and below it the largest of how many. */
function Middle({ of, shown }: { of: Spread | null | undefined; shown: (value: number) => string }) {
  // As high before there is a figure as with one.
  return (
    <div className="min-h-13">
      {of == null ? (
        <span className="text-faint">{words.perf.nothingYet}</span>
      ) : (
        <>
          {shown(of.middle)}
          <span className="block text-xs whitespace-nowrap text-faint">{words.perf.most(shown(of.most))}</span>
          <span className="block text-xs whitespace-nowrap text-faint">{words.perf.measurements(of.count, formatCount(of.count))}</span>
        </>
      )}
    </div>
  );
}

/** What a column's head says, in each cell where there is no room for columns. */
function Label({ children }: { children: string }) {
  return (
    <span aria-hidden="true" className="block text-xs text-faint sm:hidden">
      {children}
    </span>
  );
}

/** On a phone the name and its note have the whole width, and both figures stand below them. */
function Row({ name, note, bench, children }: { name: string; note: string; bench: ReactNode; children: ReactNode }) {
  return (
    <tr className="border-t border-line align-top max-sm:grid max-sm:grid-cols-2 max-sm:gap-x-4 max-sm:py-3">
      <th scope="row" className="text-start font-normal max-sm:col-span-2 sm:px-2 sm:py-2.5">
        <span className="max-sm:font-medium">{name}</span>
        <span className="mt-0.5 block max-w-md text-xs text-pretty text-faint">{note}</span>
      </th>
      <td className="max-sm:pt-2.5 sm:px-2 sm:py-2.5 sm:text-end">
        <Label>{words.perf.here}</Label>
        {children}
      </td>
      <td className="text-muted max-sm:pt-2.5 sm:px-2 sm:py-2.5 sm:text-end">
        <Label>{words.perf.bench}</Label>
        {bench}
      </td>
    </tr>
  );
}

export function FiguresTable({ measured }: { measured: Measured }) {
  const { firstToken, opening, resume, fanOut, bytesPerByte, messageCount } = measured;
  const { of } = words.perf;
  const head = "px-2 pb-2 font-normal";
  const openNote = of.open.note(messageCount === null ? words.perf.noFigure : formatCount(messageCount), formatCount(BENCH.openedMessages));
  return (
    <table className="w-full text-sm tabular-nums max-sm:block sm:-mx-2 sm:w-[calc(100%+1rem)]" data-testid="perf-figures">
      <caption className="sr-only">{words.perf.figures}</caption>
      <thead className="text-faint max-sm:sr-only">
        <tr>
          <th scope="col" className={`${head} text-start`}>
            {words.perf.figure}
          </th>
          <th scope="col" className={`${head} text-end sm:w-44`}>
            {words.perf.here}
          </th>
          <th scope="col" className={`${head} text-end sm:w-32`}>
            {words.perf.bench}
          </th>
        </tr>
      </thead>
      <tbody className="max-sm:block">
        <Row {...of.firstToken} bench={ms(BENCH.firstTokenMs)}>
          <Middle of={firstToken} shown={ms} />
        </Row>
        <Row {...of.resume} bench={ms(BENCH.resumeMs)}>
          <Middle of={resume?.ms} shown={ms} />
        </Row>
        <Row {...of.afterHandshake} bench={ms(BENCH.resumeAfterHandshakeMs)}>
          <Middle of={resume?.afterHandshakeMs} shown={ms} />
        </Row>
        <Row {...of.resumeBytes} bench={bytes(BENCH.resumeBytes)}>
          <Middle of={resume?.bytes} shown={bytes} />
        </Row>
        <Row name={of.open.name} note={openNote} bench={ms(BENCH.openMs)}>
          <Single shown={opening === null ? null : ms(opening.ms)} />
        </Row>
        <Row {...of.openBytes} bench={bytes(BENCH.openBytes)}>
          <Single shown={opening === null ? null : bytes(opening.bytes)} />
        </Row>
        <Row
          {...of.fanOut}
          bench={
            <>
              {ms(BENCH.addedMs.middle)}
              <span className="block text-xs text-faint">{words.perf.p99(ms(BENCH.addedMs.p99))}</span>
            </>
          }
        >
          <Middle of={fanOut} shown={ms} />
        </Row>
        <Row {...of.bytesPerByte} bench={ratio(BENCH.bytesPerByte)}>
          <Middle of={bytesPerByte} shown={ratio} />
        </Row>
        <Row {...of.rows} bench={formatCount(BENCH.rows)}>
          <span className="text-faint">{words.perf.notSaid}</span>
        </Row>
      </tbody>
    </table>
  );
}
