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

/**
 * A binding that is another entrypoint, called over Workers RPC, as the embedded AI is: an AbortSignal does not cross it
 * (it needs an experimental flag in workerd of 2026-10), so it stays here. Cancelling the body still reaches the model.
 */
export function overRpc(ai: AiBinding): AiBinding {
  return {
    run: (model, input, { signal: _stays, ...options }) => ai.run(model, input, options),
    gateway: (id) => ai.gateway(id),
    ...(ai.fetch === undefined ? {} : { fetch: (url, { method }) => ai.fetch?.(url, { method }) ?? Promise.reject(new Error("no route")) }),
  };
}
