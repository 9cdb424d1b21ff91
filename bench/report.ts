/** docs/performance.md: the machine, the table, how to read it. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem } from "node:os";
import type { PageFigures } from "./rows/browser.ts";
import type { Sizes } from "./sizes.ts";
import { pageRows } from "./browser/table.ts";
import { comparison, format, markdown, type Row } from "./table.ts";
import type { RollupFigure } from "./rows/rollups.ts";
import { searchRows, type SearchFigure } from "./rows/search.ts";
import type { WireFigure } from "./wire.ts";

const root = new URL("../", import.meta.url);
const GIBI = 1024 ** 3;

function versionOf(name: string, folder = "node_modules"): string {
  const text: unknown = JSON.parse(readFileSync(new URL(`${folder}/${name}/package.json`, root), "utf8"));
  return typeof text === "object" && text !== null && "version" in text ? String(text.version) : "?";
}

/** The commit that is measured, as far as it is one. */
export function commit(): string {
  try {
    const options = { cwd: root, encoding: "utf8" } as const;
    const isChanged = execFileSync("git", ["status", "--porcelain", "--", "src", "client", "bench"], options) !== "";
    return execFileSync("git", ["rev-parse", "--short", "HEAD"], options).trim() + (isChanged ? " with local changes" : "");
  } catch {
    return "unknown";
  }
}

export interface Outcome {
  sizes: Sizes;
  rows: Row[];
  wires: WireFigure[];
  rollups: RollupFigure[];
  searches: SearchFigure[];
  pages: PageFigures[];
  /** Why something is missing, in sentences. */
  notes: string[];
  seconds: number;
  startedAt: Date;
}

export function machine(): string[] {
  const [first] = cpus();
  return [
    `${first?.model.trim() ?? "unknown processor"}, ${cpus().length} cores, ${Math.round(totalmem() / GIBI)} GB, Linux ${release()}`,
    `Node ${process.version}, workerd ${versionOf("workerd")}, Miniflare ${versionOf("miniflare")}`,
  ];
}

/** The baselines' versions: they are installed by `npm run bench` alone. */
export function baselines(): string[] {
  return [
    `baseline: @cloudflare/ai-chat ${versionOf("@cloudflare/ai-chat", "bench/baseline/node_modules")}, agents ${versionOf("agents", "bench/baseline/node_modules")}, workers-ai-provider ${versionOf("workers-ai-provider", "bench/baseline/node_modules")}, ai ${versionOf("ai", "bench/baseline/node_modules")}`,
  ];
}

export function pageTable(pages: readonly PageFigures[]): string {
  return markdown(["", ...pages.map(({ name }) => name), "to reach", ""], pageRows(pages));
}

const APP = "## In the app";

/** The part of the document about the app, with when and on what it was measured: it may be newer than the rest. */
function appSection(pages: readonly PageFigures[], startedAt: Date): string {
  if (pages.length === 0) return `${APP}\n\nNot measured: no Chromium was found.\n`;
  return `${APP}

Measured ${minute(startedAt)} UTC, commit ${commit()}, at a load average of ${format(loadavg()[1] ?? 0, 1)} on ${cpus().length} cores (times mean little above one each). In headless Chromium without a GPU: Tally as it is served, and assistant-ui ${versionOf("@assistant-ui/react")} as it comes (\`bench/baseline/thread\`: all messages in its runtime, plain text, no server, an answer from a clock in the page). An answer of 60 tokens per second streams into the conversation, asked by another client, while nobody touches the page; then again while keys are pressed.

${pageTable(pages)}

- **Scripts** are those that the first page loads until its network is idle and nobody has touched it; each is compressed by gzip here. What comes with the first key is not in them.
- **Usable**: the composer stands there, and the frame that shows it is drawn. Each time a new browser profile with an empty cache; the middle of the runs.
- **Key to screen**: from the key's event to the end of the frame that shows it.
- **Layout shift** as browsers add it up (shifts that follow an input left out); the most of the runs. A plain thread draws no table.
`;
}

const minute = (date: Date): string => date.toISOString().slice(0, 16).replace("T", " ");

/** An existing document with the part about the app measured anew; null: it has none. */
export function withApp(before: string, pages: readonly PageFigures[], startedAt: Date): string | null {
  const start = before.indexOf(APP);
  const end = before.indexOf("\n## ", start + APP.length);
  return start === -1 || end === -1 ? null : `${before.slice(0, start)}${appSection(pages, startedAt)}${before.slice(end)}`;
}

export function wireTable(wires: readonly WireFigure[]): string {
  return markdown(
    ["wire", "events/s", "tokens/s"],
    wires.map((wire) => [wire.wire, format(wire.eventsPerSecond, 0), format(wire.tokensPerSecond, 0)]),
  );
}

const ms = (value: number): string => format(value, value < 1 ? 3 : 1);

export function searchTable(searches: readonly SearchFigure[]): string {
  return markdown(
    [
      "messages",
      "p50, ms",
      "p95, ms",
      "to reach",
      "",
      "slowest kind",
      "its p95, ms",
      "index, MB per MB of text",
      "a question and its answer taken in, ms",
    ],
    searchRows(searches),
  );
}

const SEARCH = "## Search over one's own words";

function searchSection(searches: readonly SearchFigure[], startedAt: Date): string {
  return `${SEARCH}

Measured ${minute(startedAt)} UTC, commit ${commit()}, at a load average of ${format(loadavg()[1] ?? 0, 1)} on ${cpus().length} cores. The index's own code, schema and statements (FTS5) in this process's SQLite, one after the other, without workerd and the way to the object: messages of 400 characters, 20 in a conversation, words of a Zipf distribution over 20,000. Forty searches each of a word, its first two and four letters, two words, a phrase, a rare word, nothing that is there, and a word in one conversation; a page of 20 hits with their snippets.

${searchTable(searches)}
`;
}

