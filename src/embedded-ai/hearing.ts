/** The embedded AI as a listener: it says what reached it, and that nobody has listened. */
import { isObject } from "../models/json.ts";
import { secondsOf } from "../models/speech.ts";

/** As Workers AI's Whisper answers. */
export function transcribedBy(input: unknown): Response {
  const audio = isObject(input) ? input["audio"] : null;
  const type = isObject(input) ? input["type"] : null;
  if (!(audio instanceof Uint8Array) || typeof type !== "string") return Response.json({ errors: [{ code: 5004 }] }, { status: 400 });
  const { likely } = secondsOf(audio, type);
  const text = `No model has listened: a recording came here, ${type}, ${audio.length.toLocaleString("en-US")} bytes, about ${likely} s.`;
  return Response.json({ text, word_count: text.split(" ").length, transcription_info: { duration: likely } });
}
