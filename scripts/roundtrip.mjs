/** `npm run roundtrip`: a library of 5,000 conversations into a Tally, out of it, into an empty one and out of that (test/roundtrip/main.ts). */
import { spawnSync } from "node:child_process";
import { environment, install, node, root } from "./install.mjs";

install();
const { buildLocal } = await import("./build-local.mjs");
buildLocal();
const { status } = spawnSync(node(), ["--disable-warning=ExperimentalWarning", `${root}test/roundtrip/main.ts`, ...process.argv.slice(2)], {
  cwd: root,
  env: environment(),
  stdio: "inherit",
});
process.exitCode = status ?? 1;
