/** The rows of the table: what was measured, what is to be reached, whether it was. */
import type { Figures } from "./statistics.ts";
import type { SubjectName } from "./subject.ts";

/** Whether Tally's figure is good enough; `bare` is the bare object's in the same run. */
type Target = { text: string; isReached: (tally: number, bare: number | null) => boolean };

const atLeast = (limit: number, text: string): Target => ({ text, isReached: (value) => value >= limit });
const atMost = (limit: number, text: string): Target => ({ text, isReached: (value) => value <= limit });
const timesBare = (factor: number): Target => ({
  text: `≤ ${factor} × bare`,
  isReached: (value, bare) => bare !== null && value <= factor * bare,
});
const moreThanBare = (more: number, unit: string): Target => ({
  text: `≤ bare + ${more} ${unit}`,
  isReached: (value, bare) => bare !== null && value <= bare + more,
});

interface RowKind {
  metric: string;
  title: string;
  digits: number;
  target: Target | null;
}

const KILO = 1024;
const ROWS: readonly RowKind[] = [
  { metric: "tokensPerSecond1", title: "tokens/s, whole answer, 1 tab", digits: 0, target: atLeast(50_000, "≥ 50,000") },
  { metric: "tokensPerSecond10", title: "tokens/s, whole answer, 10 tabs", digits: 0, target: atLeast(60_000, "≥ 60,000") },
  { metric: "tokensPerSecond100", title: "tokens/s, whole answer, 100 tabs", digits: 0, target: null },
  {
    metric: "cpuMsPer1000",
    title: "CPU ms per 1,000 tokens, {conversations} conversations at 40 tok/s",
    digits: 1,
    target: timesBare(1.5),
  },
  { metric: "loadTokensPerSecond", title: "tokens/s that arrived in that load", digits: 0, target: null },
  { metric: "loadP50", title: "added latency p50 in that load, ms", digits: 1, target: null },
  { metric: "loadP99", title: "added latency p99 in that load, ms", digits: 1, target: timesBare(2) },
  { metric: "loadResidentMb", title: "memory of workerd in that load, MB", digits: 0, target: null },
  { metric: "latencyP50", title: "added latency p50 at 100 tok/s, ms", digits: 1, target: moreThanBare(0.5, "ms") },
  { metric: "latencyP99", title: "added latency p99 at 100 tok/s, ms", digits: 1, target: atMost(5, "≤ 5 ms") },
  { metric: "roundMs", title: "a round of tools (a model call and a search), ms", digits: 1, target: null },
  { metric: "rowsWritten", title: "rows written and alarms set, 1,000 tokens at 50 tok/s", digits: 0, target: atMost(28, "≤ 28") },
  { metric: "bytesPerByte", title: "payload bytes per byte of text, paced", digits: 2, target: atMost(1.5, "≤ 1.5") },
  { metric: "resumeMs", title: "resume in mid-answer: caught up after the handshake, ms", digits: 1, target: atMost(2, "≤ 2 ms") },
  { metric: "resumeWithHandshakeMs", title: "the same from the first byte out, ms", digits: 1, target: null },
  { metric: "resumeExtraBytes", title: "resume in mid-answer: bytes beyond the missing text", digits: 0, target: atMost(100, "≤ 100 B") },
  { metric: "openMs", title: "open a stored conversation of {stored} messages, ms", digits: 1, target: atMost(5, "≤ 5 ms") },
  { metric: "openBytes", title: "the same, bytes", digits: 0, target: atMost(100 * KILO, "≤ 100 KB") },
  { metric: "nextUp", title: "next turn in it: bytes up beyond the text", digits: 0, target: atMost(KILO, "≤ 1 KB") },
  { metric: "nextOther", title: "next turn in it: bytes to another tab beyond the text", digits: 0, target: atMost(KILO, "≤ 1 KB") },
  { metric: "firstTokenMs", title: "new conversation to first token, ms", digits: 1, target: atMost(10, "≤ 10 ms") },
  { metric: "startsOneP50", title: "200 starts in a second, one person: first token p50, ms", digits: 1, target: timesBare(3) },
  { metric: "startsOneP99", title: "the same, p99, ms", digits: 1, target: timesBare(3) },
  { metric: "startsManyP50", title: "200 starts in a second, 200 persons: first token p50, ms", digits: 1, target: timesBare(3) },
  { metric: "startsManyP99", title: "the same, p99, ms", digits: 1, target: timesBare(3) },
];

export interface Row {
  title: string;
  values: (string | null)[];
  target: string;
  verdict: "reached" | "not reached" | "";
}

export const SUBJECTS: readonly SubjectName[] = ["Tally", "bare object", "durable bare object", "AIChatAgent"];

export function format(value: number, digits: number): string {
  return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** `words`: what stands for `{…}` in the titles. */
export function rowsOf(figures: Figures, words: Record<string, string>): Row[] {
  return ROWS.map(({ metric, title, digits, target }) => {
    const [tally = null, bare = null] = SUBJECTS.map((subject) => figures.of(metric, subject));
    const isReached = target !== null && tally !== null && target.isReached(tally, bare);
    return {
      title: title.replaceAll(/\{(\w+)\}/g, (_, word: string) => words[word] ?? word),
      values: SUBJECTS.map((subject) => {
        const value = figures.of(metric, subject);
        return value === null || Number.isNaN(value) ? null : format(value, digits);
      }),
      target: target?.text ?? "",
      verdict: target === null || tally === null ? "" : isReached ? "reached" : "not reached",
    };
  });
}

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

/** A Markdown table. */
export function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [line(head), line(head.map((_, index) => (index === 0 ? "---" : "---:"))), ...rows.map(line)].join("\n");
}

export function comparison(rows: readonly Row[]): string {
  return markdown(
    ["", ...SUBJECTS, "to reach", ""],
    rows.map(({ title, values, target, verdict }) => [title, ...values.map((value) => value ?? "—"), target, verdict]),
  );
}

/** The same for a terminal: padded columns. */
export function plain(rows: readonly Row[]): string {
  const cells = [
    ["", ...SUBJECTS, "to reach", ""],
    ...rows.map(({ title, values, target, verdict }) => [title, ...values.map((value) => value ?? "—"), target, verdict]),
  ];
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => (row[column] ?? "").length)));
  return cells
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 || column === row.length - 1 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
