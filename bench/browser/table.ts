/** The table of the app: what was measured of each page, what is to be reached, whether it was. Pure. */
import type { PageFigures, StreamFigures } from "../rows/browser.ts";
import { format } from "../table.ts";
import { MANY, MANY_CONVERSATIONS } from "./subject.ts";

interface PageRow {
  title: string;
  digits: number;
  of: (figures: PageFigures) => number | null;
  /** `most` in words, and whether Tally reached it. */
  target?: { text: string; isReached: (tally: PageFigures, value: number) => boolean };
}

const atMost = (limit: number, text: string): NonNullable<PageRow["target"]> => ({ text, isReached: (_, value) => value <= limit });

/** The rows of one size of conversation. Limits hold at a thousand messages. */
function streamRows(messages: number): PageRow[] {
  const of = (pick: (stream: StreamFigures) => number) => (figures: PageFigures) => {
    const stream = figures.streams.find((each) => each.messages === messages);
    return stream === undefined ? null : pick(stream);
  };
  const count = messages.toLocaleString("en-US");
  const isMany = messages === MANY;
  return [
    { title: `messages on the page, of ${count}, while an answer streams`, digits: 0, of: of(({ shown }) => shown) },
    {
      title: "script ms per 50 ms of it",
      digits: 2,
      of: of(({ scriptMsPer50 }) => scriptMsPer50),
      ...(isMany ? { target: atMost(15, "≤ 15 ms") } : {}),
    },
    { title: "all work ms per 50 ms of it", digits: 2, of: of(({ taskMsPer50 }) => taskMsPer50) },
    { title: "key to screen meanwhile, p50, ms", digits: 1, of: of(({ keyMsP50 }) => keyMsP50) },
    {
      title: "the same, p95, ms",
      digits: 1,
      of: of(({ keyMsP95 }) => keyMsP95),
      ...(isMany ? { target: atMost(50, "≤ 50 ms") } : {}),
    },
  ];
}

const rowsOf = (sizes: readonly number[]): PageRow[] => [
  { title: "scripts of the empty page, KB gz", digits: 1, of: ({ scriptsKb }) => scriptsKb, target: atMost(250, "≤ 250 KB") },
  { title: "composer usable on an empty page, ms", digits: 0, of: ({ usableMs }) => usableMs, target: atMost(1_000, "≤ 1,000 ms") },
  {
    title: `the same with ${MANY.toLocaleString("en-US")} messages, ms`,
    digits: 0,
    of: ({ usableManyMs }) => usableManyMs,
    target: { text: "≤ 1.2 × the empty page", isReached: (tally, value) => value <= 1.2 * tally.usableMs },
  },
  {
    title: `an empty page beside ${MANY_CONVERSATIONS.toLocaleString("en-US")} conversations, ms`,
    digits: 0,
    of: ({ usableListMs }) => usableListMs,
    target: { text: "≤ 1.2 × the empty page", isReached: (tally, value) => value <= 1.2 * tally.usableMs },
  },
  ...sizes.flatMap(streamRows),
  { title: "layout shift while a table streams", digits: 4, of: ({ shift }) => shift, target: atMost(0.01, "≤ 0.01") },
];

/** Rows of cells: a title, each page's figure, what is to be reached, whether Tally reached it. */
export function pageRows(pages: readonly PageFigures[]): string[][] {
  const [tally] = pages;
  const sizes = tally?.streams.map(({ messages }) => messages) ?? [];
  return rowsOf(sizes).map(({ title, digits, of, target }) => {
    const value = tally === undefined ? null : of(tally);
    const cells = pages.map((page) => {
      const figure = of(page);
      return figure === null ? "—" : format(figure, digits);
    });
    const verdict =
      target === undefined || tally === undefined || value === null ? "" : target.isReached(tally, value) ? "reached" : "not reached";
    return [title, ...cells, target?.text ?? "", verdict];
  });
}
