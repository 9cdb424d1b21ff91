/** `npm run conform -- <url>`: the table, and whether every rule that can be seen is held. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { parseArgs } from "node:util";
import type { Person } from "./server.ts";
import { conform, type Options } from "./suite.ts";

const USAGE = `npm run conform -- <url> [--header "Name: value" …] [--other "Name: value" …] [--crash "command"] [--only P6,P24]

  --header   says who calls, may be repeated. Left out: local mode, somebody new (X-Tally-Dev-User)
  --other    says who somebody else is, likewise
  --crash    a command that kills the server, starts it again and ends once it answers
  --only     checks of these rules alone`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    header: { type: "string", multiple: true },
    other: { type: "string", multiple: true },
    crash: { type: "string" },
    only: { type: "string" },
  },
});
const [url] = positionals;
if (url === undefined) {
  console.error(USAGE);
  process.exit(2);
}

function person(headers: readonly string[]): Person {
  return Object.fromEntries(
    headers.map((header) => [header.slice(0, header.indexOf(":")).trim(), header.slice(header.indexOf(":") + 1).trim()]),
  );
}

async function crash(command: string): Promise<void> {
  const child = spawn(command, { shell: true, stdio: "inherit" });
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error(`${command} ended with ${code}`);
}

const { crash: command } = values;
const options: Options = {
  url,
  ...(values.header === undefined ? {} : { alice: person(values.header) }),
  ...(values.other === undefined ? {} : { bob: person(values.other) }),
  ...(command === undefined ? {} : { crash: () => crash(command) }),
  ...(values.only === undefined ? {} : { only: values.only.split(",") }),
};
const startedAt = performance.now();
const outcome = await conform(options);
const counts = { held: 0, broken: 0, hidden: 0 };
for (const [rule, { says, finding }] of outcome) {
  counts[finding.state] += 1;
  const state = finding.state === "hidden" ? "–     " : finding.state === "held" ? "held  " : "BROKEN";
  console.log(`${rule.padEnd(5)} ${state} ${says}`);
  if (finding.state === "broken") for (const seen of finding.seen) console.log(`             ${seen}`);
  if (finding.state === "hidden") console.log(`             ${finding.why}`);
}
console.log(
  `${counts.held} held, ${counts.broken} broken, ${counts.hidden} not to be seen from outside, in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`,
);
// Sockets that were closed may linger.
process.exit(counts.broken === 0 ? 0 : 1);
