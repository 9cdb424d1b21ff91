/** `npm run dev`: the same as start, with live reload. */
import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { environment, install, node, root } from "./install.mjs";

install();
const port = process.env.PORT || "8787";
const state = process.env.STATE_DIR || ".tally";
const { run } = await import("./install.mjs");
const { sayLocalModels } = await import("./local-models.mjs");
run("wrangler", ["d1", "migrations", "apply", "DB", "--local", "--persist-to", state], { quiet: true });
const server = spawn(node(), [`${root}node_modules/.bin/vite`, "dev", "--host", "127.0.0.1", "--port", port, "--strictPort"], {
  cwd: root,
  env: { ...environment(), NODE_ENV: "development", TALLY_STATE_DIR: resolve(root, state) },
  stdio: "inherit",
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => server.kill("SIGTERM"));
server.on("exit", (code) => process.exit(code ?? 0));
sayLocalModels(`http://127.0.0.1:${port}`);
