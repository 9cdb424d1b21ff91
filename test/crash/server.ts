/** The built Worker as `npm start` serves it, on a free port, with a state that survives its death. */
import { spawn, type ChildProcess } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Below the ports that systems give to outgoing connections (32,768 and up on Linux, 49,152 elsewhere): while a server is
 * away, a client that tries again would now and then be given its port, and hold it or talk to itself.
 */
const PORTS = { from: 20_000, count: 12_000 } as const;

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

/** A port that nobody listens on and no connection of a client is given. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = PORTS.from + Math.floor(Math.random() * PORTS.count);
    if (await isFree(port)) return port;
  }
}

/** Process ids of `pid`'s descendants. */
function descendants(pid: number): number[] {
  const children: number[] = [];
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, "utf8");
      const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
      if (parent === pid) children.push(Number(entry), ...descendants(Number(entry)));
    } catch {
      // It ended while we looked.
    }
  }
  return children;
}

export class Server {
  readonly base: string;
  readonly #port: number;
  readonly #state: string;
  readonly #variables: Record<string, string>;
  #process: ChildProcess | null = null;
  /** The clone whose build is served. */
  #root = root;
  /** Everything the server has printed. */
  output = "";

  private constructor(port: number, state: string, variables: Record<string, string>) {
    this.#port = port;
    this.#state = state;
    this.#variables = variables;
    this.base = `http://127.0.0.1:${port}`;
  }

  /** One that is not started yet. */
  static async at(state: string, variables: Record<string, string> = {}): Promise<Server> {
    return new Server(await freePort(), state, variables);
  }

  static async start(state: string, variables: Record<string, string> = {}): Promise<Server> {
    const server = await Server.at(state, variables);
    await server.start();
    return server;
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, [`${this.#root}scripts/serve.mjs`], {
      cwd: this.#root,
      // Whatever model server runs on this machine is none of a test's.
      env: { ...process.env, LOCAL_AI_URL: "off", ...this.#variables, PORT: String(this.#port), STATE_DIR: this.#state, VITEST: "" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#process = child;
    await new Promise<void>((resolve, reject) => {
      const read = (data: Buffer): void => {
        this.output += data.toString();
        if (data.toString().includes("Tally is ready")) resolve();
      };
      child.stdout?.on("data", read);
      child.stderr?.on("data", read);
      child.once("exit", (code) => reject(new Error(`the server ended with ${code}: ${this.output.slice(-2000)}`)));
    });
  }

  /** As a power cut would: workerd and what serves it die at once. */
  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child?.pid === undefined) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.removeAllListeners("exit");
    child.once("exit", () => undefined);
    for (const pid of [...descendants(child.pid), child.pid]) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It was faster.
      }
    }
    await Promise.race([
      gone,
      new Promise((resolve) => (child.exitCode === null && child.signalCode === null ? child.once("exit", resolve) : resolve(null))),
    ]);
  }

  /** Id of the process that is the server itself. */
  get workerd(): number {
    const found = descendants(this.#process?.pid ?? -1).find((pid) => readFileSync(`/proc/${pid}/stat`, "utf8").includes("(workerd)"));
    if (found === undefined) throw new Error("no workerd runs");
    return found;
  }

  signal(signal: "SIGSTOP" | "SIGCONT"): void {
    process.kill(this.workerd, signal);
  }

  /** Another build on the same state, as a deploy: another clone's, or this one's again where that one runs. */
  async deploy(other: string | null): Promise<void> {
    await this.kill();
    this.#root = other === null || this.#root === other ? root : other;
    await this.start();
  }

  async restart(): Promise<void> {
    await this.kill();
    await this.start();
  }

  async call<T>(path: string, options: { method?: string; body?: unknown; as?: string } = {}): Promise<{ status: number; body: T }> {
    const response = await fetch(`${this.base}${path}`, {
      method: options.method ?? (options.body === undefined ? "GET" : "POST"),
      headers: { "content-type": "application/json", "x-tally-dev-user": options.as ?? "alice@example.com" },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
    return { status: response.status, body: (await response.json()) as T };
  }
}
