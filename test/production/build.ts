/**
 * Builds what `npm run deploy` uploads, once, into a folder of its own: dist/ may be in use by somebody who builds or
 * serves at the same time.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { writeWithoutAi } from "./configuration.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The folder with tally/index.js and client/. */
    build: string;
  }
}

const root = fileURLToPath(new URL("../..", import.meta.url));
/** The plugin notes here where the last build went. Nothing reads it, but it must not name a folder that is gone. */
const POINTER = join(root, "client", ".wrangler", "deploy", "config.json");

export default function build(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), "tally-production-"));
  const pointer = existsSync(POINTER) ? readFileSync(POINTER, "utf8") : null;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, "node_modules", "vite", "bin", "vite.js"), "build", "--outDir", folder, "--emptyOutDir", "--logLevel", "error"],
    // As scripts/deploy/deploy.mjs builds: what vitest sets must not end up in the bundle.
    { cwd: root, encoding: "utf8", env: { ...process.env, NODE_ENV: "production", VITEST: "" } },
  );
  if (pointer === null) rmSync(POINTER, { force: true });
  else writeFileSync(POINTER, pointer);
  if (status !== 0) {
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`the build failed: ${stdout}${stderr}`);
  }
  writeWithoutAi(join(folder, "tally"));
  project.provide("build", folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
