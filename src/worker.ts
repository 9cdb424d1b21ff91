/**
 * The Worker's router: identifies the caller and passes the request to a route. Requests without an identity end here and wake
 * no object. The entry passes in how to identify, so that local mode's way exists in the local entry alone.
 */
import { Hono } from "hono";
import { isSameOrigin } from "./access/origin.ts";
import { securityHeaders } from "./access/headers.ts";
import type { Identify } from "./access/identity.ts";
import { account } from "./api/account.ts";
import { admin } from "./api/admin.ts";
import { chats } from "./api/chats.ts";
import { estimateRoute, summaryEstimateRoute } from "./api/estimate.ts";
import { mcp } from "./api/mcp.ts";
import { tools } from "./api/tools.ts";
import { drain } from "./api/drain.ts";
import { presets } from "./api/presets.ts";
import { projects } from "./api/projects.ts";
import { pushes } from "./api/push.ts";
import { searchRoute } from "./api/search.ts";
import { chatShares, ownShares, shared } from "./api/sharing.ts";
import { exportAll } from "./api/export.ts";
import { importRoute } from "./api/import.ts";
import { deleteEverythingRoute, deletionsCsvRoute, deletionsRoute, reindexRoute, storedInChatsRoute, storedRoute } from "./api/stored.ts";
import { plainProblem, respond, respondFailure, type Bindings } from "./api/http.ts";
import { SESSION_HEADER } from "./access/session.ts";
import { closedSocket } from "./access/socket-close.ts";
import { CLOSE_CODES } from "./protocol/frames.ts";
import { isMigrated } from "./spend/store.ts";
import { configurationProblems } from "./models/configured.ts";

/** How D1's errors begin. */
const D1_FAILED = "D1_ERROR";
/** Marks on an exception that came out of a Durable Object which was reset, evicted or overloaded under the call: https://developers.cloudflare.com/durable-objects/best-practices/error-handling/ */
const PASSING = ["durableObjectReset", "retryable", "overloaded"];
const isPassing = (error: Error): boolean => PASSING.some((mark) => Reflect.get(error, mark) === true);
const BOOKS_AWAY = "The books of what was spent cannot be read just now. Try again in a moment; conversations go on without them.";

export const VERSION = "0.1.0";

const isUpgrade = (request: Request): boolean => request.headers.get("upgrade")?.toLowerCase() === "websocket";

type AddRoutes = (app: Hono<Bindings>) => void;

/**
 * All routes behind their guards.
 * @param addRoutes adds the routes of one entry, behind the same guards
 */
export function createApp(identify: Identify, addRoutes: AddRoutes = () => undefined): Hono<Bindings> {
  const app = new Hono<Bindings>();

  app.use(async (context, next) => {
    await next();
    if (context.res.status === 101) return;
    for (const [name, value] of Object.entries(securityHeaders("api"))) context.res.headers.set(name, value);
  });

  // Ready means that D1 has its tables, which is checked until it was true once.
  let isReady = false;
  app.get("/api/health", async (context) => {
    isReady ||= await isMigrated(context.env.DB);
    return respond(isReady ? 200 : 503, { ok: isReady, version: VERSION });
  });

  app.use("/api/*", async (context, next) => {
    const request = context.req.raw;
    if (!isSameOrigin(request)) {
      return isUpgrade(request)
        ? closedSocket(CLOSE_CODES.forbidden, "another origin")
        : plainProblem("forbidden", "Another origin", 403, "This request comes from another website.");
    }
    const identity = await identify(request, context.env);
    if (identity === null) {
      return isUpgrade(request)
        ? closedSocket(CLOSE_CODES.unauthenticated, "nobody")
        : plainProblem("unauthenticated", "Nobody is signed in", 401, "Sign in, then try again.");
    }
    context.set("identity", identity);
    return next();
  });

  app.use("/api/admin/*", async (context, next) => (context.var.identity.admin ? next() : respondFailure({ reason: "not-found" })));

  addRoutes(app);
  app.route("/api/chats", chats);
  app.route("/api/chats", chatShares);
  app.route("/api/shared", shared);
  app.route("/api/projects", projects);
  app.route("/api/presets", presets);
  app.route("/api/push", pushes);
  app.get("/api/shares", ownShares);
  app.get("/api/me/data", storedRoute);
  app.get("/api/me/data/chats", storedInChatsRoute);
  app.delete("/api/me/data", deleteEverythingRoute);
  app.get("/api/deletions", deletionsRoute);
  app.get("/api/deletions.csv", deletionsCsvRoute);
  app.post("/api/admin/reindex", reindexRoute);
  app.route("/api/admin", admin);
  app.route("/api/tools", tools);
  app.route("/api/mcp", mcp);
  app.route("/api", account);
  app.post("/api/estimate", estimateRoute);
  app.post("/api/estimate/summary", summaryEstimateRoute);
  app.get("/api/export", exportAll);
  app.post("/api/import", importRoute);
  app.get("/api/search", searchRoute);

  app.notFound((context) =>
    context.req.path.startsWith("/api/") ? respondFailure({ reason: "not-found" }) : context.env.ASSETS.fetch(context.req.raw),
  );
  // An exception is a bug: its kind is logged, never its message, which could quote somebody. D1 being down and an object that was reset are none.
  app.onError((error) => {
    if (error.message.startsWith(D1_FAILED)) return respondFailure({ reason: "overloaded", detail: BOOKS_AWAY, retryAfterSeconds: 5 });
    if (isPassing(error))
      return respondFailure({
        reason: "overloaded",
        detail: "The server restarted in the middle of this. Try again: a message that had arrived is not asked twice.",
        retryAfterSeconds: 1,
      });
    // oxlint-disable-next-line no-console -- the one line Tally logs by itself
    console.error(JSON.stringify({ event: "unexpected", kind: error.name }));
    return plainProblem("internal", "Something broke here", 500, "Try again. If it stays so, the operator's log has the time of it.");
  });
  return app;
}

export function createWorker(identify: Identify, addRoutes?: AddRoutes): ExportedHandler<Env> {
  const app = createApp(identify, addRoutes);
  let isSaid = false;
  /** Logs the configuration's problems, once for each isolate. */
  const sayProblems = (env: Env): void => {
    if (isSaid) return;
    isSaid = true;
    // oxlint-disable-next-line no-console -- a setting that is ignored in silence is found when the bill comes
    for (const problem of configurationProblems(env)) console.error(JSON.stringify({ event: "configuration", problem }));
  };

  return {
    async fetch(request, env, context) {
      sayProblems(env);
      const inner = new Request(request);
      inner.headers.delete(SESSION_HEADER);
      const response = await app.fetch(inner, env, context);
      await drain(inner);
      return response;
    },
  };
}
