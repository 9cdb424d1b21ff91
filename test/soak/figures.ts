/** What the operating system tells of the server's process. Linux. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { loadavg } from "node:os";

/** Resident memory of a process in MB. */
export const residentMb = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;

function openFiles(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${fd}`)];
    } catch {
      return [];
    }
  });
}

/** Open sockets of a process. */
export const socketsOf = (pid: number): number => openFiles(pid).filter((path) => path.startsWith("socket:")).length;

/** Open databases of a process: one for each object that is in memory, D1's and the platform's own among them. */
export const databasesOf = (pid: number): number => openFiles(pid).filter((path) => path.endsWith(".sqlite")).length;

/** The machine's load of the last minute, as it says it. */
export const load = (): string => loadavg()[0]?.toFixed(1) ?? "?";

/** The value below which that share of the sorted list lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
