/** What goes wrong with the machine while people work: one fault at a time, at instants that a seed decides. */
import { closeSync, globSync, openSync, rmSync, statfsSync, writeSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { spawn, spawnSync } from "node:child_process";
import type { Server } from "../crash/server.ts";
import type { Random } from "../fuzz/random.ts";

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export interface Machine {
  server: Server;
  state: string;
  /** The state lies on a disk of its own, which may be filled. */
  hasOwnDisk: boolean;
  /** Where an older build stands; null: there is none. */
  old: string | null;
  /** Starts that came to nothing and were made again: no fault of a conversation's, and told. */
  startsAgain: number;
}

/** A start takes seconds; on a machine that others use, tens of them. Milliseconds. */
const START_WITHIN_MS = 90_000;
const STARTS = 5;

/** Starts the server, as whoever operates it would: what does not come up is started again. Throws after the last try. */
async function comesUp(machine: Machine, start: () => Promise<void>): Promise<void> {
  const { server } = machine;
  for (let tries = 1, next = start; ; tries += 1, next = () => server.restart()) {
    const waiting = AbortSignal.timeout(START_WITHIN_MS);
    const tooLate = new Promise<never>((_, reject) => {
      waiting.addEventListener("abort", () => reject(new Error(`the server was not there within ${START_WITHIN_MS / 1000} s`)));
    });
    try {
      return await Promise.race([next(), tooLate]);
    } catch (error) {
      if (tries === STARTS) throw error;
      machine.startsAgain += 1;
      console.log(`A start came to nothing: ${error instanceof Error ? error.message : String(error)}`);
      await pause(1_000);
    }
  }
}

/** Whatever its state is. */
export const startAgain = (machine: Machine): Promise<void> => comesUp(machine, () => machine.server.restart());

/** The newest build again, whichever runs. */
export const deployNewest = (machine: Machine): Promise<void> => comesUp(machine, () => machine.server.deploy(null));

export type Fault =
  | "SIGKILL of workerd, restart"
  | "the whole server stands still (SIGSTOP)"
  | "D1 refuses (locked)"
  | "the disk is full"
  | "another version is deployed, or the newer one again";

/** Faults in the order of their weight; each is listed as often as it weighs. */
export function faultsOf({ hasOwnDisk, old }: Machine): Fault[] {
  return [
    "SIGKILL of workerd, restart",
    "SIGKILL of workerd, restart",
    "SIGKILL of workerd, restart",
    "the whole server stands still (SIGSTOP)",
    "D1 refuses (locked)",
    "D1 refuses (locked)",
    ...(hasOwnDisk ? (["the disk is full"] as const) : []),
    ...(old === null ? [] : (["another version is deployed, or the newer one again"] as const)),
  ];
}

/** Injects one, and takes it back. */
export async function inject(fault: Fault, machine: Machine, random: Random): Promise<void> {
  const { server, state } = machine;
  switch (fault) {
    case "SIGKILL of workerd, restart":
      return startAgain(machine);
    case "the whole server stands still (SIGSTOP)":
      server.signal("SIGSTOP");
      await pause(500 + random.below(2_000));
      server.signal("SIGCONT");
      return;
    case "D1 refuses (locked)": {
      const [file] = globSync(join(state, "v3/d1/**/*.sqlite")).filter((path) => !path.endsWith("metadata.sqlite"));
      if (file === undefined) throw new Error("D1 has no file");
      const database = new DatabaseSync(file);
      try {
        database.exec("BEGIN EXCLUSIVE");
        await pause(1_000 + random.below(3_000));
        database.exec("ROLLBACK");
      } catch {
        // It was in use at that instant.
      }
      return database.close();
    }
    case "the disk is full": {
      const filler = join(state, "filler");
      try {
        await fill(filler, state);
        await pause(1_000 + random.below(2_000));
      } finally {
        rmSync(filler, { force: true });
      }
      return;
    }
    case "another version is deployed, or the newer one again":
      return comesUp(machine, () => server.deploy(machine.old));
  }
}

/** Builds another clone, whose packages are installed there. Throws when it cannot be built. */
export function buildOther(root: string): void {
  const { status } = spawnSync(
    process.execPath,
    ["--input-type=module", "--eval", 'const { buildLocal } = await import("./scripts/build-local.mjs"); buildLocal();'],
    { cwd: root, stdio: "inherit" },
  );
  if (status !== 0) throw new Error(`${root} could not be built: is it a clone in which npm ci has run?`);
}

/** Takes all that is left of the disk. A process of its own takes the most of it, for writing it here would stop every tab. */
async function fill(path: string, disk: string): Promise<void> {
  const { bavail, bsize } = statfsSync(disk);
  await new Promise<void>((resolve) => {
    const most = spawn("fallocate", ["--length", String(bavail * bsize), path], { stdio: "ignore" });
    most.once("error", () => resolve());
    most.once("exit", () => resolve());
  });
  let file: number;
  try {
    file = openSync(path, "a");
  } catch {
    // Full already.
    return;
  }
  for (const block of [Buffer.alloc(1024 * 1024), Buffer.alloc(4096)])
    try {
      for (;;) writeSync(file, block);
    } catch {
      // To the last page of this size.
    }
  closeSync(file);
}

/** A disk of its own for the state, where this machine lets one be made (root, Linux). */
export function ownDisk(folder: string, megabytes: number): boolean {
  return spawnSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tally-soak", folder], { stdio: "ignore" }).status === 0;
}

export const releaseDisk = (folder: string): void => void spawnSync("umount", ["-l", folder], { stdio: "ignore" });
