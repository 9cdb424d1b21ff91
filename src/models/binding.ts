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
  /** Left out for the embedded AI: an AbortSignal does not cross Workers RPC (see door.ts). */
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
