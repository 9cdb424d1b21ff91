/** `npm run hostile -- --seed 7`: every kind of hostile answer, the longest ones, and mixtures of the seed, in Chromium. Some minutes. */
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { environment, install, node, root, say } from "./install.mjs";
import { findChromium } from "./chromium.mjs";

const { values } = parseArgs({ options: { seed: { type: "string", default: String(Date.now() % 100_000) } } });
install();
const chromium = findChromium();
if (chromium === null) {
  say("No Chromium was found: install chromium, or set CHROMIUM to its path.");
  process.exit(1);
}
say(`Seed ${values.seed}`);
const { status } = spawnSync(
  node(),
  [
    `${root}node_modules/.bin/vitest`,
    "run",
    "--project",
    "unit",
    "--project",
    "browser",
    "test/unit/client/bounds.test.ts",
    "test/browser/hostile-answers.test.ts",
  ],
  {
    cwd: root,
    env: { ...environment(), CHROMIUM: chromium, TALLY_SEED: values.seed, TALLY_HOSTILE: "all" },
    stdio: "inherit",
  },
);
process.exitCode = status ?? 1;
