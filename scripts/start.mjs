/** `npm start`: installs what is missing, builds what changed, serves. Runs on Node 20 in a fresh clone. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { environment, install, node, root } from "./install.mjs";

install();
const { buildLocal } = await import("./build-local.mjs");
buildLocal();
const server = spawn(node(), [`${root}scripts/serve.mjs`], {
  cwd: root,
  env: environment(),
  stdio: ["inherit", "inherit", "inherit", "ipc"],
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => server.kill("SIGTERM"));
server.on("exit", (code, signal) => process.exit(signal === null ? (code ?? 0) : 0));
// A terminal or a script that dies takes the server with it, also when it could send no signal. npm puts a shell in
// between, so that the parent's parent counts too (known on Linux; elsewhere the parent has to do).
const ancestors = () => {
  try {
    const stat = readFileSync(`/proc/${process.ppid}/stat`, "utf8");
    return `${process.ppid} ${stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]}`;
  } catch {
    return String(process.ppid);
  }
};
const first = ancestors();
setInterval(() => ancestors() === first || server.kill("SIGTERM"), 500).unref();
