/** `npm run check`: the generated types of the environment, formats, lint, types. Each counts as one test of `npm test`. */
import { fileURLToPath } from "node:url";
import { install, run, say } from "./install.mjs";

const CHECKS = [
  { name: "types of the environment", tool: "wrangler", args: ["types", "src/worker-configuration.d.ts", "--strict-vars=false"] },
  {
    name: "formats (oxfmt)",
    tool: "oxfmt",
    args: ["--check", "src", "client", "test", "bench", "scripts", "vite.config.ts", "vitest.config.ts"],
  },
  { name: "lint (oxlint)", tool: "oxlint", args: ["src", "client", "test", "bench", "scripts", "--deny-warnings"] },
  { name: "types of the Worker", tool: "tsc", args: ["-p", "src"] },
  { name: "types of the client", tool: "tsc", args: ["-p", "."] },
  { name: "the live connection builds as a package of its own", tool: "tsc", args: ["-p", "client/live"] },
  { name: "types of the service worker", tool: "tsc", args: ["-p", "client/shell-worker"] },
  { name: "types of the tests", tool: "tsc", args: ["-p", "test"] },
  { name: "types of the simulator", tool: "tsc", args: ["-p", "test/simulation"] },
  { name: "types of the tests in workerd", tool: "tsc", args: ["-p", "test/worker"] },
];

/** @returns {{ name: string, passed: boolean }[]} */
export function check() {
  return CHECKS.map(({ name, tool, args }) => {
    const passed = run(tool, args, { quiet: true }) === 0;
    say(`${passed ? "✓" : "✗"} ${name}`);
    return { name, passed };
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  install();
  process.exitCode = check().every((one) => one.passed) ? 0 : 1;
}
