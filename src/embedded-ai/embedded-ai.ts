/**
 * The stand-in for `env.AI` on a machine without an account: an entrypoint bound as a service named `AI` in local mode,
 * called over Workers RPC by the production code. Everything but the RPC shell is in
 * answer.ts.
 *
 * What crosses RPC (tried with workerd 1.20261006, 2026-10-01): the raw response with its stream and headers, and errors that
 * are returned instead of thrown (AiService in models/binding.ts). An AbortSignal does not (experimental flag
 * `enable_abortsignal_rpc`): the provider client leaves it out for embedded models, and a stop reaches the generator when
 * the body's reader is cancelled.
 */
import { WorkerEntrypoint } from "cloudflare:workers";
import { embeddedModels } from "../models/catalogue-config.ts";
import type { ToBeThrown } from "../models/binding.ts";
import { answerOverRpc, type EmbeddedWorld } from "./answer.ts";
import { createEmulatedLog } from "./log.ts";
import { simulatedSearch } from "./web.ts";
import { systemClock } from "./clock.ts";

const models = new Map(embeddedModels().map((model) => [model.id, model]));

/** At module scope, because a log is read by another RPC call than the one that made it. */
const world: EmbeddedWorld = {
  findModel: (id) => models.get(id) ?? null,
  log: createEmulatedLog(),
  clock: systemClock,
  newId: () => crypto.randomUUID(),
};

export class EmbeddedAi extends WorkerEntrypoint {
  run(model: string, input: unknown, options: unknown): Promise<Response | ToBeThrown> {
    return answerOverRpc({ model, input, options }, world);
  }

  /** Stands in for `env.AI.websearch`: every search finds the same three pages, which say that they are simulated. */
  websearch(request: unknown): Promise<Response> {
    return Promise.resolve(simulatedSearch(request, crypto.randomUUID()));
  }

  /** The log of one call, of any gateway; null while there is none. */
  findLog(logId: string): unknown {
    return world.log.get(logId, Date.now());
  }
}
