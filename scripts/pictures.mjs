/** `npm run pictures`: makes the pictures of docs/images anew (test/pictures/main.ts). Chromium is needed. */
import { spawnSync } from "node:child_process";
import { environment, install, node, root } from "./install.mjs";

install();
const { buildLocal } = await import("./build-local.mjs");
buildLocal();
const { status } = spawnSync(node(), ["--disable-warning=ExperimentalWarning", `${root}test/pictures/main.ts`, ...process.argv.slice(2)], {
  cwd: root,
  env: environment(),
  stdio: "inherit",
});
process.exitCode = status ?? 1;
