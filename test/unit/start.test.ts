/** `npm start` without a build: what it loads before it answers. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseAst } from "vite";
import { expect, it } from "vitest";

const SCRIPTS = new URL("../../scripts/", import.meta.url).pathname;

/** Packages that a module loads when it is loaded, and those that its own modules load. */
function packagesOf(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  return parseAst(readFileSync(file, "utf8")).body.flatMap((node) => {
    if (node.type !== "ImportDeclaration") return [];
    const from = node.source.value;
    if (from.startsWith("node:")) return [];
    return from.startsWith(".") ? packagesOf(join(dirname(file), from), seen) : [from];
  });
}

it("loads Miniflare and no other package: wrangler alone takes longer to load than Miniflare does", () => {
  expect(packagesOf(join(SCRIPTS, "start.mjs"))).toEqual([]);
  expect(packagesOf(join(SCRIPTS, "serve.mjs"))).toEqual(["miniflare"]);
});
