/** What the gateway knows of a call after it was opened: its log (money), and the rest of a run that was lost. */
import { z } from "zod";
import type { NanoUsd } from "../protocol/money.ts";
import type { AiBinding } from "./binding.ts";
import { untilAborted } from "./provider-client.ts";
import { usdToNano } from "./money.ts";

/** Numbers the gateway may leave out or null. */
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
      /** An estimation of the gateway's; null where its row has no cost. 0 for a call served from its cache. */
      costNanoUsd: NanoUsd | null;
      inputTokens: number | null;
      outputTokens: number | null;
      cached: boolean;
      neurons: string | null;
    }
  /** `final`: asking again makes no sense, the row is there and says nothing usable. */
  | { found: false; final: boolean };

/** Reads the gateway's log of one call. Never throws: what cannot be read now is not found. */
export async function readGatewayLog(ai: AiBinding, gatewayId: string, logId: string): Promise<GatewayLog> {
  let row: unknown;
  try {
    row = await ai.gateway(gatewayId).getLog(logId);
  } catch {
    // `AiGatewayLogNotFound`: not there yet (readable after 0.27 to 4.7 s, 2.2 s in the mean, live). Whatever else is
    // thrown, a gateway that cannot be reached just now, is worth asking again too.
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
 * run about 5.5 minutes, then answers 404. Experimental (source): a binding without `fetch` cannot resume.
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
