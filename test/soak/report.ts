/** The run as Markdown, and its place in docs/reliability.md. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const PAGE = fileURLToPath(new URL("../../docs/reliability.md", import.meta.url));

export interface Run {
  seed: number;
  isChaos: boolean;
  minutes: number;
  conversations: number;
  tabs: number;
  cores: number;
  loads: string[];
  deeds: ReadonlyMap<string, number>;
  network: Record<string, number>;
  faults: ReadonlyMap<string, number>;
  answers: number;
  characters: number;
  /** What was lost, doubled or forged. */
  wrong: readonly string[];
  differences: number;
  lag: { p50: number; p99: number; count: number };
  memory: { freshMb: number; awakeMb: number; asleepMb: number; asleepAgainMb: number; perWakingKb: number };
  /** Open databases: objects in memory. */
  objects: { fresh: number; awake: number; asleep: number };
  sockets: { fresh: number; awake: number; asleep: number };
  /** Requests beside the sockets that failed while the server was down, and were made again or left. */
  failedRequests: number;
  /** Starts of the server that came to nothing and were made again. */
  startsAgain: number;
  notTried: readonly string[];
  command: string;
  day: string;
}

const number = (value: number): string => Math.round(value).toLocaleString("en");

export function markdown(run: Run): string {
  const lost = run.wrong.length === 0 && run.differences === 0 ? "nothing" : "see below";
  const rows = [
    ...run.faults,
    ...Object.entries(run.network).map(([what, count]) => [`network: ${what}`, count] as const),
    ...[...run.deeds].filter(([what]) => what.startsWith("model: ")),
  ];
  const deeds = [...run.deeds].filter(([what]) => !what.startsWith("model: ")).map(([what, count]) => `${what} ${number(count)}`);
  return [
    `\`${run.command}\`, ${run.day}: ${run.minutes} minutes, ${run.conversations} conversations with ${run.tabs} tabs each (the app's own live client, nine of ten over a network that delays, halves and cuts), seed ${run.seed}. ${run.cores} cores; load average minute by minute ${run.loads.join(", ")}.`,
    "",
    `${number(run.answers)} answers of ${number(run.characters)} characters in all were read back from storage and compared, token by token with what was asked and character by character with every open tab; ${number([...run.deeds].reduce((sum, [what, count]) => sum + (what.startsWith("model: ") ? 0 : count), 0))} deeds: ${deeds.join(", ")}.`,
    "",
    "| fault | injected | lost, doubled or forged |",
    "|---|---|---|",
    ...rows.map(([what, count]) => `| ${what} | ${number(count)} | ${count === 0 ? "–" : lost} |`),
    "",
    run.wrong.length === 0
      ? "Every question that was accepted is there once, every answer has its words in order, no tab shows what storage has not."
      : `**${run.wrong.length} findings:** ${run.wrong.slice(0, 10).join("; ")}.`,
    `The audit of everybody's books finds ${run.differences === 0 ? "no difference" : `**${run.differences} differences**`}. ${number(run.failedRequests)} requests beside the sockets (searches, uploads, imports) got no answer${run.isChaos ? ", most while the server was away or stood still" : ""}.`,
    "",
    "| | |",
    "|---|---|",
    `| added latency, model to tab, without the bad network (${number(run.lag.count)} tokens${run.isChaos ? ", 5 s after each restart left out" : ""}) | p50 ${run.lag.p50.toFixed(1)} ms, p99 ${run.lag.p99.toFixed(1)} ms |`,
    `| memory of workerd: just started, at the end, all asleep, each woken once more and all asleep again | ${[run.memory.freshMb, run.memory.awakeMb, run.memory.asleepMb, run.memory.asleepAgainMb].map(number).join(", ")} MB: ${number(run.memory.perWakingKb)} KB for each waking |`,
    `| objects in memory (open databases): just started, at the end, all asleep | ${run.objects.fresh}, ${run.objects.awake}, ${run.objects.asleep} |`,
    `| sockets of workerd: just started, at the end, all tabs closed | ${run.sockets.fresh}, ${run.sockets.awake}, ${run.sockets.asleep} |`,
    ...(run.startsAgain === 0
      ? []
      : ["", `${run.startsAgain} starts after a fault came to nothing and were made again, as whoever operates it would.`]),
    ...(run.notTried.length === 0 ? [] : ["", `Not tried in this run: ${run.notTried.join("; ")}.`]),
  ].join("\n");
}

/** Puts the text between the two marks of that name in docs/reliability.md. */
export function write(name: string, text: string): void {
  const page = readFileSync(PAGE, "utf8");
  const [begin, end] = [`<!-- ${name}: written by npm run soak -->`, `<!-- ${name}: end -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from === -1 || to === -1) throw new Error(`docs/reliability.md has no place for "${name}"`);
  writeFileSync(PAGE, `${page.slice(0, from + begin.length)}\n${text}\n${page.slice(to)}`);
}