/** An existing document with the part about the search measured anew, before its explanations where it has none yet. */
export function withSearch(before: string, searches: readonly SearchFigure[], startedAt: Date): string {
  const known = before.indexOf(SEARCH);
  const start = known === -1 ? before.indexOf("## How to read this") : known;
  const end = known === -1 ? start : before.indexOf("\n## ", known + SEARCH.length) + 1;
  return `${before.slice(0, start)}${searchSection(searches, startedAt)}\n${before.slice(end)}`;
}

export function rollupTable(rollups: readonly RollupFigure[]): string {
  return markdown(
    ["question", "rows shown", "rows summed", "ms", "without sums: rows", "ms"],
    rollups.map((figure) => [
      figure.question,
      format(figure.shown, 0),
      format(figure.rows, 0),
      ms(figure.ms),
      ...(figure.before === null ? ["", ""] : [format(figure.before.rows, 0), ms(figure.before.ms)]),
    ]),
  );
}

export function document({ sizes, rows, wires, rollups, searches, pages, notes, seconds, startedAt }: Outcome): string {
  const verdicts = [
    ...rows.map(({ verdict }) => verdict),
    ...pageRows(pages).map((row) => row.at(-1) ?? ""),
    ...searchRows(searches).map((row) => row[4] ?? ""),
  ];
  const missed = verdicts.filter((verdict) => verdict === "not reached").length;
  const judged = verdicts.filter((verdict) => verdict !== "").length;
  return `# Performance

Written by \`npm run bench${sizes.name === "quick" ? " -- --quick" : ""}\`; do not edit. ${judged - missed} of ${judged} figures to reach were reached in this run.

- ${minute(startedAt)} UTC, ${Math.round(seconds)} s, commit ${commit()}, \`${sizes.name}\`
${[...machine(), ...baselines()].map((line) => `- ${line}`).join("\n")}

## Beside the baselines

${comparison(rows)}

${notes.map((note) => `- ${note}`).join("\n")}

${appSection(pages, startedAt)}
## The wire readers

Bytes of a model's stream to parts, in this process, best of five, without workerd.

${wireTable(wires)}

${searchSection(searches, startedAt)}
## The dashboard's questions, with a million rows

D1's schema and statements in this process's SQLite, 500 people with 20 conversations a day on 100 days; the middle of nine runs. The right half asks the rows of every conversation, as it was before triggers kept sums (\`migrations/0004_sums.sql\`).

${rollupTable(rollups)}

## How to read this

- **Four subjects, one stream.** Each is a Worker in its own workerd on loopback, asked by one client process over raw sockets. The answers come from the embedded AI (\`src/embedded-ai/\`), an entrypoint of the same Worker called over Workers RPC, so its own work is in every column.
- **Bare object**: a Durable Object that pipes the stream to its sockets, a JSON frame per token, stores nothing, asks nobody for money and resumes from memory (\`bench/baseline/bare.ts\`). It is what the platform itself costs.
- **Durable bare object**: the same with what it takes to lose nothing and to pay for all, and nothing else (\`bench/baseline/durable.ts\`): another object holds the money and stores that, then question and alarm are stored in one transaction, then the model is asked; the answer is stored at its end. It is what the platform costs for those promises, and no goal is measured by it. Where it is left out it does what the bare object does.
- **Tally** begins a conversation as its app does: the first message says model, system prompt and effort.
- **AIChatAgent**: \`@cloudflare/ai-chat\` with \`workers-ai-provider\` and \`streamText\` (\`bench/baseline/ai-chat.ts\`), asked the way its own client does.
- **Medians** of ${sizes.repetitions} interleaved repetitions (${sizes.loadRepetitions} of the load): one subject after the other, again and again, so that a slow minute of the machine hits all.
- **tokens/s** goes from the question leaving to the last tab holding the whole answer, checked word by word. The answers have ${[
    "Tally",
    "bare object",
    "AIChatAgent",
  ]
    .map(
      (name) =>
        `${Object.values(sizes.tokens[name as "Tally"])
          .map((tokens) => format(tokens, 0))
          .join(" / ")} (${name})`,
    )
    .join(", ")} tokens with 1 / 10 / 100 tabs: slower subjects get shorter ones.
- **CPU** is user and system time of workerd from \`/proc\`, the embedded AI's generation included, over ${sizes.loadMs / 1000} s in a steady state. A subject whose core is full shows fewer tokens than ${format(sizes.conversations * 40, 0)} per second.
- **A new conversation** is begun as each subject's own client does it: with Tally by its socket alone, whose first message makes it.
- **Starts**: one every 5 ms, for a second; after Tally's nine s pass, so that what its alarms follow up does not run into the next one's.
- **Added latency** compares the millisecond stamped into a token as it left the model with its arrival on the same clock. Stamps are rounded down: up to 1 ms too much, alike for all.
- **A round of tools** is an answer with twelve rounds, less the same answer without any, divided by twelve: a model call that asks for a search, and the search, both answered at once by stand-ins. The bare object does both and nothing else; Tally holds money for each, stores, shows and books the step, and books the call.
- **Rows** are SQLite's own count (\`rowsWritten\` of every cursor, an index entry counts) plus alarms set, in the conversation, before the gateway's log is read. Rows of the person's object (at most 4) are counted by the Worker tests, not here.
- **The next turn** leaves out the event of about 200 bytes by which the gateway's log corrects a receipt seconds later.
- **Payload bytes** are WebSocket payloads to one tab from the question to the end of the answer, every event included, without frame headers.
- On Cloudflare's network a write waits 10–13 ms longer than here and sockets are farther away; the columns keep their proportions, not their values.
`;
}
