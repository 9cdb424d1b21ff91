/**
 * What is installed: exact versions, each with a checksum, from the public registry alone, few scripts that run at
 * installation, licences that a private deployment may use. Known holes are asked for on GitHub (`npm audit` in check.yml),
 * where the registry's list can be reached.
 */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";

const at = (path: string): URL => new URL(`../../${path}`, import.meta.url);
const read = (path: string): unknown => JSON.parse(readFileSync(at(path), "utf8"));

const manifest = z
  .object({
    dependencies: z.record(z.string(), z.string()),
    devDependencies: z.record(z.string(), z.string()),
    optionalDependencies: z.record(z.string(), z.string()),
    overrides: z.record(z.string(), z.string()),
  })
  .parse(read("package.json"));

const { packages } = z
  .object({
    packages: z.record(
      z.string(),
      z.object({
        version: z.string().optional(),
        resolved: z.string().optional(),
        integrity: z.string().optional(),
        license: z.string().optional(),
        dev: z.boolean().default(false),
        inBundle: z.boolean().default(false),
        hasInstallScript: z.boolean().default(false),
      }),
    ),
  })
  .parse(read("package-lock.json"));
const installed = Object.entries(packages).flatMap(([path, one]) => (path === "" ? [] : [{ path, ...one }]));

/** Packages that run a script when they are installed. */
const SCRIPTS: Record<string, string> = {
  "node_modules/core-js-pure": "prints that its author looks for work",
  "node_modules/esbuild": "checks that its binary runs here",
  "node_modules/workerd": "checks that its binary runs here",
};

const LICENCES = ["MIT", "MIT-0", "ISC", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "Unlicense", "MIT OR Apache-2.0"];
/** Others, each with the reason why it may be there. */
const EXCUSED: Record<string, string> = {
  "OFL-1.1": "fonts, which are shipped as they are",
  "CC-BY-4.0": "a table of browsers that the build reads (caniuse-lite); none of it is shipped",
  "MPL-2.0": "lightningcss, which the build runs; none of it is shipped",
  "EPL-2.0": "elkjs, a chunk of its own for diagrams, shipped unchanged",
};

describe("the packages", () => {
  it("are named by exact versions", () => {
    const named = Object.values(manifest).flatMap((group) => Object.entries(group));
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });

  it("come from the public registry, each with its checksum", () => {
    expect(installed.length).toBeGreaterThan(300);
    // What is packed inside another package has that one's checksum.
    const loose = installed.filter(
      ({ resolved, integrity, inBundle }) =>
        !inBundle &&
        (!(integrity ?? "").startsWith("sha512-") ||
          !(resolved ?? "https://registry.npmjs.org/").startsWith("https://registry.npmjs.org/")),
    );
    expect(loose).toEqual([]);
  });

  it("run a script at installation only where it is known what it does", () => {
    expect(installed.flatMap(({ path, hasInstallScript }) => (hasInstallScript ? [path] : []))).toEqual(Object.keys(SCRIPTS));
  });

  it("have licences under which a deployment may be run and changed", () => {
    const others = installed.filter(({ dev, license = "none" }) => !dev && !LICENCES.includes(license) && !Object.hasOwn(EXCUSED, license));
    expect(others.map(({ path, license }) => `${path}: ${license}`)).toEqual([]);
    const isUsed = (licence: string): boolean => installed.some(({ dev, license }) => !dev && license === licence);
    expect(Object.keys(EXCUSED).filter((licence) => !isUsed(licence))).toEqual([]);
  });
});
