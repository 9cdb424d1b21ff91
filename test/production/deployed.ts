/** The bundle that is deployed, in workerd, with the variables of a deployment; outside of it there is only a `Team`. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions as workerOptionsOf } from "wrangler";
import { WITHOUT_AI } from "./configuration.ts";
import type { Team } from "./team.ts";
import { migrationStatements } from "../../scripts/migration-statements.mjs";

const migrations = fileURLToPath(new URL("../../migrations", import.meta.url));
const OBJECTS = ["CHAT", "ACCOUNT", "SEARCH"] as const;

export type Call = { method?: string; body?: unknown; headers?: Record<string, string> };
export type Closed = { code: number; reason: string };

export class Socket {
  readonly closed: Promise<Closed>;
  readonly #frames: string[] = [];
  readonly #waiting: ((frame: string) => void)[] = [];
  readonly #socket: WebSocket;

  constructor(url: string, headers: Record<string, string>) {
    // Node's sockets take headers, which the types of the browser do not know.
    this.#socket = new WebSocket(url, { headers } as unknown as string[]);
    this.closed = new Promise((resolve) => this.#socket.addEventListener("close", ({ code, reason }) => resolve({ code, reason })));
    this.#socket.addEventListener("message", ({ data }) => {
      const frame = String(data);
      const next = this.#waiting.shift();
      if (next === undefined) this.#frames.push(frame);
      else next(frame);
    });
  }

  /** The next frame that has not been read. */
  frame(): Promise<string> {
    const read = this.#frames.shift();
    return read === undefined ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve(read);
  }

  /** Frames that came and were not read. */
  get unread(): readonly string[] {
    return this.#frames;
  }

  /** Whether the other side has said that it closes. The event `closed` comes when the connection ends, for a hibernating socket of a local workerd 10 s later. */
  get isClosing(): boolean {
    return this.#socket.readyState === WebSocket.CLOSING || this.#socket.readyState === WebSocket.CLOSED;
  }

  /** Goes, without waiting for the connection to end. */
  close(): void {
    this.#socket.close(1000);
  }
}

export class Deployed {
  readonly #miniflare: Miniflare;
  readonly #state: string;
  readonly base: string;

  private constructor(miniflare: Miniflare, state: string, base: string) {
    this.#miniflare = miniflare;
    this.#state = state;
    this.base = base;
  }

  /** Starts on a free port, with the variables of wrangler.jsonc and these over them. */
  static async start(build: string, team: Team, variables: Record<string, string> = {}): Promise<Deployed> {
    const state = mkdtempSync(join(tmpdir(), "tally-deployed-"));
    const options = workerOptionsOf(join(build, "tally", WITHOUT_AI)).workerOptions;
    const miniflare = new Miniflare(
      convertV4MiniflareOptions({
        host: "127.0.0.1",
        port: 0,
        resourcePersistencePath: state,
        log: new Log(LogLevel.ERROR),
        cf: false,
        workers: [
          {
            ...options,
            name: "tally",
            modules: [{ type: "ESModule", path: join(build, "tally", "index.js") }],
            bindings: { ...(typeof options.bindings === "object" ? options.bindings : {}), ...variables },
            outboundService: team.answer,
          },
        ],
      }),
    );
    try {
      const { origin } = await miniflare.ready;
      const deployed = new Deployed(miniflare, state, origin);
      await deployed.#migrate();
      return deployed;
    } catch (error) {
      await miniflare.dispose();
      rmSync(state, { recursive: true, force: true });
      throw error;
    }
  }

  async #migrate(): Promise<void> {
    const database = await this.#miniflare.getD1Database("DB", "tally");
    for (const name of readdirSync(migrations).toSorted()) {
      const statements = migrationStatements(readFileSync(join(migrations, name), "utf8"));
      await database.batch(statements.map((text) => database.prepare(text)));
    }
  }

  async stop(): Promise<void> {
    await this.#miniflare.dispose();
    rmSync(this.#state, { recursive: true, force: true });
  }

  call(path: string, { method, body, headers = {} }: Call = {}): Promise<Response> {
    return fetch(`${this.base}${path}`, {
      method: method ?? (body === undefined ? "GET" : "POST"),
      redirect: "manual",
      headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  socket(path: string, headers: Record<string, string> = {}): Socket {
    return new Socket(`${this.base.replace("http", "ws")}${path}`, headers);
  }

  /** Every object that was ever woken, as `<binding> <id>`: workerd makes an object's database when it starts. */
  async objects(): Promise<string[]> {
    const lists = await Promise.all(
      OBJECTS.map(async (binding) => {
        const ids = await this.#miniflare.listDurableObjectIds(binding, "tally");
        return ids.map((id) => `${binding} ${id}`);
      }),
    );
    return lists.flat();
  }

  /** The object of that name, as `objects()` would list it. */
  async objectOf(binding: (typeof OBJECTS)[number], name: string): Promise<string> {
    const namespace = await this.#miniflare.getDurableObjectNamespace(binding, "tally");
    return `${binding} ${namespace.idFromName(name).toString()}`;
  }
}
