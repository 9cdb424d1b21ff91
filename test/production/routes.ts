/** Every route of the Worker, read from its sources, so that one that is added later is tried as well. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export type Route = { method: string; path: string };

const src = fileURLToPath(new URL("../../src", import.meta.url));
/** Answered to anybody. */
export const HEALTH = "/api/health";

/** Routes with their parameters filled in, `/api/health` left out. */
export function readRoutes(): Route[] {
  const worker = readFileSync(join(src, "worker.ts"), "utf8");
  const mounted = new Map([["app", ""]]);
  for (const [, prefix = "", name = ""] of worker.matchAll(/\bapp\.route\("([^"]*)", (\w+)\)/g)) mounted.set(name, prefix);
  const sources = [worker, ...readdirSync(join(src, "api")).map((name) => readFileSync(join(src, "api", name), "utf8"))];
  return sources
    .flatMap((source) => [...source.matchAll(/\b(\w+)\.(get|post|put|patch|delete)\(\s*"(\/[^"]*)"/g)])
    .flatMap(([, name = "", method = "", path = ""]) => {
      const prefix = mounted.get(name);
      const whole = `${prefix ?? ""}${path}`.replace(/\/$/, "").replace(":id", "c1").replace(":email", "alice@example.com");
      return prefix === undefined || whole === HEALTH ? [] : [{ method: method.toUpperCase(), path: whole }];
    });
}

/** The routes that are sockets. */
export const SOCKETS = ["/api/chats/c1/live?v=1", "/api/shared/s1/live", "/api/live"] as const;
