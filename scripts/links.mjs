/** `npm run links`: whether links that lead nowhere can be told apart by the time of their answers (test/links/main.ts). */
import { spawnSync } from "node:child_process";
import { environment, install, node, root } from "./install.mjs";

install();
const { buildLocal } = await import("./build-local.mjs");
buildLocal();
const { status } = spawnSync(node(), ["--disable-warning=ExperimentalWarning", `${root}test/links/main.ts`, ...process.argv.slice(2)], {
  cwd: root,
  env: environment(),
  stdio: "inherit",
});
process.exitCode = status ?? 1;
