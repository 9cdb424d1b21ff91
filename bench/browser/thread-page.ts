/** A plain assistant-ui thread (bench/baseline/thread), built and served here. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { build } from "vite";
import type { PageSubject } from "./subject.ts";

const source = fileURLToPath(new URL("../baseline/thread/", import.meta.url));
const TYPES: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };

/** Serves a folder on a free port of this machine. */
async function serve(folder: string): Promise<{ base: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const path = normalize(join(folder, pathname === "/" ? "index.html" : pathname));
    try {
      if (!path.startsWith(folder)) throw new Error("outside");
      const body = readFileSync(path);
      response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the plain thread has no port");
  return {
    base: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export async function threadPage(): Promise<PageSubject> {
  const folder = mkdtempSync(join(tmpdir(), "tally-thread-"));
  await build({
    configFile: false,
    root: source,
    plugins: [react()],
    logLevel: "error",
    build: { outDir: folder, emptyOutDir: true, chunkSizeWarningLimit: 2_000 },
  });
  const { base, close } = await serve(folder);
  return {
    name: "plain assistant-ui thread",
    enter: () => Promise.resolve(),
    fillList: null,
    address: (messages) => Promise.resolve(`${base}/?messages=${messages}`),
    answers: (page) =>
      Promise.resolve({
        stream: (tokens, rate) =>
          page.evaluate(
            ([count, perSecond]) =>
              (Reflect.get(globalThis, "streamAnswer") as (tokens: number, rate: number) => Promise<void>)(count, perSecond),
            [tokens, rate] as const,
          ),
        table: null,
        close: () => undefined,
      }),
    async close() {
      await close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
