import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The crash and browser tests run what `npm start` runs: built once, before any of them. */
export default function build(): void {
  const script = fileURLToPath(new URL("../../scripts/build-local.mjs", import.meta.url));
  const { status, stderr } = spawnSync(
    process.execPath,
    ["-e", `import(${JSON.stringify(script)}).then(({ buildLocal }) => buildLocal())`],
    { encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`the build failed: ${stderr}`);
}
