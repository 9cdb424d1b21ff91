/** `npm run bench`: measures everything, prints the table, writes docs/performance.md. Started by scripts/bench.mjs. */
import { readFileSync, writeFileSync } from "node:fs";
import { tallyPage } from "./browser/tally-page.ts";
import { threadPage } from "./browser/thread-page.ts";
import { baselines, document, machine, pageTable, rollupTable, searchTable, wireTable, withApp, withSearch } from "./report.ts";
import { measurePage, type PageFigures } from "./rows/browser.ts";
import { load, pacedLatency } from "./rows/latency.ts";
import { firstToken, nextTurn, openStored, paced, resume } from "./rows/storage.ts";
import { measureRollups, type RollupFigure } from "./rows/rollups.ts";
import { roundOfTools } from "./rows/rounds.ts";
import { measureSearch, type SearchFigure } from "./rows/search.ts";
import { starts } from "./rows/starts.ts";
import { sleep } from "./rows/tabs.ts";
import { throughput } from "./rows/throughput.ts";
import { stopAll, type Server } from "./server.ts";
import { FULL, QUICK } from "./sizes.ts";
import { Figures } from "./statistics.ts";
import type { Subject } from "./subject.ts";
import { aiChat } from "./subjects/ai-chat.ts";
import { bare, durable } from "./subjects/bare.ts";
import { tally } from "./subjects/tally.ts";
import { plain, rowsOf } from "./table.ts";
import { measureWires } from "./wire.ts";

const STORED_TOKENS = 100;
/** An alarm 6 s after an answer's beginning follows it up; so long until that is over, of two hundred. */
const FOLLOW_UP_MS = 9_000;
/** Nothing may take longer than this, whatever hangs. */
const LIMIT_MS = { quick: 12 * 60_000, full: 40 * 60_000 };

const isQuick = process.argv.includes("--quick");
const only =
  process.argv
    .find((argument) => argument.startsWith("--only="))
    ?.slice("--only=".length)
    .split(",") ?? null;
const sizes = isQuick ? QUICK : FULL;
const subjects: readonly Subject[] = [tally, bare, aiChat];
/** Where it matters what is stored before the model is asked. */
const subjectsWithDurable: readonly Subject[] = [tally, bare, durable, aiChat];
/** One conversation at a time is what AIChatAgent's own client asks for: a storm of them is not what it is for. */
const subjectsOfStorms: readonly Subject[] = [tally, bare, durable];
const figures = new Figures();
const notes: string[] = [];
const startedAt = new Date();

async function end(code: number): Promise<never> {
  await stopAll();
  process.exit(code);
}
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => void end(130));
process.on("uncaughtException", (error) => {
  console.error(error);
  void end(1);
});
setTimeout(() => {
  console.error("The benchmark took too long and was ended.");
  void end(1);
}, LIMIT_MS[sizes.name]).unref();

const servers = new Map<Subject, Server>();
async function serverOf(subject: Subject): Promise<Server> {
  const known = servers.get(subject);
  if (known !== undefined) return known;
  const server = await subject.start();
  servers.set(subject, server);
  return server;
}

