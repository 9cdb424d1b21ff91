/**
 * The protocol's own example server as it is published ("Everything"): of another make than Tally's double, of an older
 * generation of the protocol, with sessions and streamed answers. Its packages live in a folder of their own, so that
 * `npm start` never waits for them.
 */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { freePort } from "../../crash/server.ts";

const folder = fileURLToPath(new URL(".", import.meta.url));
const stamp = `${folder}node_modules/.installed`;

function install(): void {
  const wanted = readFileSync(`${folder}package-lock.json`, "utf8");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status, stderr } = spawnSync("npm", args, { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`The published server's packages could not be installed. Is the registry reachable? ${stderr}`);
  writeFileSync(stamp, wanted);
}

export class PublishedServer {
  readonly url: string;
  readonly #process: ChildProcess;

  private constructor(url: string, child: ChildProcess) {
    this.url = url;
    this.#process = child;
  }

  static async start(): Promise<PublishedServer> {
    install();
    const port = await freePort();
    const entry = `${folder}node_modules/@modelcontextprotocol/server-everything/dist/index.js`;
    const child = spawn(process.execPath, ["--import", `${folder}loopback.mjs`, entry, "streamableHttp"], {
      env: { ...process.env, PORT: String(port) },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    await new Promise<void>((resolve, reject) => {
      const read = (data: Buffer): void => {
        said += data.toString();
        if (said.includes("listening on port")) resolve();
      };
      child.stdout.on("data", read);
      child.stderr.on("data", read);
      child.once("exit", (code) => reject(new Error(`the published server ended with ${code}: ${said}`)));
    });
    return new PublishedServer(`http://127.0.0.1:${port}/mcp`, child);
  }

  stop(): void {
    this.#process.removeAllListeners("exit");
    this.#process.kill();
  }
}
