/**
 * The stand-in for `env.AI` on a machine without an account: an entrypoint bound as a service named `AI` in local mode,
 * called over Workers RPC by the production code (facts/ai.md, "Local development"). Everything but the RPC shell is in
 * answer.ts.
 *
 * What crosses RPC (ran, workerd 1.20261006 at 2026-10-01): the raw response with its stream and headers, thrown errors
 * with name and message. Not an AbortSignal (experimental flag `enable_abortsignal_rpc`): the door leaves it out for
 * embedded models, and a stop reaches the generator by cancelling the body's reader.
 */
import { RpcTarget, WorkerEntrypoint } from "cloudflare:workers";
import { embeddedModels } from "../models/catalogue-config.ts";
import { answerCall, type EmbeddedWorld } from "./answer.ts";
import { createEmulatedLog, type EmulatedLog } from "./log.ts";
import { systemClock } from "./clock.ts";

const models = new Map(embeddedModels().map((model) => [model.id, model]));

/** At module scope: a log is read by another call than the one that made it. */
const world: EmbeddedWorld = {
  findModel: (id) => models.get(id) ?? null,
  log: createEmulatedLog(),
  clock: systemClock,
  newId: () => crypto.randomUUID(),
};

class EmbeddedGateway extends RpcTarget {
  #log: EmulatedLog;

  constructor(log: EmulatedLog) {
    super();
    this.#log = log;
  }

  /** The log of one call; throws `AiGatewayLogNotFound` while there is none, as the gateway does. */
  getLog(logId: string): unknown {
    const row = this.#log.get(logId, Date.now());
    if (row !== null) return row;
    const error = new Error("AiGatewayLogNotFound: no log with this id");
    error.name = "AiGatewayLogNotFound";
    throw error;
  }
}

export class EmbeddedAi extends WorkerEntrypoint {
  run(model: string, input: unknown, options: unknown): Promise<Response> {
    return answerCall({ model, input, options }, world);
  }

  /** Any gateway exists here. */
  gateway(_id: string): EmbeddedGateway {
    return new EmbeddedGateway(world.log);
  }
}
