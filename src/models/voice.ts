/**
 * Text to speech: one call for each piece of text; the sound is streamed.
 *
 * Workers AI's `aura-1` takes `text` and returns MP3 (its schema, worker-configuration.d.ts). It speaks English and costs
 * 0.015 USD for a thousand characters of it (price page of 2026-08): what it will cost is known before it is asked.
 */
import type { AiBinding } from "./binding.ts";
import { VOICE_USD_PER_MILLION_CHARACTERS } from "./catalogue-data.ts";
import { textOf } from "./json-body.ts";
import type { CatalogueModel } from "./model.ts";
import { priceOf } from "./money.ts";
import { callOnce, refusedBy, type NoAnswer, type OneCall } from "./one-call.ts";

/** Atto-dollars for each character (Unicode code point): a price for what a chat model would call an input token. */
export type VoiceModel = { id: string; name: string; reach: "cloudflare" | "embedded"; attoUsdPerCharacter: bigint; simulated: boolean };

export const AURA: VoiceModel = {
  id: "@cf/deepgram/aura-1",
  name: "Aura",
  reach: "cloudflare",
  attoUsdPerCharacter: priceOf(VOICE_USD_PER_MILLION_CHARACTERS) ?? 0n,
  simulated: false,
};
export const EMBEDDED_VOICE: VoiceModel = { ...AURA, id: "embedded/voice", name: "Embedded", reach: "embedded", simulated: true };

/** The text-to-speech model for a conversation with this model; null: none, use the device's own voice. */
export function voiceBeside({ reach }: Pick<CatalogueModel, "reach">): VoiceModel | null {
  switch (reach) {
    case "cloudflare":
      return AURA;
    case "embedded":
      return EMBEDDED_VOICE;
    case "local":
      return null;
  }
}

/** The characters that are charged: Unicode code points. A provider that counts code units corrects this by its bill. */
export const charactersOf = (text: string): number => [...text].length;

export type Spoken = { ok: true; body: ReadableStream<Uint8Array>; type: string; logId: string | null } | NoAnswer;

/** Never throws. */
export async function speak(ai: AiBinding, model: VoiceModel, text: string, call: OneCall): Promise<Spoken> {
  const answer = await callOnce(ai, model.id, { text }, "speech", call);
  if (!answer.ok) return answer;
  const { response, logId } = answer;
  const type = response.headers.get("content-type") ?? "";
  // The binding leaves the content type out or gives that of the sound; an error has JSON's.
  if (!response.ok || response.body === null || type.includes("json")) return refusedBy(answer, await textOf(response), model.reach);
  return { ok: true, body: response.body, type: type.startsWith("audio/") ? type : "audio/mpeg", logId };
}
