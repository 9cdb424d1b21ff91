/**
 * Serves the built local Worker on loopback: workerd itself listens, nothing stands in between. State lives in
 * STATE_DIR and survives everything, SIGKILL included.
 */
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { root, say } from "./install.mjs";
import { localVariables, PUBLIC_NET } from "./local-worker.mjs";
import { sayLocalModels } from "./local-models.mjs";
import { migrationStatements } from "./migration-statements.mjs";
import { endOrphan } from "./orphans.mjs";
import { startRemoteAi } from "./remote-ai.mjs";
import { vapidKeyOf } from "./vapid-key.mjs";
import { workerOptions } from "./worker-options.mjs";

const port = Number(process.env.PORT || 8787);
const state = resolve(process.env.STATE_DIR || `${root}.tally`);

endOrphan(port);
const built = workerOptions();
const remoteAi = await startRemoteAi(process.env);
// wrangler still hands out the options of Miniflare 4; the conversion is Miniflare's own.
const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    host: "127.0.0.1",
    port,
    // The layout of wrangler and `npm run dev`, so that all three look at the same conversations.
    resourcePersistencePath: `${state}/v3`,
    log: new Log(LogLevel.WARN),
    cf: false,
    // For `npm run memory` alone, which looks into the isolate.
    ...(process.env.INSPECTOR_PORT ? { inspectorPort: Number(process.env.INSPECTOR_PORT) } : {}),
    workers: [
      {
        ...built,
        name: "tally",
        modules: [{ type: "ESModule", path: `${root}dist/local/tally/index.js` }],
        bindings: { ...built.bindings, VAPID_KEY: vapidKeyOf(state), ...localVariables(process.env), ...remoteAi?.variables },
        serviceBindings: { ...(remoteAi === null ? built.serviceBindings : {}), PUBLIC_NET },
        ...(remoteAi === null ? {} : { ai: remoteAi.binding }),
      },
    ],
  }),
);

/** Applies the migrations that this database has not seen, in the order of their names, as wrangler records them. */
async function migrate() {
  const database = await miniflare.getD1Database("DB", "tally");
  await database.exec(
    "CREATE TABLE IF NOT EXISTS d1_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)",
  );
  const { results } = await database.prepare("SELECT name FROM d1_migrations").all();
  const applied = new Set(results.map((row) => row.name));
  for (const name of readdirSync(`${root}migrations`).toSorted()) {
    if (!name.endsWith(".sql") || applied.has(name)) continue;
    const statements = migrationStatements(readFileSync(`${root}migrations/${name}`, "utf8"));
    await database.batch([
      ...statements.map((statement) => database.prepare(statement)),
      database.prepare("INSERT INTO d1_migrations (name) VALUES (?)").bind(name),
    ]);
  }
}

/** @type {() => void} */
let stopLooking = () => undefined;

async function stop() {
  stopLooking();
  await miniflare.dispose();
  await remoteAi?.stop();
  process.exit(0);
}
process.on("SIGINT", stop);
process.on("SIGTERM", stop);
process.on("SIGHUP", stop);
// The one who started us is gone.
process.on("disconnect", stop);

/** Waits before the tables are asked for again. Milliseconds. */
const RETRY_WAITS_MS = [200, 500, 1_000, 2_000, 4_000, 8_000];

/**
 * The migrations go through the port that everybody's tabs reconnect to after a crash: a connection may be refused there
 * while the server is busy with them. What the database itself refuses is no such thing.
 */
async function migrateAmidReconnects() {
  for (const waitMs of [...RETRY_WAITS_MS, null]) {
    try {
      return await migrate();
    } catch (error) {
      if (waitMs === null || !(error instanceof TypeError)) throw error;
      await setTimeout(waitMs);
    }
  }
}

try {
  await miniflare.ready;
  await migrateAmidReconnects();
} catch (error) {
  const isTaken = String(error).includes("EADDRINUSE") || String(error).includes("Address already in use");
  say(
    isTaken
      ? `Port ${port} is taken. Choose another one: PORT=8788 npm start`
      : `The server could not start: ${error instanceof Error ? `${error.message}${error.cause === undefined ? "" : ` (${String(error.cause)})`}` : error}`,
  );
  process.exit(1);
}
say(`Tally is ready on http://127.0.0.1:${port}`);
say(`State is kept in ${state}. Ctrl-C ends it.`);
stopLooking = sayLocalModels(`http://127.0.0.1:${port}`);
