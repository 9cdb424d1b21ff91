/** `npm run conform -- <url>`: whether a server speaks docs/protocol.md, rule by rule (test/conformance/main.ts). */
import { spawnSync } from "node:child_process";
import { environment, install, node, root } from "./install.mjs";

install();
const { status } = spawnSync(
  node(),
  ["--disable-warning=ExperimentalWarning", `${root}test/conformance/main.ts`, ...process.argv.slice(2)],
  { cwd: root, env: environment(), stdio: "inherit" },
);
process.exitCode = status ?? 1;
