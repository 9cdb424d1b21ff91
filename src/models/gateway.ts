/** AI Gateway after a call was opened: its log, for the cost, and the rest of an interrupted run. */
import { z } from "zod";
import type { NanoUsd } from "../protocol/money.ts";
import type { AiBinding } from "./binding.ts";
import { untilAborted } from "./provider-client.ts";
import { usdToNano } from "./money.ts";

/** A number that the gateway may leave out or set to null. */
const amount = z.number().min(0).nullish();

/** `{"tokens_in":151,"tokens_out":41,"cost":0.0000836,"cached":false,"usage_metadata":{"neurons":7.59997}}` */
const gatewayLog = z.object({
  cost: amount,
  tokens_in: amount,
  tokens_out: amount,
  cached: z.boolean().nullish(),
  usage_metadata: z.object({ neurons: z.union([z.number(), z.string()]).nullish() }).nullish(),
});

export type GatewayLog =
  | {
      found: true;
      /** The gateway's estimate; null where the log has no cost; 0 for a call served from its cache. */
      costNanoUsd: NanoUsd | null;
      inputTokens: number | null;
      outputTokens: number | null;
      cached: boolean;
      neurons: string | null;
    }
  /** `final`: do not ask again, the log exists and has no usable figure. */
  | { found: false; final: boolean };

/** Reads the gateway's log of one call. Never throws: a log that cannot be read now counts as not found. */
export async function readGatewayLog(ai: AiBinding, gatewayId: string, logId: string): Promise<GatewayLog> {
  let row: unknown;
  try {
    row = await ai.gateway(gatewayId).getLog(logId);
  } catch {
    // `AiGatewayLogNotFound`: not there yet (in live calls readable after 0.27 to 4.7 s, 2.2 s on average). Any other error,
    // such as an unreachable gateway, is also worth another try.
    return { found: false, final: false };
  }
  const parsed = gatewayLog.safeParse(row);
  if (!parsed.success) return { found: false, final: true };
  const { cost, tokens_in: tokensIn, tokens_out: tokensOut, cached, usage_metadata: metadata } = parsed.data;
  const isCached = cached === true;
  return {
    found: true,
    // A cache hit costs nothing, whatever the row says (cloudflare/ai#550).
    costNanoUsd: isCached ? 0 : cost == null ? null : usdToNano(cost),
    inputTokens: tokensIn == null ? null : Math.floor(tokensIn),
    outputTokens: tokensOut == null ? null : Math.floor(tokensOut),
    cached: isCached,
    neurons: metadata?.neurons == null ? null : String(metadata.neurons),
  };
}

export type ResumedRun = { ok: true; body: ReadableStream<Uint8Array> } | { ok: false; final: boolean };

/**
 * The rest of a third-party model's stream, from the event after the `fromEvent` complete ones already consumed
 * (`WireReader.events`, added up over all readers of this run; read the rest with a new reader). The gateway keeps a
 * run for about 5.5 minutes, then responds with 404. Not documented: a binding without `fetch` cannot resume.
 */
export async function resumeGatewayRun(
  ai: AiBinding,
  gatewayId: string,
  runId: string,
  fromEvent: number,
  signal: AbortSignal,
): Promise<ResumedRun> {
  if (ai.fetch === undefined) return { ok: false, final: true };
  const path = `${encodeURIComponent(gatewayId)}/run/${encodeURIComponent(runId)}/resume?from=${fromEvent}`;
  try {
    signal.throwIfAborted();
    const asked = ai.fetch(`https://workers-binding.ai/ai-gateway/gateways/${path}`, { method: "GET", signal });
    const response = await untilAborted(asked, signal);
    if (response.ok && response.body !== null) return { ok: true, body: response.body };
    await response.body?.cancel();
    return { ok: false, final: response.status < 500 };
  } catch {
    return { ok: false, final: false };
  }
}
