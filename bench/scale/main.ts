/** `npm run scale`: measures every curve, prints them, writes them into docs/scale.md. Started by scripts/scale.mjs. */
import { readFileSync, writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { commit, machine } from "../report.ts";
import { stopAll } from "../server.ts";
import { format } from "../table.ts";
import { measureAnswers, measureImport, measureMessages, measureTabs } from "./conversation.ts";
import { curveTable, isTooSteep, type Step } from "./curve.ts";
import { measurePeople } from "./people.ts";
import { measureList, measureSearch } from "./person.ts";

const isQuick = process.argv.includes("--quick");
const only = process.argv.find((argument) => argument.startsWith("--only="))?.slice("--only=".length) ?? null;
const DOCUMENT = new URL("../../docs/scale.md", import.meta.url);
const BEGIN = "<!-- measured: written by `npm run scale`, do not edit -->";
const END = "<!-- end of what was measured -->";

/** Sizes of a full run; a quick one leaves out those above `quick`. */
const upTo = (quick: number, ...sizes: number[]): number[] => (isQuick ? sizes.filter((size) => size <= quick) : sizes);

interface Section {
  name: string;
  title: string;
  how: string;
  measure: () => Promise<Step[]>;
}

const SECTIONS: readonly Section[] = [
  {
    name: "conversation",
    title: "Messages of a conversation",
    how: "The built Worker; the conversation came in by an import, some 330 bytes a message.",
    // One holds 10,000, and a question is sent in each.
    measure: () => measureMessages(upTo(1_000, 10, 100, 1_000, 9_900)),
  },
  {
    name: "person",
    title: "Conversations of a person",
    how: "The person's object without the object around it: its own statements, list and wallet over this process's SQLite, which also filled the tables (`bench/scale/person.ts`). 300 of the conversations were answered in this month, or all where there are fewer. The best of seven runs.",
    measure: () => measureList(upTo(10_000, 10, 100, 1_000, 10_000, 100_000)),
  },
  {
    name: "search",
    title: "Search over a person's conversations",
    how: "The search index alike: two messages of 40 words a conversation, the best of seven runs.",
    measure: () => measureSearch(upTo(1_000, 10, 100, 1_000, 10_000, 100_000)),
  },
  {
    name: "import",
    title: "Import",
    how: "The built Worker; two messages a conversation, each an object of its own. No conversation knows of another: what the next one costs a person who has up to 100,000 is what it costs the list and the index (both above).",
    measure: () => measureImport(upTo(100, 10, 100, 1_000, 5_000)),
  },
  {
    name: "answer",
    title: "Tokens of an answer",
    how: "The built Worker, one tab, as fast as it goes.",
    measure: () => measureAnswers(upTo(16_000, 1_000, 4_000, 16_000, 64_000)),
  },
  {
    name: "tabs",
    title: "Tabs that watch an answer",
    how: "The built Worker; whoever asks is one of them.",
    measure: () => measureTabs([1, 10, 100], isQuick ? 5_000 : 20_000),
  },
  {
    name: "people",
    title: "People in D1",
    how: "D1's schema and statements over this process's SQLite. Sizes are rows of `spend`: each person has a thousand, ten conversations on each of a hundred days.",
    measure: () => Promise.resolve(measurePeople(upTo(100_000, 1_000, 10_000, 100_000, 1_000_000))),
  },
];

async function end(code: number): Promise<never> {
  await stopAll();
  process.exit(code);
}
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => void end(130));
process.on("uncaughtException", (error) => {
  console.error(error);
  void end(1);
});

const startedAt = new Date();
const parts: string[] = [];
const steep: string[] = [];
let count = 0;
for (const { name, title, how, measure } of SECTIONS) {
  if (only !== null && only !== name) continue;
  const before = performance.now();
  const steps = await measure();
  const table = curveTable(steps);
  count += steps.length;
  steep.push(...steps.filter(isTooSteep).map(({ what, unit }) => `${title}: ${what}, ${unit}`));
  parts.push(`### ${title}\n\n${how}\n\n${table}\n`);
  console.log(
    `\n${title} (${((performance.now() - before) / 1000).toFixed(0)} s, load average ${format(loadavg()[0] ?? 0, 1)})\n\n${table}`,
  );
}

const summary =
  steep.length === 0
    ? `None of ${count} steps grows faster than its work.`
    : `${steep.length} of ${count} steps grow faster than their work in this run: ${steep.join("; ")}.`;
console.log(`\n${summary}`);
if (only === null) {
  const seconds = Math.round((Date.now() - startedAt.getTime()) / 1000);
  const head = [
    `- ${startedAt.toISOString().slice(0, 16).replace("T", " ")} UTC, ${seconds} s, commit ${commit()}, ${isQuick ? "`--quick`" : "full"}, load average at the end ${format(loadavg()[1] ?? 0, 1)} (times mean little above one for each core; rows and bytes do not depend on it)`,
    ...machine().map((line) => `- ${line}`),
  ];
  const text = readFileSync(DOCUMENT, "utf8");
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from === -1 || to === -1) throw new Error("docs/scale.md has no place for what was measured");
  writeFileSync(
    DOCUMENT,
    `${text.slice(0, from)}${BEGIN}\n\n${head.join("\n")}\n\n**${summary}**\n\n${parts.join("\n")}\n${text.slice(to)}`,
  );
  console.log("Written to docs/scale.md.");
}
await end(0);
