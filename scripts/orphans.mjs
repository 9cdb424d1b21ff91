/**
 * A workerd whose Node was killed lives on and keeps its port. Before serving, the one that holds ours is ended; it can
 * lose nothing, since whatever it promised is on the disk.
 */
import { spawnSync } from "node:child_process";

/** @param {number} port */
export function endOrphan(port) {
  const { stdout } = spawnSync("ps", ["-axo", "pid=,ppid=,command="], { encoding: "utf8" });
  const processes = (stdout ?? "").split("\n").flatMap((line) => {
    const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return command === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
  });
  for (const { pid, parent, command } of processes) {
    if (!command.includes("workerd") || !command.includes(`entry=127.0.0.1:${port} `)) continue;
    const owner = processes.find((one) => one.pid === parent);
    if (owner === undefined || owner.pid === 1 || !owner.command.includes("node")) process.kill(pid, "SIGKILL");
  }
}
