/** The embedded AI's text to speech: a hum, about as long as the text would take to read. */
import { isObject } from "../models/json.ts";

const SAMPLES_A_SECOND = 8_000;
/** Reading time of a character, and the longest hum. Seconds. */
const A_CHARACTER = 0.06;
const LONGEST = 2;
const PITCH_HZ = 220;
const HEADER_BYTES = 44;

/** A quiet tone as WAV, eight bits, one channel. */
function tone(seconds: number): Uint8Array<ArrayBuffer> {
  const samples = Math.round(seconds * SAMPLES_A_SECOND);
  const wav = new Uint8Array(HEADER_BYTES + samples);
  const view = new DataView(wav.buffer);
  const write = (at: number, letters: string): void => wav.set(new TextEncoder().encode(letters), at);
  write(0, "RIFF");
  view.setUint32(4, wav.length - 8, true);
  write(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, SAMPLES_A_SECOND, true);
  view.setUint32(28, SAMPLES_A_SECOND, true);
  view.setUint16(32, 1, true);
  view.setUint16(34, 8, true);
  write(36, "data");
  view.setUint32(40, samples, true);
  for (let at = 0; at < samples; at += 1) {
    // Fades in and out, so that two pieces are heard as two.
    const loudness = 24 * Math.sin((Math.PI * at) / samples);
    wav[HEADER_BYTES + at] = 128 + Math.round(loudness * Math.sin((2 * Math.PI * PITCH_HZ * at) / SAMPLES_A_SECOND));
  }
  return wav;
}

/** A response like that of Workers AI's text-to-speech models: sound. */
export function spokenBy(input: unknown): Response {
  const text = isObject(input) ? input["text"] : null;
  if (typeof text !== "string" || text.trim() === "") return Response.json({ errors: [{ code: 5004 }] }, { status: 400 });
  return new Response(tone(Math.min(LONGEST, text.length * A_CHARACTER)), { headers: { "content-type": "audio/wav" } });
}
