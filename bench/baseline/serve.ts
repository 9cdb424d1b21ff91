/** Serves one baseline Worker on loopback: `node bench/baseline/serve.ts bare <port> <state>`. Bundled by esbuild first. */
import { fileURLToPath } from "node:url";
import { builtinModules } from "node:module";
import { build, type Plugin } from "esbuild";
import { Log, LogLevel, Miniflare, convertV4MiniflareOptions } from "miniflare";

const [which = "bare", port = "0", state = ""] = process.argv.slice(2);
const folder = fileURLToPath(new URL(".", import.meta.url));

const WORKERS: Record<string, { entry: string; objects: Record<string, string> }> = {
  bare: { entry: "bare.ts", objects: { ROOM: "BareRoom" } },
  durable: { entry: "durable.ts", objects: { ROOM: "DurableRoom", WALLET: "BenchWallet" } },
  "ai-chat": { entry: "ai-chat.ts", objects: { BenchChat: "BenchChat" } },
};
const worker = WORKERS[which];
if (worker === undefined) throw new Error(`no baseline is called ${which}`);

/** workerd knows Node's modules by their full names alone. */
const nodeNames: Plugin = {
  name: "node-names",
  setup({ onResolve }) {
    const bare = new RegExp(`^(${builtinModules.filter((name) => !name.startsWith("_")).join("|")})$`);
    onResolve({ filter: bare }, ({ path }) => ({ path: `node:${path}`, external: true }));
  },
};

const bundled = await build({
  entryPoints: [folder + worker.entry],
  bundle: true,
  write: false,
  minify: true,
  format: "esm",
  target: "es2024",
  conditions: ["workerd", "worker", "browser"],
  external: ["cloudflare:*", "node:*"],
  plugins: [nodeNames],
  logLevel: "error",
});
const [script] = bundled.outputFiles;
const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    host: "127.0.0.1",
    port: Number(port),
    resourcePersistencePath: state,
    log: new Log(LogLevel.WARN),
    cf: false,
    workers: [
      {
        name: which,
        modules: [{ type: "ESModule", path: `${folder}worker.js`, contents: script?.text ?? "" }],
        modulesRoot: folder,
        compatibilityDate: "2026-10-01",
        serviceBindings: { AI: { name: which, entrypoint: "EmbeddedAi" } },
        durableObjects: Object.fromEntries(
          Object.entries(worker.objects).map(([name, className]) => [name, { className, useSQLite: true }]),
        ),
      },
    ],
  }),
);
const stop = async (): Promise<void> => {
  await miniflare.dispose();
  process.exit(0);
};
process.on("SIGINT", () => void stop());
process.on("SIGTERM", () => void stop());
await miniflare.ready;
process.stdout.write(`Baseline ${which} is ready\n`);
