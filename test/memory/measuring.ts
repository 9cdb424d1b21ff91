/** A server whose memory is watched, begun anew for each thing that is measured, and what was seen as a table. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort, Server } from "../crash/server.ts";
import { Heap } from "./heap.ts";

/** What the platform gives an isolate. */
export const MOST_MB = 128;
const PAGE = fileURLToPath(new URL("../../docs/reliability.md", import.meta.url));

type Row = { what: string; before: number; most: number; heap: number; buffers: number; resident: [number, number]; seconds: number };

export function residentMb(workerd: number, line: "VmRSS" | "VmHWM"): number {
  return Number(new RegExp(`${line}:\\s+(\\d+)`).exec(readFileSync(`/proc/${workerd}/status`, "utf8"))?.[1] ?? 0) / 1024;
}

export class Measuring {
  /** A folder that goes at the end. */
  readonly folder = mkdtempSync(join(tmpdir(), "tally-memory-"));
  readonly rows: Row[] = [];
  readonly #load = [loadavg()[0] ?? 0];
  #server: Server | null = null;
  #inspector = 0;

  /** A new process on the same state, on ports that no connection of `fetch` leads to yet. */
  async anew(state = "state"): Promise<Server> {
    await this.#server?.kill();
    this.#inspector = await freePort();
    this.#server = await Server.start(join(this.folder, state), {
      INSPECTOR_PORT: String(this.#inspector),
      MONTHLY_LIMIT_USD: "1000",
      // With a larger heap V8 leaves what nobody needs lying about, and that would be measured.
      MINIFLARE_WORKERD_V8_FLAGS: `--max-old-space-size=${MOST_MB}`,
    });
    return this.#server;
  }

  /** Kills the server as a power cut would. */
  async stop(): Promise<void> {
    await this.#server?.kill();
    this.#server = null;
  }

  /** Does it in a server that was just started, so that nothing of what was before is counted. */
  async measure(what: string, work: (server: Server) => Promise<void>, state?: string): Promise<void> {
    const started = await this.anew(state);
    const { workerd } = started;
    const heap = await Heap.of(this.#inspector);
    const before = await heap.now();
    const residentBefore = residentMb(workerd, "VmRSS");
    const began = performance.now();
    heap.watch();
    await work(started);
    const { heapMb, buffersMb, sumMb } = await heap.most();
    heap.close();
    this.rows.push({
      what,
      before: before.heapMb + before.buffersMb,
      most: sumMb,
      heap: heapMb,
      buffers: buffersMb,
      resident: [residentBefore, residentMb(workerd, "VmHWM")],
      seconds: (performance.now() - began) / 1000,
    });
    console.log(`${what}: ${sumMb.toFixed(0)} MB at most`);
  }

  /** @param command that wrote it @param remark a sentence below it */
  table(command: string, remark: string): string {
    this.#load.push(loadavg()[0] ?? 0);
    return [
      `\`${command}\`, ${new Date().toISOString().slice(0, 10)}: ${cpus().length} cores at a load of ${this.#load.map((each) => each.toFixed(1)).join(" to ")}, Node ${process.version}, ${process.platform}. One isolate of one workerd has the Worker and every object in it; each line begins in a new one, whose heap is held to ${MOST_MB} MB.`,
      "",
      "| | JavaScript at most, MB | of it buffers | just started | process, from and at most, MB | seconds |",
      "|---|---:|---:|---:|---:|---:|",
      ...this.rows.map(
        ({ what, before, most, buffers, resident, seconds }) =>
          `| ${what} | ${most.toFixed(0)} | ${buffers.toFixed(0)} | ${before.toFixed(0)} | ${resident.map((mb) => mb.toFixed(0)).join(" → ")} | ${seconds.toFixed(0)} |`,
      ),
      "",
      remark,
    ].join("\n");
  }

  /** Ends the process: 1, where a line took more than the platform gives. */
  async over(): Promise<never> {
    const tooMuch = this.rows.filter(({ most }) => most > MOST_MB);
    for (const { what, most } of tooMuch) console.error(`More than ${MOST_MB} MB: ${what} (${most.toFixed(0)} MB)`);
    return this.end(tooMuch.length === 0 ? 0 : 1);
  }

  /** The last of what the server printed. */
  get output(): string {
    return this.#server?.output.slice(-3_000) ?? "";
  }

  async end(code: number): Promise<never> {
    await this.#server?.kill();
    rmSync(this.folder, { recursive: true, force: true });
    process.exit(code);
  }
}

/** Puts a table between its marks in docs/reliability.md. */
export function writeTable(table: string, [begin, end]: readonly [string, string]): void {
  console.log(`\n${table}`);
  const page = readFileSync(PAGE, "utf8");
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from === -1 || to === -1) throw new Error("docs/reliability.md has no place for it");
  writeFileSync(PAGE, `${page.slice(0, from + begin.length)}\n${table}\n${page.slice(to)}`);
}