/** Runs one measurement for every subject in turn. One that fails is a dash in the table and a note below it. */
async function each(name: string, measure: (subject: Subject, server: Server) => Promise<void>, asked = subjects): Promise<void> {
  for (const subject of asked) {
    try {
      await measure(subject, await serverOf(subject));
    } catch (error) {
      const [reason = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
      const note = `${name} of ${subject.name} failed: ${reason.slice(0, 200)}`;
      if (!notes.includes(note)) notes.push(note);
      await servers.get(subject)?.stop();
      servers.delete(subject);
    }
  }
}

async function section(name: string, work: () => Promise<void>): Promise<void> {
  if (only !== null && !only.includes(name)) return;
  const before = performance.now();
  process.stdout.write(`${name} … `);
  await work();
  process.stdout.write(`${((performance.now() - before) / 1000).toFixed(1)} s\n`);
}

async function repeat(times: number, work: () => Promise<void>): Promise<void> {
  for (let round = 0; round < times; round += 1) await work();
}

for (const line of [...machine(), ...baselines()]) console.log(line);

await section("throughput", () =>
  repeat(sizes.repetitions, async () => {
    for (const tabs of [1, 10, 100] as const) {
      await each(`throughput with ${tabs} tabs`, async (subject, server) => {
        const { name } = subject;
        if (name === "durable bare object") return;
        figures.add(`tokensPerSecond${tabs}`, name, await throughput(subject, server, tabs, sizes.tokens[name][tabs]));
      });
    }
  }),
);

await section("latency", () =>
  repeat(sizes.repetitions, () =>
    each("latency", async (subject, server) => {
      const { p50, p99 } = await pacedLatency(subject, server, sizes.latencyTokens);
      figures.add("latencyP50", subject.name, p50);
      figures.add("latencyP99", subject.name, p99);
    }),
  ),
);

await section("rounds", () =>
  repeat(sizes.repetitions, () =>
    each("rounds of tools", async (subject, server) => {
      // AIChatAgent's tools are its developer's own code; the durable one's rounds are the bare one's.
      if (subject === aiChat || subject.name === "durable bare object") return;
      figures.add("roundMs", subject.name, await roundOfTools(subject, server, sizes.toolAnswers));
    }),
  ),
);

// Counts of rows and bytes do not depend on what else runs: all at once.
await section("rows", async () => {
  await Promise.all(
    subjects.map(async (subject) => {
      const { rows, bytesPerByte } = await paced(subject, await serverOf(subject));
      figures.add("rowsWritten", subject.name, rows ?? 0);
      figures.add("bytesPerByte", subject.name, bytesPerByte);
    }),
  );
});

await section("resume", () =>
  repeat(sizes.repetitions, () =>
    each("resume", async (subject, server) => {
      const { ms, withHandshakeMs, extraBytes } = await resume(subject, server, sizes.resumeTokens);
      figures.add("resumeMs", subject.name, ms);
      figures.add("resumeWithHandshakeMs", subject.name, withHandshakeMs);
      figures.add("resumeExtraBytes", subject.name, extraBytes);
    }),
  ),
);

await section("stored", async () => {
  const chats = new Map<Subject, string>();
  await each("filling a conversation", async (subject, server) => {
    chats.set(subject, await subject.seed(server, sizes.storedTurns, STORED_TOKENS));
  });
  await repeat(sizes.repetitions * 3, () =>
    each("opening a stored conversation", async (subject, server) => {
      const { ms, bytes } = await openStored(subject, server, chats.get(subject) ?? "");
      figures.add("openMs", subject.name, ms);
      figures.add("openBytes", subject.name, bytes);
    }),
  );
  await repeat(sizes.repetitions, () =>
    each("the next turn", async (subject, server) => {
      const { up, other } = await nextTurn(subject, server, chats.get(subject) ?? "");
      figures.add("nextUp", subject.name, up);
      figures.add("nextOther", subject.name, other);
    }),
  );
});

await section("new", () =>
  repeat(sizes.newConversations, () =>
    each(
      "a new conversation",
      async (subject, server) => {
        figures.add("firstTokenMs", subject.name, await firstToken(subject, server));
      },
      subjectsWithDurable,
    ),
  ),
);

await section("starts", async () => {
  for (let run = 0; run < sizes.loadRepetitions; run += 1)
    for (const { people, metric } of [
      { people: 1, metric: "startsOne" },
      { people: 200, metric: "startsMany" },
    ])
      await each(
        "starts",
        async (subject, server) => {
          const { p50, p99 } = await starts(subject, server, people, `${run}-${people}`);
          figures.add(`${metric}P50`, subject.name, p50);
          figures.add(`${metric}P99`, subject.name, p99);
          // What follows its answers by alarm would run while the next one is measured.
          if (subject === tally) await sleep(FOLLOW_UP_MS);
        },
        subjectsOfStorms,
      );
});

await section("load", () =>
  repeat(sizes.loadRepetitions, () =>
    each(
      "load",
      async (subject, server) => {
        const figure = await load(subject, server, sizes.conversations, sizes.loadMs);
        figures.add("cpuMsPer1000", subject.name, figure.cpuMsPer1000);
        figures.add("loadTokensPerSecond", subject.name, figure.tokensPerSecond);
        figures.add("loadP50", subject.name, figure.p50);
        figures.add("loadP99", subject.name, figure.p99);
        figures.add("loadResidentMb", subject.name, figure.residentMb);
        // What still runs there would disturb whoever comes next.
        await server.stop();
        servers.delete(subject);
      },
      subjectsWithDurable,
    ),
  ),
);

const pages: PageFigures[] = [];
await section("browser", async () => {
  const executable = process.env["CHROMIUM"];
  if (executable === undefined) return;
  for (const subject of [bare, durable, aiChat]) {
    await servers.get(subject)?.stop();
    servers.delete(subject);
  }
  try {
    for (const open of [async () => tallyPage(await serverOf(tally)), threadPage]) {
      const subject = await open();
      pages.push(await measurePage(subject, sizes.browserMessages, sizes.repetitions, executable));
      await subject.close();
    }
  } catch (error) {
    notes.push(`The browser measurement failed: ${error instanceof Error ? error.message : String(error)}`);
  }
});
await stopAll();

let wires: ReturnType<typeof measureWires> = [];
await section("wires", () => {
  wires = measureWires();
  return Promise.resolve();
});

let searches: SearchFigure[] = [];
await section("search", () => {
  searches = measureSearch(sizes.searchMessages);
  return Promise.resolve();
});

let rollups: RollupFigure[] = [];
await section("rollups", () => {
  rollups = measureRollups();
  return Promise.resolve();
});

if (isQuick) {
  notes.unshift(
    `\`--quick\`: ${sizes.conversations} conversations instead of ${FULL.conversations}, ${sizes.storedTurns * 2} stored messages instead of ${FULL.storedTurns * 2}, ${sizes.loadRepetitions} load instead of ${FULL.loadRepetitions}.`,
  );
}
const rows = rowsOf(figures, { conversations: String(sizes.conversations), stored: (sizes.storedTurns * 2).toLocaleString("en-US") });
console.log(`\n${plain(only === null ? rows : rows.filter(({ values }) => values.some((value) => value !== null)))}\n`);
if (pages.length > 0) console.log(`${pageTable(pages)}\n`);
if (wires.length > 0) console.log(`${wireTable(wires)}\n`);
if (searches.length > 0) console.log(`${searchTable(searches)}\n`);
if (rollups.length > 0) console.log(`${rollupTable(rollups)}\n`);
for (const note of notes) console.log(`- ${note}`);
const seconds = (Date.now() - startedAt.getTime()) / 1000;
if (only === null) {
  writeFileSync(
    new URL("../docs/performance.md", import.meta.url),
    document({ sizes, rows, wires, rollups, searches, pages, notes, seconds, startedAt }),
  );
  console.log("Written to docs/performance.md.");
}
if (only?.length === 1 && searches.length > 0) {
  const file = new URL("../docs/performance.md", import.meta.url);
  writeFileSync(file, withSearch(readFileSync(file, "utf8"), searches, startedAt));
  console.log("The part about the search was written to docs/performance.md.");
}
if (only?.length === 1 && only[0] === "browser" && pages.length > 0) {
  const file = new URL("../docs/performance.md", import.meta.url);
  const written = withApp(readFileSync(file, "utf8"), pages, startedAt);
  if (written !== null) writeFileSync(file, written);
  if (written !== null) console.log("The part about the app was written to docs/performance.md.");
}
await end(0);
