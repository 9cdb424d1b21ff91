/**
 * The Worker under test: the local one, and before its embedded AI an imitation of what only third-party models have,
 * resumable runs, as facts of Cloudflare's own client tell them: `cf-aig-run-id` on the response, and a route that hands
 * out the stream from the n-th complete event on.
 */
import { env } from "cloudflare:workers";
import { EmbeddedAi } from "../../src/embedded-ai/embedded-ai.ts";
import type { ToBeThrown } from "../../src/models/binding.ts";
import { imitate } from "./third-parties.ts";

export { Account, Chat, EmbeddedAi, SearchIndex } from "../../src/local.ts";
export { default } from "../../src/local.ts";

/** In D1, because the platform's runs outlive a Worker that is aborted. One row per call that cost money. */
const TABLE = "CREATE TABLE IF NOT EXISTS test_run (id TEXT PRIMARY KEY, call TEXT NOT NULL)";

/** How long a search takes whose query asks for it: longer than anybody waits here. */
const HANGING_MS = 30_000;

/** How long a title or a summary takes whose question asks for it. */
const SLOW_MS = 1_500;

/** The stream without its first `count` complete events. */
function after(count: number): TransformStream<Uint8Array, Uint8Array> {
  let left = count;
  let held = "";
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  return new TransformStream({
    transform(chunk, controller) {
      held += decoder.decode(chunk, { stream: true });
      for (let at = held.indexOf("\n\n"); left > 0 && at >= 0; at = held.indexOf("\n\n")) {
        held = held.slice(at + 2);
        left -= 1;
      }
      if (left > 0 || held === "") return;
      controller.enqueue(encoder.encode(held));
      held = "";
    },
  });
}

export class TestAi extends EmbeddedAi {
  override async run(model: string, input: unknown, options: unknown): Promise<Response | ToBeThrown> {
    const requested = JSON.stringify([input, options]);
    for (const purpose of ["title", "summary", "suggestions"]) {
      if (!requested.includes(`"purpose":"${purpose}"`)) continue;
      if (requested.includes(`${purpose}-fails`))
        return { toBeThrown: { name: "Error", message: "3040: Capacity temporarily exceeded, please try again." } };
      if (requested.includes(`${purpose}-slow`)) await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
    }
    const imitated = await imitate(model, input, options);
    if (imitated !== null) return imitated;
    if (!model.startsWith("openai/")) return super.run(model, input, options);
    const runId = crypto.randomUUID();
    await env.DB.exec(TABLE);
    await env.DB.prepare("INSERT INTO test_run (id, call) VALUES (?, ?)").bind(runId, JSON.stringify({ input, options })).run();
    const response = await super.run("embedded/tally", input, options);
    if ("toBeThrown" in response) return response;
    const headers = new Headers(response.headers);
    headers.set("cf-aig-run-id", runId);
    return new Response(response.body, { headers });
  }

  override async websearch(request: unknown): Promise<Response> {
    if (JSON.stringify(request).includes("search-hangs")) await new Promise((resolve) => setTimeout(resolve, HANGING_MS));
    return super.websearch(request);
  }

  override async fetch(request: Request): Promise<Response> {
    const url = new URL(request.url);
    await env.DB.exec(TABLE);
    const { results } = await env.DB.prepare("SELECT id, call FROM test_run").all<{ id: string; call: string }>();
    if (url.pathname === "/paid-calls") return Response.json(results.length);
    const run = results.find(({ id }) => id === /\/run\/([^/]+)\/resume$/.exec(url.pathname)?.[1]);
    if (run === undefined) return new Response("gone", { status: 404 });
    const { input, options } = JSON.parse(run.call) as { input: unknown; options: unknown };
    const response = await super.run("embedded/tally", input, options);
    if ("toBeThrown" in response) return new Response(response.toBeThrown.message, { status: 500 });
    return new Response(response.body?.pipeThrough(after(Number(url.searchParams.get("from")))) ?? null);
  }
}
