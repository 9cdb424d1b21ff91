/**
 * The Worker on a machine without an account: the same rooms, the embedded AI, models of servers on that machine, and
 * identity that anybody may choose.
 */
import { z } from "zod";
import { devIdentify } from "./access/dev-identity.ts";
import { respond } from "./api/http.ts";
import { readLocally } from "./files/local-documents.ts";
import { LocalModels, type Net } from "./local-models/local-models.ts";
import { createPost } from "./local-models/post.ts";
import type { Fetch } from "./local-models/probe.ts";
import { LOOK_MS, lookForLocalModels, offerLocalModels } from "./models/configured.ts";
import { settingProblems, variable } from "./settings.ts";
import { offerDocuments } from "./wiring.ts";
import { simulatedPage } from "./embedded-ai/web.ts";
import { allowLoopbackServers } from "./mcp-settings.ts";
import { allowLoopbackPushes } from "./push-settings.ts";
import { readPagesBy, simulatePages } from "./tool-port.ts";
import { pageAsText } from "./tools/page-text.ts";
import { convertPagesWith } from "./tools/read-page.ts";
import { createWorker } from "./worker.ts";

export { Account } from "./account/account.ts";
export { Chat } from "./chat/chat.ts";
export { EmbeddedAi } from "./embedded-ai/embedded-ai.ts";
export { SearchIndex } from "./search/search-index.ts";

const overNetwork: Fetch = (url, init) => fetch(url, init);
const net: Net = {
  fetch: overNetwork,
  post: createPost(overNetwork, (bytes) => new FixedLengthStream(bytes)),
  // oxlint-disable-next-line no-console -- whoever runs the model's server reads this terminal; the line quotes nobody
  say: (line) => console.warn(line),
};

let models: { key: string; local: LocalModels } | null = null;

/** What was found with these settings; kept for as long as the isolate lives. */
function localModelsOf(env: Env): LocalModels {
  const settings = { url: variable(env, "LOCAL_AI_URL"), key: variable(env, "LOCAL_AI_KEY"), prices: variable(env, "LOCAL_AI_PRICES") };
  const key = JSON.stringify(settings);
  if (models?.key !== key) models = { key, local: new LocalModels(settings, net, () => Date.now()) };
  return models.local;
}

offerLocalModels(localModelsOf);
offerDocuments(readLocally);
simulatePages(simulatedPage);
allowLoopbackServers();
allowLoopbackPushes();
convertPagesWith(pageAsText);

/** The network that scripts/serve.mjs binds. `npm run dev` has none: there a page is fetched as the Worker fetches. */
const network = z.custom<Pick<Fetcher, "fetch">>((value) => typeof value === "object" && value !== null && "fetch" in value);
readPagesBy((env) => {
  const bound = network.safeParse(Reflect.get(env, "PUBLIC_NET"));
  return bound.success ? (...request) => bound.data.fetch(...request) : (...request) => fetch(...request);
});

export default createWorker(devIdentify, (app) => {
  // The first request waits until the models on this machine have been looked for.
  app.use("/api/*", async (context, next) => {
    if (context.req.path !== "/api/local-models" && localModelsOf(context.env).isNew(LOOK_MS))
      await lookForLocalModels(context.env, (promise) => context.executionCtx.waitUntil(promise));
    return next();
  });
  // Lines for the terminal, at start and when a server appears later.
  app.get("/api/local-models", async (context) => {
    await lookForLocalModels(context.env, (promise) => context.executionCtx.waitUntil(promise));
    const report = localModelsOf(context.env).report();
    return respond(200, { ...report, lines: [...settingProblems((name) => variable(context.env, name)), ...report.lines] });
  });
});
