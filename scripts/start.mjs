/** `npm start`: installs what is missing, builds what changed, serves. Runs on Node 20 in a fresh clone. */
import { spawn } from "node:child_process";
import { environment, install, node, root } from "./install.mjs";

install();
const { buildLocal } = await import("./build-local.mjs");
buildLocal();
const server = spawn(node(), [`${root}scripts/serve.mjs`], { cwd: root, env: environment(), stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => server.kill("SIGTERM"));
server.on("exit", (code, signal) => process.exit(signal === null ? (code ?? 0) : 0));
