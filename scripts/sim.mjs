/** `npm run sim -- --histories N --seed S`: histories in which a seed is everything (test/simulation/main.ts, docs/reliability.md). */
import { spawnSync } from "node:child_process";
import { environment, install, node, root } from "./install.mjs";

install();
const { status } = spawnSync(
  node(),
  [
    "--experimental-transform-types",
    "--disable-warning=ExperimentalWarning",
    "--import",
    `${root}test/simulation/hooks.mjs`,
    `${root}test/simulation/main.ts`,
    ...process.argv.slice(2),
  ],
  { cwd: root, env: environment(), stdio: "inherit" },
);
process.exitCode = status ?? 1;
