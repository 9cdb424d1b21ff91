/**
 * The part of `env.AI` that Tally uses. The real binding, the embedded AI and servers on one's own machine all implement
 * exactly this, so that the code above them is the same.
 */
import type { JsonObject } from "./json.ts";

export interface AiRunOptions {
  gateway: {
    id: string;
    /** At most five entries; the gateway drops the rest. */
    metadata: { [key: string]: string | number | boolean };
    collectLog: boolean;
  };
  /** Always true: the raw response carries this call's headers, while `env.AI.aiGatewayLogId` may be another call's. */
  returnRawResponse: true;
  extraHeaders: { [name: string]: string };
  signal?: AbortSignal;
}

/** Thrown by `run()` where it is certain that nothing was sent, so that nobody can have been charged. */
export class NeverSentError extends Error {
  override readonly name = "NeverSentError";
}

export interface AiBinding {
  /** A raw response with SSE bytes, not 2xx for some failures; throws an Error with a code in its message for others. */
  run(model: string, input: JsonObject, options: AiRunOptions): Promise<Response>;
  gateway(id: string): AiGatewayBinding;
  /** The gateway's own routes, for resuming a run. Not documented; may be missing. */
  fetch?(url: string, init: { method: "GET"; signal?: AbortSignal }): Promise<Response>;
}

export interface AiGatewayBinding {
  /** Throws an error named `AiGatewayLogNotFound` while the log is not there (yet). */
  getLog(logId: string): PromiseLike<unknown>;
}

/** An error that is to be thrown on the caller's side of an RPC boundary. */
export interface ToBeThrown {
  toBeThrown: { name: string; message: string };
}

/**
 * An entrypoint in the place of the AI binding, such as the embedded AI. Expected failures are returned, not thrown, because
 * workerd reports every error that leaves an entrypoint as uncaught; and it returns no stubs, because each caller would have
 * to dispose of them.
 */
export interface AiService {
  run(model: string, input: JsonObject, options: Omit<AiRunOptions, "signal">): PromiseLike<Response | ToBeThrown>;
  /** The log of one call; null while there is none. */
  findLog(logId: string): PromiseLike<unknown>;
  fetch?(url: string, init: { method: "GET" }): Promise<Response>;
}

export function isAiService(value: unknown): value is AiService {
  return typeof value === "object" && value !== null && "run" in value && "findLog" in value;
}

function thrown({ toBeThrown: { name, message } }: ToBeThrown): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}

/**
 * Wraps such an entrypoint, called over Workers RPC, as an `AiBinding`. An AbortSignal cannot cross RPC (workerd of 2026-10
 * needs an experimental flag), so it stays on this side; cancelling the body still reaches the model.
 */
export function overRpc(service: AiService): AiBinding {
  return {
    run: async (model, input, { signal: _stays, ...options }) => {
      const answer = await service.run(model, input, options);
      if ("toBeThrown" in answer) throw thrown(answer);
      return answer;
    },
    gateway: (_any) => ({
      getLog: async (logId) => {
        const row = await service.findLog(logId);
        if (row === null) throw thrown({ toBeThrown: { name: "AiGatewayLogNotFound", message: "no log with this id" } });
        return row;
      },
    }),
    ...(service.fetch === undefined
      ? {}
      : { fetch: (url, { method }) => service.fetch?.(url, { method }) ?? Promise.reject(new Error("no route")) }),
  };
}
