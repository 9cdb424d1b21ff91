/**
 * Speech to text: one call, its result in one piece. The speech model runs where the conversation's model runs, so that
 * recordings for a model on one's own machine stay there.
 *
 * Workers AI's `whisper-large-v3-turbo` takes base64 and returns `text` and `transcription_info.duration` in seconds (its
 * schema, worker-configuration.d.ts); it costs 0.00051 USD for a minute of audio (price page of 2026-02).
 */
import { Buffer } from "node:buffer";
import type { AiBinding } from "./binding.ts";
import { SPEECH_USD_PER_MINUTE } from "./catalogue-data.ts";
import { field, parseJson } from "./json.ts";
import { textOf } from "./json-body.ts";
import type { CatalogueModel } from "./model.ts";
import { priceOf } from "./money.ts";
import { callOnce, refusedBy, type NoAnswer, type OneCall } from "./one-call.ts";

/** Atto-dollars for each second of audio: a price for what a chat model would call an input token. */
export type SpeechModel = { id: string; name: string; reach: CatalogueModel["reach"]; attoUsdPerSecond: bigint; simulated: boolean };

/** USD per minute → atto-dollars per second. `priceOf` takes a price per million units, hence the factor. */
const perSecond = (usdPerMinute: string): bigint => ((priceOf(usdPerMinute) ?? 0n) * 1_000_000n) / 60n;

export const WHISPER: SpeechModel = {
  id: "@cf/openai/whisper-large-v3-turbo",
  name: "Whisper large v3 turbo",
  reach: "cloudflare",
  attoUsdPerSecond: perSecond(SPEECH_USD_PER_MINUTE),
  simulated: false,
};
export const EMBEDDED_SPEECH: SpeechModel = { ...WHISPER, id: "embedded/whisper", name: "Embedded", reach: "embedded", simulated: true };

/** The speech-to-text model for a conversation with this model. */
export function speechBeside(model: Pick<CatalogueModel, "id" | "name" | "reach">): SpeechModel {
  switch (model.reach) {
    case "cloudflare":
      return WHISPER;
    case "embedded":
      return EMBEDDED_SPEECH;
    case "local":
      // Its server is called, which uses a speech model of its own.
      return { id: model.id, name: model.name, reach: "local", attoUsdPerSecond: 0n, simulated: false };
  }
}

/** The lowest bytes per second assumed of any encoder; Opus at its lowest has 750. */
const LEAST_BYTES_PER_SECOND = 64;
/** What browsers' recorders produce, about 32 kbit per second. */
const USUAL_BYTES_PER_SECOND = 4_000;

/** Length of a recording in seconds: from the header of a WAV, else estimated by size. `most` bounds its cost (invariant 8). */
export function secondsOf(bytes: Uint8Array, type: string): { likely: number; most: number } {
  const most = Math.ceil(bytes.length / LEAST_BYTES_PER_SECOND);
  const perSecondInHeader =
    type === "audio/wav" && bytes.length >= 32 ? new DataView(bytes.buffer, bytes.byteOffset).getUint32(28, true) : 0;
  const usual = perSecondInHeader >= 1_000 ? perSecondInHeader : USUAL_BYTES_PER_SECOND;
  return { likely: Math.min(most, Math.ceil(bytes.length / usual)), most };
}

export type SpeechCall = OneCall & {
  model: SpeechModel;
  bytes: Uint8Array;
  /** `audio/webm`, `audio/ogg`, `audio/mp4` or `audio/wav`. */
  type: string;
  /** ISO 639-1, two letters; null: the model detects it. */
  language: string | null;
};

export type Transcribed = { ok: true; text: string; seconds: number | null; logId: string | null } | NoAnswer;

function inputOf({ model, bytes, type, language }: SpeechCall): { [key: string]: unknown } {
  const spoken = language === null ? {} : { language };
  if (model.reach === "cloudflare") {
    const audio = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");
    return { audio, task: "transcribe", ...spoken };
  }
  return { audio: bytes, type, ...spoken };
}

/** Never throws. */
export async function transcribe(ai: AiBinding, call: SpeechCall): Promise<Transcribed> {
  const { model } = call;
  const answer = await callOnce(ai, model.id, inputOf(call), "transcription", call);
  if (!answer.ok) return answer;
  const words = await textOf(answer.response);
  const json = parseJson(words);
  // The REST API wraps the binding's result in `result`.
  const result = field(json, "result") ?? json;
  const text = field(result, "text");
  if (!answer.response.ok || typeof text !== "string") return refusedBy(answer, words, model.reach);
  const seconds = field(field(result, "transcription_info"), "duration");
  return { ok: true, text: text.trim(), seconds: typeof seconds === "number" && seconds >= 0 ? seconds : null, logId: answer.logId };
}
