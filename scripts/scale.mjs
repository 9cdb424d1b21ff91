/**
 * `npm run scale`: what a step costs as conversations, people, answers and tabs grow, and whether it grows faster than its
 * work; writes the measured part of docs/scale.md. `-- --quick` takes some minutes and goes less far; `-- --only=person`
 * runs one section alone (conversation, import, person, answer, tabs, people) and writes nothing.
 */
import { spawnSync } from "node:child_process";
import { environment, install, node, root } from "./install.mjs";

install();
const { buildLocal } = await import("./build-local.mjs");
buildLocal();
const { status } = spawnSync(node(), ["--disable-warning=ExperimentalWarning", `${root}bench/scale/main.ts`, ...process.argv.slice(2)], {
  cwd: root,
  env: environment(),
  stdio: "inherit",
});
process.exitCode = status ?? 1;
