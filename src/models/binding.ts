/**
 * What Tally asks of `env.AI`, and no more (facts/ai.md, documented). The real binding, the embedded stand-in and an
 * OpenAI-compatible server of one's own all offer exactly this, so the code above them is the same.
 */
import type { JsonObject } from "./json.ts";

export interface AiRunOptions {
  gateway: {
    id: string;
    /** At most five entries; the gateway drops the rest. */
    metadata: { [key: string]: string | number | boolean };
    collectLog: boolean;
  };
  /** Always true: the raw response's headers are the call's own, `env.AI.aiGatewayLogId` is anybody's. */
  returnRawResponse: true;
  extraHeaders: { [name: string]: string };
  signal?: AbortSignal;
}

/** Thrown by `run()` where it is certain that nothing was sent: nobody can have been charged. */
export class NeverSentError extends Error {
  override readonly name = "NeverSentError";
}

export interface AiBinding {
  /** A raw response with SSE bytes, not 2xx for some failures; throws an Error with a code in its message for others. */
  run(model: string, input: JsonObject, options: AiRunOptions): Promise<Response>;
  gateway(id: string): AiGatewayBinding;
  /** The gateway's own routes (run resume). Experimental (source): may be missing. */
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
 * What an entrypoint offers that stands where the AI binding is, as the embedded AI does. What is expected is answered,
 * not thrown: workerd reports every error that leaves an entrypoint as uncaught, and a stub that is returned would have to
 * be disposed of by each caller.
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
 * An entrypoint as the binding it stands for, called over Workers RPC. An AbortSignal does not cross it (it needs an
 * experimental flag in workerd of 2026-10), so it stays here. Cancelling the body still reaches the model.
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
