/** `npm run fuzz -- --inputs 100000 --seed S`: seeded inputs on every route and socket of a server of its own. */
import { rmSync } from "node:fs";
import { parseArgs } from "node:util";
import { Server } from "../crash/server.ts";
import { fuzz } from "./fuzz.ts";
import { stateFolder } from "./state.ts";

const { values } = parseArgs({
  options: {
    inputs: { type: "string", default: "10000" },
    seed: { type: "string", default: String(Date.now() % 100_000) },
    first: { type: "string", default: "0" },
  },
});
const state = stateFolder("fuzz");
const server = await Server.start(state);
const end = async (code: number): Promise<never> => {
  await server.kill();
  rmSync(state, { recursive: true, force: true });
  process.exit(code);
};
process.on("SIGINT", () => void end(130));
console.log(`Seed ${values.seed}`);
const found = await fuzz(server.base, Number(values.seed), Number(values.inputs), () => server.output, Number(values.first));
const { bugs, statuses, ...figures } = found;
console.log(JSON.stringify(figures));
console.log(JSON.stringify(statuses));
for (const { input, what } of bugs) console.log(`BUG in input ${input}: ${what}`);
const lines = server.output
  .split("\n")
  .slice(2)
  .filter((line) => line.trim() !== "");
console.log(
  `${lines.length} lines in the log beside the first two${lines.length === 0 ? "" : `; the last: ${lines.at(-1)?.slice(0, 200)}`}`,
);
console.log(bugs.length === 0 ? "No bug was found." : `${bugs.length} bugs.`);
await end(bugs.length === 0 ? 0 : 1);
