/** `npm start` builds when a source changed, not because a build or a test run left its files. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { afterEach, expect, it } from "vitest";
import { fingerprint } from "../../scripts/build-local.mjs";

const ROOT = new URL("../../", import.meta.url).pathname;
const made: string[] = [];
afterEach(() => {
  for (const path of made.splice(0)) rmSync(path, { recursive: true });
});

/** Writes a file that was not there. */
function write(folder: string, name: string): void {
  const isNew = !existsSync(ROOT + folder);
  mkdirSync(ROOT + folder, { recursive: true });
  writeFileSync(`${ROOT}${folder}/${name}`, String(process.pid));
  made.push(isNew ? ROOT + folder : `${ROOT}${folder}/${name}`);
}

it("is the same after a build has left its caches, and another one after a source came", () => {
  const before = fingerprint();
  write(`client/.wrangler-${process.pid}`, "cache.json");
  write("src", `.left-by-${process.pid}`);
  write("client", `${process.pid}.tsbuildinfo`);
  expect(fingerprint()).toBe(before);
  write("client", `made-by-${process.pid}.json`);
  expect(fingerprint()).not.toBe(before);
});
