/** A server under measurement: its process, its port, workerd's CPU time, its end. */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
/** Clock ticks per second of /proc/<pid>/stat: fixed at 100 on Linux. */
const TICKS_PER_SECOND = 100;
const READY_WITHIN_MS = 30_000;
const END_WITHIN_MS = 3_000;

/** How to start one: a script and its arguments, given port and folder of its state. */
export type Command = (port: number, state: string) => { args: string[]; env?: Record<string, string> };

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (typeof address === "object" && address !== null ? resolve(address.port) : reject(new Error("no port"))));
    });
  });
}

/** Ids of `pid`'s child processes with their names. */
function children(pid: number): { pid: number; name: string }[] {
  const found: { pid: number; name: string }[] = [];
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, "utf8");
      const end = stat.lastIndexOf(")");
      if (Number(stat.slice(end + 2).split(" ")[1]) === pid)
        found.push({ pid: Number(entry), name: stat.slice(stat.indexOf("(") + 1, end) });
    } catch {
      // It ended while we looked.
    }
  }
  return found;
}

/** Everything that was started here and still runs, so that nothing outlives the benchmark. */
const running = new Set<Server>();

export class Server {
  readonly port: number;
  readonly #state: string;
  readonly #child: ChildProcess;
  readonly #workerd: number;

  private constructor(port: number, state: string, child: ChildProcess, workerd: number) {
    this.port = port;
    this.#state = state;
    this.#child = child;
    this.#workerd = workerd;
    running.add(this);
  }

  /** Starts a server on a free port with an empty state, and waits until it says that it is ready. */
  static async start(command: Command): Promise<Server> {
    const port = await freePort();
    const state = mkdtempSync(join(tmpdir(), "tally-bench-"));
    const { args, env } = command(port, state);
    const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        child.kill("SIGKILL");
        reject(new Error(`not ready within ${READY_WITHIN_MS} ms: ${output.slice(-2000)}`));
      }, READY_WITHIN_MS);
      const read = (data: Buffer): void => {
        output = (output + data.toString()).slice(-10_000);
        if (!output.includes("is ready")) return;
        clearTimeout(timer);
        resolve();
      };
      child.stdout?.on("data", read);
      child.stderr?.on("data", read);
      child.once("exit", (code) => reject(new Error(`the server ended with ${code}: ${output.slice(-2000)}`)));
    }).catch((error: unknown) => {
      rmSync(state, { recursive: true, force: true });
      throw error;
    });
    const workerd = children(child.pid ?? 0).find(({ name }) => name.includes("workerd"))?.pid;
    if (workerd === undefined) throw new Error("no workerd was started");
    return new Server(port, state, child, workerd);
  }

  /** CPU time workerd has used, user and system, in milliseconds (in steps of 10). */
  cpuMs(): number {
    const stat = readFileSync(`/proc/${this.#workerd}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND;
  }

  /** Memory of workerd in MB. */
  residentMb(): number {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.#workerd}/status`, "utf8"))?.[1] ?? 0) / 1024;
  }

  async stop(): Promise<void> {
    if (!running.delete(this)) return;
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.kill("SIGTERM");
    const killer = setTimeout(() => {
      for (const pid of [this.#workerd, this.#child.pid]) {
        try {
          if (pid !== undefined) process.kill(pid, "SIGKILL");
        } catch {
          // Gone already.
        }
      }
    }, END_WITHIN_MS);
    await ended;
    clearTimeout(killer);
    rmSync(this.#state, { recursive: true, force: true });
  }
}

export async function stopAll(): Promise<void> {
  await Promise.all([...running].map((server) => server.stop()));
}
