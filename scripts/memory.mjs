/** `npm run memory`: what the Worker holds while files come and go (test/memory/main.ts, docs/reliability.md). */
import { spawnSync } from "node:child_process";
import { environment, install, node, root } from "./install.mjs";

install();
const { buildLocal } = await import("./build-local.mjs");
buildLocal();
const { status } = spawnSync(node(), ["--disable-warning=ExperimentalWarning", `${root}test/memory/main.ts`, ...process.argv.slice(2)], {
  cwd: root,
  env: environment(),
  stdio: "inherit",
});
process.exitCode = status ?? 1;
